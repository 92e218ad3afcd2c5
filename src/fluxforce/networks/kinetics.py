"""Reaction networks that everybody knows, ready to be read in every way.

Constants are those of mass action in concentrations (``Reaction``): ordered groups, no factor 1/2. Defaults are
the values of the problems that the sources pose, where they pose one.
"""

from fluxforce.networks.reactions import ReactionNetwork, reaction_network


def schloegl(
    volume: float,
    *,
    k1: float = 3.0,
    k2: float = 0.6,
    k3: float = 0.25,
    k4: float = 2.95,
    a: float = 1.0,
    b: float = 1.0,
) -> ReactionNetwork:
    """A + 2 X <=> 3 X (k1, k2) and B <=> X (k3, k4) with A and B held: bistable, driven by k1 a k4/(k2 k3 b).

    Source: [schloegl1972], [vellela2009].
    """
    return reaction_network(
        {"autocatalysis": ("A + 2 X <=> 3 X", k1, k2), "exchange": ("B <=> X", k3, k4)},
        chemostats={"A": a, "B": b},
        volume=volume,
    )


def brusselator(
    volume: float = 1.0,
    *,
    feed: tuple[float, float] = (1.0, 0.01),
    growth: tuple[float, float] = (1.0, 0.01),
    conversion: tuple[float, float] = (1.5, 0.01),
    decay: tuple[float, float] = (1.0, 0.01),
) -> ReactionNetwork:
    """A <=> X, 2 X + Y <=> 3 X, B + X <=> Y + D, X <=> E, all reversible, with A, B, D and E held at one.

    Every pair is (forward, backward). Source: [prigogine1968].
    """
    return reaction_network(
        {
            "feed": ("A <=> X", *feed),
            "growth": ("2 X + Y <=> 3 X", *growth),
            "conversion": ("B + X <=> Y + D", *conversion),
            "decay": ("X <=> E", *decay),
        },
        chemostats={"A": 1.0, "B": 1.0, "D": 1.0, "E": 1.0},
        volume=volume,
    )


def michaelis_menten(
    binding: tuple[float, float] = (1.0, 1.0),
    release: tuple[float, float] = (1.0, 0.1),
    *,
    substrate: float | None = None,
    product: float | None = None,
    volume: float = 1.0,
) -> ReactionNetwork:
    """S + E <=> C <=> P + E; with ``substrate`` and ``product`` given, S and P are held. Source: [hill1977]."""
    held = {name: value for name, value in (("S", substrate), ("P", product)) if value is not None}
    return reaction_network(
        {"binding": ("S + E <=> C", *binding), "release": ("C <=> P + E", *release)},
        chemostats=held,
        volume=volume,
    )


def gene_expression(
    *, transcription: float = 2.0, decay_m: float = 1.0, translation: float = 10.0, decay_p: float = 0.1
) -> ReactionNetwork:
    """0 -> M, M -> 0, M -> M + P, P -> 0: bursts of protein, all one-way. Source: [thattai2001]."""
    return reaction_network(
        {
            "transcription": ("0 -> M", transcription),
            "decay of M": ("M -> 0", decay_m),
            "translation": ("M -> M + P", translation),
            "decay of P": ("P -> 0", decay_p),
        }
    )


def birth_death(birth: float = 0.1, death: float = 0.11) -> ReactionNetwork:
    """X -> 2 X and X -> 0: a population that dies out, or explodes. Source: [gardiner2009]."""
    return reaction_network({"birth": ("X -> 2 X", birth), "death": ("X -> 0", death)})


def immigration_death(immigration: float = 1.0, death: float = 0.1, *, batch: int = 1) -> ReactionNetwork:
    """0 -> batch X and X -> 0; Poisson for single immigrants. Source: [gardiner2009]."""
    return reaction_network({"immigration": (f"0 -> {batch} X", immigration), "death": ("X -> 0", death)})


def dimerisation(binding: float = 0.0005, unbinding: float = 0.01, *, volume: float = 1.0) -> ReactionNetwork:
    """2 P <=> P2 with the propensity binding P (P - 1)/V: who counts pairs writes half his constant."""
    return reaction_network({"dimerisation": ("2 P <=> P2", binding, unbinding)}, volume=volume)


def pair_annihilation(immigration: float = 10.0, annihilation: float = 0.1) -> ReactionNetwork:
    """0 -> A and 2 A -> 0 with the propensity annihilation A (A - 1). Source: [mazo1975]."""
    return reaction_network(
        {"immigration": ("0 -> A", immigration), "annihilation": ("2 A -> 0", annihilation)}
    )


def open_dimer(
    exchange: tuple[float, float] = (5.0, 2.0), dimer: tuple[float, float] = (0.3, 0.7)
) -> ReactionNetwork:
    """0 <=> A and 2 A <=> B: deficiency zero, so the steady state is a product of Poissons. Source: [anderson2010]."""
    return reaction_network({"exchange": ("0 <=> A", *exchange), "dimerisation": ("2 A <=> B", *dimer)})


def edelstein(
    growth: tuple[float, float] = (8.5, 1.0),
    binding: tuple[float, float] = (1.0, 0.2),
    release: tuple[float, float] = (1.0, 0.2),
    *,
    volume: float = 1.0,
) -> ReactionNetwork:
    """A <=> 2 A, A + B <=> C <=> B: deficiency one and several steady states. Source: [edelstein1970]."""
    return reaction_network(
        {
            "growth": ("A <=> 2 A", *growth),
            "binding": ("A + B <=> C", *binding),
            "release": ("C <=> B", *release),
        },
        volume=volume,
    )


def horn_jackson(slow: float = 0.05, fast: float = 1.0, *, volume: float = 1.0) -> ReactionNetwork:
    """3 A -> A + 2 B -> 3 B -> 2 A + B -> 3 A, constants slow and fast in turn: deficiency two. Source: [horn1972].

    Complex balanced only for slow = fast; of every total there is one steady state for slow > fast/6, three below.
    """
    return reaction_network(
        {
            "first": ("3 A -> A + 2 B", slow),
            "second": ("A + 2 B -> 3 B", fast),
            "third": ("3 B -> 2 A + B", slow),
            "fourth": ("2 A + B -> 3 A", fast),
        },
        volume=volume,
    )


def vilar_oscillator() -> ReactionNetwork:
    """Activator and repressor genes whose products make a clock, in copy numbers and hours; start with DA = DR = 1.

    Nine species, sixteen reactions: A binds both promoters, R inactivates A by binding it. All fifteen constants
    are the published ones, [vilar2002], for a cell of volume one with a single copy of each gene.
    """
    return reaction_network(
        {
            "binding to DA": ("DA + A <=> DAb", 1.0, 50.0),
            "binding to DR": ("DR + A <=> DRb", 1.0, 100.0),
            "transcription of A": ("DA -> DA + MA", 50.0),
            "activated transcription of A": ("DAb -> DAb + MA", 500.0),
            "transcription of R": ("DR -> DR + MR", 0.01),
            "activated transcription of R": ("DRb -> DRb + MR", 50.0),
            "translation of A": ("MA -> MA + A", 50.0),
            "translation of R": ("MR -> MR + R", 5.0),
            "inactivation": ("A + R -> C", 2.0),
            "decay of A in C": ("C -> R", 1.0),
            "decay of A": ("A -> 0", 1.0),
            "decay of R": ("R -> 0", 0.2),
            "decay of MA": ("MA -> 0", 10.0),
            "decay of MR": ("MR -> 0", 0.5),
        }
    )
