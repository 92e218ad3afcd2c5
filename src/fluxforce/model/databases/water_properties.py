"""Numbers of PHREEQC itself that databases were fitted with.

They belong to the reader of its files and not to `constants.py`. Its water is `thermo.equilibria.activity.water`.
"""

GAS_CONSTANT = 8.31470  # [J/mol/K] in PHREEQC's van 't Hoff term
JOULES_PER_CALORIE = 4.184  # [J/cal]
REFERENCE_TEMPERATURE = 298.15  # [K]
NEUTRAL_SLOPE = 0.1  # [kg/mol] log10 gamma = 0.1 I of a neutral species without parameters
