"""Numbers of stochastic thermodynamics: closed forms and published values, one module for each family."""
