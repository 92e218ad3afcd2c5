"""Molar volumes and gases of a database, as the arrays that the equilibria compute with."""

from collections.abc import Sequence

import jax.numpy as jnp
import numpy as np

from fluxforce.model.databases.errors import DatabaseError
from fluxforce.model.databases.records import Database, Phase, Species
from fluxforce.thermo.equilibria.chemistry import Members
from fluxforce.thermo.equilibria.compression import Compression
from fluxforce.thermo.equilibria.gases import Gases
from fluxforce.thermo.equilibria.volumes import Volumes

_CM3_PER_M3 = 1e6

# Interactions with water that hold where a database has none of its own (Soreide and Whitson, 1992,
# doi:10.1016/0378-3812(92)85105-H, as PHREEQC takes them).
_WITH_WATER = {
    **dict.fromkeys(("CO2(g)", "H2S(g)", "H2Sg(g)"), 0.19),
    **dict.fromkeys(("CH4(g)", "Mtg(g)", "Methane(g)", "N2(g)", "Ntg(g)", "Ethane(g)"), 0.49),
    "Propane(g)": 0.55,
}
_WATER = "H2O(g)"
_NO_REDLICH = (0.0,) * 9 + (1.0,)  # an exponent of the ionic strength that is not given is one
_NO_MILLERO = (0.0,) * 6


def volumes_of(database: Database, species: Sequence[str]) -> Volumes:
    """Parameters of the molar volumes of these species, in their order.

    Beside LLNL tables of temperature nothing dissolved has a volume in PHREEQC, nor has water; in other databases
    that of water counts even where no species has one.
    """
    told = [database.find_species(name) for name in species]
    table = np.array([_padded(_redlich(one), _NO_REDLICH) for one in told]).reshape(-1, 10)
    millero = np.array([_padded(_millero(one), _NO_MILLERO) for one in told]).reshape(-1, 6)
    without = database.llnl is not None
    if without:
        table, millero = np.zeros_like(table), np.zeros_like(millero)
    return Volumes(
        tuple(species),
        jnp.asarray([one.charge for one in told], dtype=float),
        jnp.asarray(table[:, :5]),
        jnp.asarray(table[:, 5]),
        jnp.asarray(table[:, 6:]),
        jnp.asarray(millero),
        jnp.asarray(0.0 if without else 1.0),
    )


def phase_volumes_of(database: Database, phases: Sequence[str]) -> np.ndarray:
    """Molar volumes of phases, cm3/mol [phases]: zero for a gas and where the database gives none.

    They count with LLNL tables as well, where nothing dissolved has a volume: PHREEQC has it so.
    """
    told = [database.find_phase(name).molar_volume for name in phases]
    return np.array([_CM3_PER_M3 * (volume or 0.0) for volume in told])


def compression_of(
    database: Database,
    components: Sequence[str],
    dissolved: Sequence[str],
    nu: np.ndarray,
    nu_w: np.ndarray,
    phases: Sequence[str],
    catalogue: Members,
) -> Compression:
    """What pressure does to a system: its components, dissolved species, the stoichiometry of all, its phases."""
    return Compression(
        volumes=volumes_of(database, dissolved),
        own=jnp.array([[float(c == name) for name in dissolved] for c in components]).reshape(
            len(components), -1
        ),
        nu=jnp.asarray(nu),
        nu_w=jnp.asarray(nu_w),
        phase_nu=catalogue.nu,
        phase_nu_w=catalogue.nu_w,
        phase_volumes=jnp.asarray(phase_volumes_of(database, phases)),
        gases=_gases(database, [name for name in phases if database.phases[name].is_gas]),
    )


def gases_of(database: Database, phases: Sequence[str]) -> Gases:
    """Critical constants and interactions of gases that may mix, in their order.

    A gas without critical constants is ideal, and only with others of its kind: as in PHREEQC, a mixture of
    ideal and real gases is refused.
    """
    told = [database.find_phase(name) for name in phases]
    real = [_is_real(phase) for phase in told]
    if any(real) and not all(real):
        ideal = next(phase for phase, known in zip(told, real, strict=True) if not known)
        other = next(phase for phase, known in zip(told, real, strict=True) if known)
        raise DatabaseError(
            f"{ideal.name} has no critical temperature and pressure, {other.name} has: they cannot mix",
            database.name,
            ideal.line,
            hint="give -T_c, -P_c and -Omega for each gas of a mixture, or for none",
        )
    return _gases(database, phases)


def _gases(database: Database, phases: Sequence[str]) -> Gases:
    """The same without a check that they may mix."""
    told = [database.find_phase(name) for name in phases]
    constants = [[p.critical.get(key, 0.0) for key in ("t_c", "p_c", "omega")] for p in told]
    table = jnp.asarray(np.array(constants, dtype=float).reshape(-1, 3))
    binary = np.array([[_interaction(database, one, other) for other in phases] for one in phases])
    return Gases(
        tuple(phases), table[:, 0], table[:, 1], table[:, 2], jnp.asarray(binary.reshape(len(told), -1))
    )


def _is_real(phase: Phase) -> bool:
    return phase.critical.get("t_c", 0.0) > 0 and phase.critical.get("p_c", 0.0) > 0


def _interaction(database: Database, one: str, other: str) -> float:
    """k_ij of two gases: the database's, else that with water, else none."""
    for pair in ((one, other), (other, one)):
        if pair in database.gas_binary:
            return database.gas_binary[pair]
    if one == other or _WATER not in (one, other):
        return 0.0
    return _WITH_WATER.get(other if one == _WATER else one, 0.0)


def _redlich(species: Species) -> tuple[float, ...]:
    """The numbers of -Vm; a first one of zero means that there are none."""
    return species.volume if species.volume and species.volume[0] != 0 else ()


def _millero(species: Species) -> tuple[float, ...]:
    """The numbers of -millero, which hold where there is no -Vm."""
    return species.millero if species.millero and species.millero[0] != 0 and not _redlich(species) else ()


def _padded(numbers: tuple[float, ...], default: tuple[float, ...]) -> tuple[float, ...]:
    return (*numbers, *default[len(numbers) :])[: len(default)]
