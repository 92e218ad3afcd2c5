"""What the examples of PHREEQC's manual add to the database, and their waters: numbers of Parkhurst and Appelo (2013).

doi:10.3133/tm6A43, examples 1 to 11.
"""

SEAWATER = {
    "Ca": 412.3, "Mg": 1291.8, "Na": 10768.0, "K": 399.1, "Si": 4.28, "Cl": 19353.0,
    "Alkalinity": {"amount": 141.682, "as": "HCO3"}, "S(6)": 2712.0,
}  # fmt: skip
SEAWATER_TEXT = """ units ppm
 pH 8.22
 pe 8.451
 density 1.023
 Ca 412.3
 Mg 1291.8
 Na 10768.0
 K 399.1
 Si 4.28
 Cl 19353.0
 Alkalinity 141.682 as HCO3
 S(6) 2712.0
"""
URANIUM = """SOLUTION_MASTER_SPECIES
 U U+4 0.0 238.0290 238.0290
 U(4) U+4 0.0 238.0290
 U(5) UO2+ 0.0 238.0290
 U(6) UO2+2 0.0 238.0290
SOLUTION_SPECIES
 U+4 = U+4
  log_k 0.0
 U+4 + 4 H2O = U(OH)4 + 4 H+
  log_k -8.538
  delta_h 24.760 kcal
 U+4 + 5 H2O = U(OH)5- + 5 H+
  log_k -13.147
  delta_h 27.580 kcal
 U+4 + 2 H2O = UO2+ + 4 H+ + e-
  log_k -6.432
  delta_h 31.130 kcal
 U+4 + 2 H2O = UO2+2 + 4 H+ + 2 e-
  log_k -9.217
  delta_h 34.430 kcal
 UO2+2 + H2O = UO2OH+ + H+
  log_k -5.782
  delta_h 11.015 kcal
 2UO2+2 + 2H2O = (UO2)2(OH)2+2 + 2H+
  log_k -5.626
  delta_h -36.04 kcal
 3UO2+2 + 5H2O = (UO2)3(OH)5+ + 5H+
  log_k -15.641
  delta_h -44.27 kcal
 UO2+2 + CO3-2 = UO2CO3
  log_k 10.064
  delta_h 0.84 kcal
 UO2+2 + 2CO3-2 = UO2(CO3)2-2
  log_k 16.977
  delta_h 3.48 kcal
 UO2+2 + 3CO3-2 = UO2(CO3)3-4
  log_k 21.397
  delta_h -8.78 kcal
PHASES
Uraninite
 UO2 + 4 H+ = U+4 + 2 H2O
 log_k -3.490
 delta_h -18.630 kcal
"""
FELDSPAR = """PHASES
Gibbsite
 Al(OH)3 + 3 H+ = Al+3 + 3 H2O
 log_k 8.049
 delta_h -22.792 kcal
Kaolinite
 Al2Si2O5(OH)4 + 6 H+ = H2O + 2 H4SiO4 + 2 Al+3
 log_k 5.708
 delta_h -35.306 kcal
K-mica
 KAl3Si3O10(OH)2 + 10 H+ = 3 Al+3 + 3 H4SiO4 + K+
 log_k 12.970
 delta_h -59.377 kcal
K-feldspar
 KAlSi3O8 + 4 H2O + 4 H+ = Al+3 + 3 H4SiO4 + K+
 log_k 0.875
 delta_h -12.467 kcal
"""
FERRIHYDRITE = """SURFACE_SPECIES
 Hfo_sOH + H+ = Hfo_sOH2+
  log_k 7.18
 Hfo_sOH = Hfo_sO- + H+
  log_k -8.82
 Hfo_sOH + Zn+2 = Hfo_sOZn+ + H+
  log_k 0.66
 Hfo_wOH + H+ = Hfo_wOH2+
  log_k 7.18
 Hfo_wOH = Hfo_wO- + H+
  log_k -8.82
 Hfo_wOH + Zn+2 = Hfo_wOZn+ + H+
  log_k -2.32
PHASES
Fix_H+
 H+ = H+
 log_k 0.0
"""
# iron(II) and iron(III) as elements of their own; the species that this water can form
APART = """SOLUTION_MASTER_SPECIES
 Fe_di Fe_di+2 0.0 Fe_di 55.847
 Fe_tri Fe_tri+3 0.0 Fe_tri 55.847
SOLUTION_SPECIES
 Fe_di+2 = Fe_di+2
  log_k 0.0
 Fe_tri+3 = Fe_tri+3
  log_k 0.0
 Fe_di+2 + H2O = Fe_diOH+ + H+
  log_k -9.5
  delta_h 13.20 kcal
 Fe_di+2 + Cl- = Fe_diCl+
  log_k 0.14
 Fe_tri+3 + H2O = Fe_triOH+2 + H+
  log_k -2.19
  delta_h 10.4 kcal
 Fe_tri+3 + 2 H2O = Fe_tri(OH)2+ + 2 H+
  log_k -5.67
  delta_h 17.1 kcal
 Fe_tri+3 + 3 H2O = Fe_tri(OH)3 + 3 H+
  log_k -12.56
  delta_h 24.8 kcal
 Fe_tri+3 + 4 H2O = Fe_tri(OH)4- + 4 H+
  log_k -21.6
  delta_h 31.9 kcal
 2 Fe_tri+3 + 2 H2O = Fe_tri2(OH)2+4 + 2 H+
  log_k -2.95
  delta_h 13.5 kcal
 3 Fe_tri+3 + 4 H2O = Fe_tri3(OH)4+5 + 4 H+
  log_k -6.3
  delta_h 14.3 kcal
 Fe_tri+3 + Cl- = Fe_triCl+2
  log_k 1.48
  delta_h 5.6 kcal
 Fe_tri+3 + 2 Cl- = Fe_triCl2+
  log_k 2.13
 Fe_tri+3 + 3 Cl- = Fe_triCl3
  log_k 1.13
PHASES
Goethite
 Fe_triOOH + 3 H+ = Fe_tri+3 + 2 H2O
 log_k -1.0
"""
OXIDATION = """SOLUTION 1
 pH 7.0
 pe 10.0 O2(g) -0.67
 Fe_di 0.1
 Na 10
 Cl 10 charge
EQUILIBRIUM_PHASES 1
 O2(g) -0.67
RATES
Fe_di_ox
 -start
 10 iron = TOT("Fe_di")
 20 moles = (2.91e-9 + 1.33e12 * (ACT("OH-"))^2 * SR("O2(g)")) * iron * TIME
 30 SAVE moles
 -end
KINETICS 1
Fe_di_ox
 -formula Fe_di -1.0 Fe_tri 1.0
 -steps 100 400 3100 10800 21600 5.04e4 8.64e4 1.728e5 1.728e5 1.728e5 1.728e5
 -step_divide 1e-4
 -tol 1e-13
INCREMENTAL_REACTIONS true
"""
CARBONATES = """PHASES
Strontianite
 SrCO3 = CO3-2 + Sr+2
 log_k -9.271
Aragonite
 CaCO3 = CO3-2 + Ca+2
 log_k -8.336
"""
SOLID_SOLUTION = """SOLID_SOLUTIONS 1
 Ca(x)Sr(1-x)CO3
  -comp1 Aragonite 0
  -comp2 Strontianite 0
  {excess}
END
SOLUTION 1
 -units mmol/kgw
 pH 5.93 charge
 Ca 3.932
 C 7.864
EQUILIBRIUM_PHASES 1
 CO2(g) -0.01265 10
 Aragonite
SAVE solution 1
END
USE solution 1
USE solid_solution 1
REACTION 1
 SrCO3 1
"""
