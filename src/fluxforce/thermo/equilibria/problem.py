"""What is known of a water or of a closed system: as many rows as unknown activities, and one for the mass of water."""

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.thermo.equilibria.activity.base import WATER_MASS, AbstractActivity
from fluxforce.thermo.equilibria.chemistry import Chemistry, Members, ln_k
from fluxforce.thermo.equilibria.sorbed import Sorbed


class Rows(eqx.Module):
    """Equations for u = (y_1 .. y_J, ln a_w, ln W), row j for component j and the last for the water:

        of_amounts . n + of_u . u + of_members . N x + bulk W + field sqrt(I) sinh(y_j / 2) = target

    A total has `of_amounts` = the counts of its component, a fixed activity has a one in `of_u`; `bulk` is not zero
    only where the total of water is known. `field` is for the potential of a charged surface: its y is -F psi/(R T) and
    the row says that the charge of the surface is that of its diffuse layer (Gouy and Chapman).
    """

    of_amounts: Float[Array, "rows species"]
    of_u: Float[Array, "rows unknowns"]
    of_members: Float[Array, "rows members"]
    bulk: Float[Array, " rows"]
    field: Float[Array, "components cells"]
    target: Float[Array, "rows cells"]
    first: Float[
        Array, "components cells"
    ]  # totals that the first guess balances, of what is in the water at first
    warm: Float[Array, ""]  # 1 where the first start is the solution of a similar problem


class System(eqx.Module):
    """The numbers of a chemistry at the temperature of each cell, without names: one program serves all of a shape."""

    columns: Float[Array, "species unknowns"]  # nu, nu_w, and 1 for what is dissolved in the mass of water
    ln_k: Float[Array, "species cells"]  # with the offsets of sites and volumes
    charge_squared: Float[Array, " dissolved"]
    activity: AbstractActivity
    sorbed: Sorbed | None
    at: tuple  # what the two activity models need to know of temperature and pressure
    member_columns: Float[Array, "members unknowns"]
    member_ln_k: Float[Array, "members cells"]  # with the logarithm of what is asked of the phase
    of: Float[Array, "phases members"]
    room: tuple[int, int] = eqx.field(
        static=True
    )  # dissolved and sorbed species that the activity models have room for
    ideality: Float[
        Array, ""
    ]  # 1; less of ln gamma than the model has, on the way to a solution that is hard to find


def system(
    chemistry: Chemistry,
    members: Members,
    temperature: Float[Array, " cells"],
    pressure: Float[Array, " cells"],
    offset: Float[Array, "species cells"],
    asked: Float[Array, "members cells"],
) -> System:
    """The numbers of a chemistry at T [K] and p [atm]; `offset` of sorbed species, `asked` = ln of the ratio wanted."""
    dissolved = (jnp.arange(len(chemistry.charge)) < chemistry.dissolved).astype(float)
    columns = jnp.concatenate([chemistry.nu, chemistry.nu_w[:, None], dissolved[:, None]], axis=1)
    nothing = jnp.zeros_like(members.nu_w)[:, None]
    at = chemistry.activity.at(temperature, pressure)
    at_sorbed = None if chemistry.sorbed is None else chemistry.sorbed.at(temperature, pressure)
    return System(
        columns=columns,
        ln_k=ln_k(chemistry.log_k, temperature) + offset,
        charge_squared=chemistry.charge[: chemistry.dissolved] ** 2,
        activity=chemistry.activity,
        sorbed=chemistry.sorbed,
        at=(at, at_sorbed),
        member_columns=jnp.concatenate([members.nu, members.nu_w[:, None], nothing], axis=1),
        member_ln_k=ln_k(members.log_k, temperature) + asked,
        of=members.of,
        room=chemistry.room,
        ideality=jnp.array(1.0),
    )


def total_rows(chemistry: Chemistry, members: Members, cells: int) -> Rows:
    """Rows in which every component has a total (zero, to be filled in) and the mass of water is one kilogram."""
    count, species = len(chemistry.components), len(chemistry.species)
    weights = jnp.concatenate([chemistry.counts.T, jnp.zeros((1, species))])
    of_u = jnp.zeros((count + 1, count + 2)).at[count, count + 1].set(1.0)
    of_members = jnp.concatenate([members.nu.T, jnp.zeros((1, members.nu.shape[0]))])
    return Rows(
        of_amounts=weights,
        of_u=of_u,
        of_members=of_members,
        bulk=jnp.zeros(count + 1),
        field=jnp.zeros((count, cells)),
        target=jnp.zeros((count + 1, cells)),
        first=jnp.zeros((count, cells)),
        warm=jnp.array(0.0),
    )


def conserve_water(rows: Rows, chemistry: Chemistry, members: Members) -> Rows:
    """The same rows with the total of water [mol] known instead of its mass."""
    return eqx.tree_at(
        lambda r: (r.of_amounts, r.of_u, r.of_members, r.bulk),
        rows,
        (
            rows.of_amounts.at[-1].set(chemistry.nu_w),
            rows.of_u.at[-1].set(0.0),
            rows.of_members.at[-1].set(members.nu_w),
            rows.bulk.at[-1].set(1 / WATER_MASS),
        ),
    )
