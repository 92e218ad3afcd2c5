"""Tableaux of Rosenbrock methods, as data."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rosenbrock:
    """A linearly implicit method for M u' = F(u), in the form that needs no product with the Jacobian.

        (M/(gamma h) - F') k_i = F(u + sum_{j<i} a_ij k_j) + M sum_{j<i} (c_ij/h) k_j
        u_new = u + sum_j a_sj k_j + k_s over the last stage s;   error: k_s

    ``a`` and ``c`` hold the rows of all stages, ragged; ``order`` that of the result, ``embedded_order`` that of the
    comparison. One matrix serves all stages of a step (Hairer and Wanner 1996, section IV.7).
    """

    name: str
    a: tuple[tuple[float, ...], ...]
    c: tuple[tuple[float, ...], ...]
    gamma: float
    order: int
    embedded_order: int


def _rodas5p() -> Rosenbrock:
    sixth = (
        -7.502846399306121, 2.561846144803919, -11.627539656261098, -0.18268767659942256, 0.030198172008377946,
    )  # fmt: skip
    return Rosenbrock(
        "Rodas5P",
        (
            (),
            (3.0,),
            (2.849394379747939, 0.45842242204463923),
            (-6.954028509809101, 2.489845061869568, -10.358996098473584),
            (2.8029986275628964, 0.5072464736228206, -0.3988312541770524, -0.04721187230404641),
            sixth,
            (*sixth, 1.0),
            (*sixth, 1.0, 1.0),
        ),
        (
            (),
            (-14.155112264123755,),
            (-17.97296035885952, -2.859693295451294),
            (147.12150275711716, -1.41221402718213, 71.68940251302358),
            (165.43517024871676, -0.4592823456491126, 42.90938336958603, -5.961986721573306),
            (24.854864614690072, -3.0009227002832186, 47.4931110020768, 5.5814197821558125, -0.6610691825249471),
            (
                30.91273214028599, -3.1208243349937974, 77.79954646070892, 34.28646028294783,
                -19.097331116725623, -28.087943162872662,
            ),
            (
                37.80277123390563, -3.2571969029072276, 112.26918849496327, 66.9347231244047,
                -40.06618937091002, -54.66780262877968, -9.48861652309627,
            ),
        ),
        0.21193756319429014, 5, 4,
    )  # fmt: skip


RODAS5P = _rodas5p()
"""Fifth order, eight stages, stiffly accurate, for equations with algebraic parts of index 1 [steinebach2023]."""
