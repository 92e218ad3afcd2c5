"""Activity coefficients of dissolved species: Debye-Hueckel and its relatives, Pitzer, SIT."""
