"""Constants of nature in SI units, from the exact defining values of the SI (2019).

Only the defining values are numbers here; the others follow from them. Databases that were fitted with other
values bring their own (`fluxforce.model.databases.water_properties`, `fluxforce.thermo.equilibria.activity.water`).

Source: BIPM, The International System of Units, 9th edition (2019), table 1; standard values of gravity,
atmosphere and the Celsius zero are conventions of the same document.
"""

import math

PLANCK = 6.62607015e-34  # [J s]
SPEED_OF_LIGHT = 299792458.0  # [m/s]
ELEMENTARY_CHARGE = 1.602176634e-19  # [C]
BOLTZMANN = 1.380649e-23  # [J/K]
AVOGADRO = 6.02214076e23  # [1/mol]

GAS_CONSTANT = BOLTZMANN * AVOGADRO  # R [J/mol/K]
FARADAY = ELEMENTARY_CHARGE * AVOGADRO  # F [C/mol]
STEFAN_BOLTZMANN = 2 * math.pi**5 * BOLTZMANN**4 / (15 * PLANCK**3 * SPEED_OF_LIGHT**2)  # [W/m2/K4]

VACUUM_PERMITTIVITY = 8.8541878128e-12  # [F/m] measured, not defined: CODATA 2018

STANDARD_GRAVITY = 9.80665  # [m/s2]
ATMOSPHERE = 101325.0  # [Pa]
CELSIUS_ZERO = 273.15  # [K] temperature of 0 degC
ROOM_TEMPERATURE = CELSIUS_ZERO + 25.0  # [K] reference temperature of most databases

LN10 = math.log(10.0)  # natural logarithms from decimal ones
