"""Growth of a copolymer."""

import numpy as np

from fluxforce.budget.reactions.copolymer import copolymer
from fluxforce.verify.check import Check

SOURCE = "closed form (Andrieux and Gaspard 2008)"


def p54() -> list[Check]:
    """Two kinds of units that attach whatever the tip is."""
    grown = copolymer(np.array([1.0, 0.5]), np.array([0.2, 0.4]))
    rows = [
        ("velocity of growth [units/s]", grown.velocity, 1.238986691902975),
        ("fraction of the first unit", float(grown.fractions[0]), 0.694933459514875),
        ("fraction of the second unit", float(grown.fractions[1]), 0.305066540485125),
        ("affinity per unit [k_B]", grown.affinity, 1.801622134347359),
        ("entropy production [k_B/s]", grown.production, 2.232185848294211),
        ("disorder of the sequence per unit [k_B]", grown.disorder, 0.6150962467541398),
    ]
    return [Check(f"S54.{k + 1}", f"copolymer: {a}", SOURCE, b, c, 1e-9) for k, (a, b, c) in enumerate(rows)]
