"""Ions that share a field and carry a prescribed current, with or without a temperature gradient."""

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.constants import FARADAY
from fluxforce.laws.base import AbstractLaw
from fluxforce.laws.nernst_planck import AbstractConcentration, mobility
from fluxforce.thermo.base import Reading


class Heat(eqx.Module):
    """Conduction beside ions, and the energy that every ion carries along.

    ``conductance`` k A/h without the area [W/K per measure], k at J = 0; ``carried`` h_k + Q*_k [J/mol], the partial
    molar energy in the datum of the potential plus the heat of transport. ``energy`` is the position of the energy
    among the quantities.
    """

    conductance: Float[Array, " sites"]
    carried: Float[Array, " ions"]
    energy: int = eqx.field(static=True)


class Electrodiffusion(AbstractLaw):
    """Nernst-Planck with sum_k z_k F J_k = i, heats of transport, and the work of the circuit as a row.

    Rows: the ions, then the energy where ``heat`` is given, then the ``circuits`` rows of electrical work.

        J_k = L_k (X_k + (h_k + Q*_k) X_u - z_k F E),   L_k = D_k c_lm,k/R per distance
        J_u = k T_tail T_head X_u + sum_k (h_k + Q*_k) J_k        (reciprocity: q = -k grad T + sum Q*_k J_k)
        F E = (sum_k z_k L_k (X_k + (h_k + Q*_k) X_u) - i/F)/sum_k z_k^2 L_k,   E = Delta phi/T.

    The circuit drives the current through the step Delta phi and delivers -i Delta phi [W], in equal parts on its
    rows, whose forces are 1/T: of the place in an isothermal model, of tail and head with an energy balance. With
    Delta phi = E/mean(1/T) the work times 1/T is -i E, and

        sum J X = sum_k J_k^2/L_k + k T_tail T_head X_u^2 >= 0

    exactly: ohmic loss and diffusion, and conduction. Without rows for it (``circuits`` = 0) the current must be zero.
    Rows whose conductance is zero in all ions carry nothing and have no field. Source: [degroot1962], chapters 11 and
    13; [newman2004], chapter 11.

    ``current`` [A per measure], positive from tail to head.
    """

    conductance: Float[Array, "ions sites"]
    charge: Float[Array, " ions"]
    concentration: AbstractConcentration
    current: Float[Array, " sites"]
    circuits: int = eqx.field(static=True)
    heat: Heat | None = None

    def flux(
        self, force: Float[Array, "rows sites"], tail: Reading, head: Reading
    ) -> Float[Array, "rows sites"]:
        freedom, driving, field = self._solved(force, tail, head)
        moved = freedom * (driving - self.charge[:, None] * field[None])
        rows = [moved]
        if self.heat is not None:
            at = self.heat.energy
            product = tail.conjugates[at] * head.conjugates[at]
            conducted = self.heat.conductance / product * force[self.charge.size]
            rows.append((conducted + self.heat.carried @ moved)[None])
        if self.circuits:
            power = -self.current * self._step(field, force, tail, head) / self.circuits
            rows.append(jnp.broadcast_to(power[None], (self.circuits, power.size)))
        return jnp.concatenate(rows)

    def potential_step(
        self, force: Float[Array, "rows sites"], tail: Reading, head: Reading, temperature: float | None = None
    ) -> Float[Array, " sites"]:
        """Delta phi = phi_head - phi_tail on every face [V]; ``temperature`` where no row knows it."""
        _, _, field = self._solved(force, tail, head)
        if temperature is not None:
            return field * temperature / FARADAY
        return self._step(field, force, tail, head)

    def _solved(self, force: Array, tail: Reading, head: Reading) -> tuple[Array, Array, Array]:
        """Mobilities, driving forces without field, and F E [J/K/mol]."""
        count = self.charge.size
        driving = force[:count]
        if self.heat is not None:
            driving = driving + self.heat.carried[:, None] * force[count][None]
        freedom = mobility(self.conductance, self.concentration, tail, head)
        charge = self.charge[:, None]
        unbalanced = jnp.sum(charge * freedom * driving, axis=0) - self.current / FARADAY
        conducting = jnp.sum(charge**2 * freedom, axis=0)
        return freedom, driving, unbalanced / jnp.where(conducting > 0.0, conducting, 1.0)

    def _step(self, field: Array, force: Array, tail: Reading, head: Reading) -> Array:
        if self.heat is not None:
            at = self.heat.energy
            coldness = 0.5 * (tail.conjugates[at] + head.conjugates[at])
        else:
            coldness = jnp.mean(force[self.charge.size :], axis=0)
        return field / FARADAY / jnp.where(coldness > 0.0, coldness, 1.0)
