"""A small database that PHREEQC loads as well, and blocks to put behind it."""

import phreeqc

LOADABLE = """\
SOLUTION_MASTER_SPECIES
H H+ -1 H 1.008
H(0) H2 0 H
H(1) H+ -1 0
O H2O 0 O 16
O(0) O2 0 O
O(-2) H2O 0 0
E e- 1 0 0
C CO3-2 2 HCO3 12
C(+4) CO3-2 2 HCO3
Alkalinity CO3-2 1 Ca0.5(CO3)0.5 50.05
Ca Ca+2 0 Ca 40.08
Na Na+ 0 Na 23
Cl Cl- 0 Cl 35.45
SOLUTION_SPECIES
H+ = H+
e- = e-
H2O = H2O
Ca+2 = Ca+2
Na+ = Na+
Cl- = Cl-
CO3-2 = CO3-2
H2O = OH- + H+
 log_k -14
CO3-2 + H+ = HCO3-
 log_k 10.329
 -gamma 5.4 0
2H2O = O2 + 4H+ + 4e-
 -log_k -86.08
2H+ + 2e- = H2
 log_k -3.15
CO3-2 + 2H+ = CO2 + H2O
 log_k 16.681
PHASES
Calcite
CaCO3 = Ca+2 + CO3-2
 log_k -8.48
CO2(g)
CO2 = CO2
 log_k -1.468
"""
LINES = len(LOADABLE.splitlines())

EXCHANGE = """\
EXCHANGE_MASTER_SPECIES
X X-
EXCHANGE_SPECIES
X- = X-
 log_k 0
Na+ + X- = NaX
 log_k 0
 -gamma 4 0.075
Ca+2 + 2X- = CaX2
 log_k 0.8
 -davies
"""
SURFACE = """\
SURFACE_MASTER_SPECIES
Hfo_s Hfo_sOH
SURFACE_SPECIES
Hfo_sOH = Hfo_sOH
 log_k 0
Hfo_sOH + H+ = Hfo_sOH2+
 log_k 7.29
 -cd_music 1 0 0
"""
PITZER = """\
PITZER
-redox
-B0
 Na+ Cl- 0.0765 -777.03 -4.4706 0.008946 -3.3158E-6
 Ca+2 Cl- 0.3159
-ALPHAS
 Ca+2 Cl- 2.0 12
-LAMBDA
 CO2 Na+ 0.085
-PSI
 Na+ Ca+2 Cl- -0.007
"""
SIT = """\
SIT
-epsilon
 Na+ Cl- 0.03
-epsilon1
 Ca+2 Cl- 0.14 1e-3
"""
LLNL = """\
LLNL_AQUEOUS_MODEL_PARAMETERS
-temperatures
 0.01 25
 60 100
-dh_a 0.49 0.51 0.54 0.6
-dh_b
 .32 .33 .34 .35
-bdot
 .03 .04 .05 .06
-co2_coefs
 -1.0312 0.0012806 255.9 0.445
 -0.001606
"""
TABLES = """\
GAS_BINARY_PARAMETERS
H2O(g) CO2(g) 0.19
MEAN_GAMMAS
CaCl2 Ca++ 1 Cl- 2
RATE_PARAMETERS_PK
Quartz -30 0 0 -13.4 90.9 -30 0 0
calcite -0.3 14.4 1 -5.81 23.5 -3.48 35.4 1 33
quartz -30 0 0 -12 90.9 -30 0 0
RATE_PARAMETERS_HERMANSKA
Quartz -11.4 4.03E-04 45.6 0.3 0 0 0 -15 0.105 80 -0.4
"""


def phreeqc_refuses(text: str) -> bool:
    """Whether IPhreeqc finds an error in a database."""
    return phreeqc.Phreeqc().LoadDatabaseString(text) > 0
