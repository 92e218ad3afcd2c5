"""Reaction networks with known answers: pair annihilation, gene expression, the Brusselator, a product of Poissons."""

import numpy as np

from fluxforce.budget.reactions.copy_numbers import stationary_copy_numbers
from fluxforce.budget.reactions.fixed_points import fixed_points
from fluxforce.budget.reactions.linear_noise import linear_noise
from fluxforce.budget.reactions.structure import Structure, structure
from fluxforce.networks.kinetics import brusselator, gene_expression, open_dimer, pair_annihilation
from fluxforce.verify.check import Check

MAZO = "Mazo 1975: ratios of Bessel functions"
BURSTS = "closed form (Thattai and van Oudenaarden 2001)"
LEFEVER = "closed form (Prigogine and Lefever 1968)"
NOISE = "closed form of the Lyapunov equation (Elf and Ehrenberg 2003)"
POISSON = "Anderson, Craciun and Kurtz 2010"


def p51() -> list[Check]:
    """0 -> A, 2 A -> 0 from the master equation."""
    found = stationary_copy_numbers(pair_annihilation(), {})
    mean, variance = float(found.mean()[0]), float(found.covariance()[0, 0])
    pairs = variance + mean**2 - mean
    rows = [
        ("mean number of A", MAZO, mean, 7.199505358363038),
        ("<n (n - 1)>: what enters leaves in pairs", "closed form a/(2 b)", pairs, 50.0),
        ("variance of A", MAZO, variance, 5.366627953264942),
        ("probability of no A at all", MAZO, found.at({}), 0.0002110746869707391),
    ]
    return [
        Check(f"S51.{k + 1}", f"pair annihilation: {a}", b, c, d, 1e-9) for k, (a, b, c, d) in enumerate(rows)
    ]


def p52() -> list[Check]:
    """Transcription and translation from the master equation in two species."""
    found = stationary_copy_numbers(gene_expression(), {})
    mean, covariance = found.mean(), found.covariance()
    rows = [
        ("mean number of proteins", float(mean[1]), 200.0),
        ("variance over mean of the protein", float(covariance[1, 1] / mean[1]), 10.09090909090909),
        ("covariance of messenger and protein", float(covariance[0, 1]), 18.18181818181818),
    ]
    return [
        Check(f"S52.{k + 1}", f"gene expression: {a}", BURSTS, b, c, 1e-9) for k, (a, b, c) in enumerate(rows)
    ]


def p53() -> list[Check]:
    """The reversible Brusselator: fixed point, production, stability, affinities and linear noise."""
    network = brusselator()
    (state,) = fixed_points(network)
    made = structure(network)
    noise = linear_noise(state).covariance
    flux = dict(zip(network.names, state.flux, strict=True))
    to_e, to_d = _affinity(made, "A", "E"), _affinity(made, "B", "D")
    rows = [
        ("X at the fixed point", LEFEVER, float(state.concentration[0]), 1.0),
        ("Y at the fixed point", LEFEVER, float(state.concentration[1]), 1.495049504950495),
        ("entropy production per volume [k_B/s]", LEFEVER, state.production_density, 23.39818413615594),
        ("trace of the Jacobian [1/s]", LEFEVER, float(np.trace(state.jacobian)), -0.5599009900990099),
        ("determinant of the Jacobian", LEFEVER, float(np.linalg.det(state.jacobian)), 1.0201),
        ("affinity of A -> E [k_B]", "closed form", to_e, 9.210340371976183),
        ("affinity of B -> D [k_B]", "closed form", to_d, 9.615805480084347),
        ("currents times affinities of both ways through [k_B/s]", "second law, at a steady state",
         flux["feed"] * to_e + flux["conversion"] * to_d, 23.39818413615594),
        ("linear noise, covariance of X and X per volume", NOISE, float(noise[0, 0]), 6.304686118479222),
        ("linear noise, X and Y", NOISE, float(noise[0, 1]), -5.304686118479222),
        ("linear noise, Y and Y", NOISE, float(noise[1, 1]), 9.163729652898058),
    ]  # fmt: skip
    return [Check(f"S53.{k + 1}", f"Brusselator: {a}", b, c, d, 1e-9) for k, (a, b, c, d) in enumerate(rows)]


def _affinity(made: Structure, taken: str, left: str) -> float:
    """Affinity of the emergent cycle that turns one held species into another."""
    for cycle in made.emergent:
        for sign in (1, -1):
            if cycle.exchanged == {taken: -sign, left: sign}:
                return sign * float(cycle.affinity or 0.0)
    return float("nan")


def p55() -> list[Check]:
    """Deficiency zero: concentrations of the complex-balanced state, and a probability of the master equation."""
    network = open_dimer()
    (state,) = fixed_points(network)
    found = stationary_copy_numbers(network, {})
    rows = [
        ("macroscopic concentration of A", float(state.concentration[0]), 2.5),
        ("macroscopic concentration of B", float(state.concentration[1]), 2.678571428571429),
        ("probability of two A and one B", found.at({"A": 2, "B": 1}), 0.04717677596958868),
    ]
    return [
        Check(f"S55.{k + 1}", f"0 <=> A, 2 A <=> B: {a}", POISSON, b, c, 1e-9)
        for k, (a, b, c) in enumerate(rows)
    ]
