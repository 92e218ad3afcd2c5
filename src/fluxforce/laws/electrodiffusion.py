"""Ions that share a field and carry a prescribed current, with or without a temperature gradient."""

import abc

import equinox as eqx
import jax
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.constants import FARADAY, GAS_CONSTANT
from fluxforce.laws.base import AbstractLaw
from fluxforce.laws.nernst_planck import AbstractConcentration
from fluxforce.laws.transport import logarithmic_mean
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


class AbstractFace(eqx.Module):
    """How the current condition of a face is turned into the step of the potential and into fluxes."""

    @abc.abstractmethod
    def solve(
        self, state: "FaceState", charge: Float[Array, " ions"], current: Float[Array, " sites"]
    ) -> tuple[Float[Array, " sites"], Float[Array, "ions sites"]]:
        """psi = F Delta phi/RT of every face, and the fluxes of the ions [mol per measure], sum z_k F J_k = i."""


class FaceState(eqx.Module):
    """``conductance`` D_k [ions, sites], concentrations at both ends, and driving forces without field over R."""

    conductance: Float[Array, "ions sites"]
    before: Float[Array, "ions sites"]
    after: Float[Array, "ions sites"]
    driving: Float[Array, "ions sites"]


class LogarithmicMean(AbstractFace):
    """J_k = D_k c_lm,k (x_k - z_k psi): exact for one salt on any grid, and linear in psi.

    psi = (sum z_k D_k c_lm,k x_k - i/F)/sum z_k^2 D_k c_lm,k, with x_k the driving force over R.
    """

    def solve(
        self, state: FaceState, charge: Float[Array, " ions"], current: Float[Array, " sites"]
    ) -> tuple[Float[Array, " sites"], Float[Array, "ions sites"]]:
        freedom = state.conductance * logarithmic_mean(state.before, state.after)
        z = charge[:, None]
        conducting = jnp.sum(z**2 * freedom, axis=0)
        unbalanced = jnp.sum(z * freedom * state.driving, axis=0) - current / FARADAY
        psi = unbalanced / jnp.where(conducting > 0.0, conducting, 1.0)
        return psi, freedom * (state.driving - z * psi[None])


class ConstantField(AbstractFace):
    """J_k = D_k (c_tail B(w_k) - c_head B(-w_k)), B(w) = w/(e^w - 1), w_k = z_k psi - x_k + ln(c_tail/c_head).

    The solution with a constant field between both ends [scharfetter1969; goldman1943]: J_k has the sign of
    x_k - z_k psi and vanishes with it. Its error does not grow where an ion is nearly absent at one end. psi is the
    root of sum z_k J_k = i/F, which falls with psi: found by Newton's method from that of the logarithmic mean.
    """

    most: int = eqx.field(static=True, default=6)

    def solve(
        self, state: FaceState, charge: Float[Array, " ions"], current: Float[Array, " sites"]
    ) -> tuple[Float[Array, " sites"], Float[Array, "ions sites"]]:
        z = charge[:, None]

        def flux(at: FaceState, psi: Array) -> Array:
            w = z * psi[None] - at.driving + jnp.log(at.before / at.after)
            return at.conductance * (at.before * bernoulli(w) - at.after * bernoulli(-w))

        def improved(at: FaceState, psi: Array, needed: Array) -> Array:
            one = jnp.ones_like(psi)
            off, slope = jax.jvp(lambda p: jnp.sum(z * flux(at, p), axis=0), (psi,), (one,))
            step = (off - needed / FARADAY) / jnp.where(slope < 0.0, slope, -1.0)
            return psi - jnp.clip(step, -5.0, 5.0)

        still, needed = jax.lax.stop_gradient((state, current))
        first, _ = LogarithmicMean().solve(still, charge, needed)
        found = jax.lax.fori_loop(0, self.most, lambda _, p: improved(still, p, needed), first)
        # one more step from the root makes the derivative by everything else the implicit one
        psi = improved(state, jax.lax.stop_gradient(found), current)
        return psi, flux(state, psi)


def bernoulli(w: Float[Array, "..."]) -> Float[Array, "..."]:
    """w/(e^w - 1), and 1 where w = 0."""
    size = jnp.abs(w)
    near = size < 1e-2
    safe = jnp.where(near, 1.0, size)
    larger = safe / -jnp.expm1(-safe)  # of the argument -|w|
    series = 1.0 - w / 2 * (1.0 - w / 6 * (1.0 - w**2 / 60 * (1.0 - w**2 / 42)))
    return jnp.where(near, series, jnp.where(w > 0.0, larger * jnp.exp(-safe), larger))


class Electrodiffusion(AbstractLaw):
    """Nernst-Planck with sum_k z_k F J_k = i, heats of transport, and the work of the circuit as a row.

    Rows: the ions, then the energy where ``heat`` is given, then the ``circuits`` rows of electrical work. With the
    driving forces x_k = (X_k + (h_k + Q*_k) X_u)/R, ``face`` gives psi = F E/R and J_k, of the sign of x_k - z_k psi;

        J_u = k T_tail T_head X_u + sum_k (h_k + Q*_k) J_k        (reciprocity: q = -k grad T + sum Q*_k J_k).

    The circuit drives the current through the step Delta phi and delivers -i Delta phi [W], in equal parts on its
    rows, whose forces are 1/T: of the place in an isothermal model, of tail and head with an energy balance. With
    Delta phi = E/mean(1/T) the work times 1/T is -i E, and

        sum J X = R sum_k J_k (x_k - z_k psi) + k T_tail T_head X_u^2 >= 0

    exactly: ohmic loss and diffusion, and conduction. Without rows for it (``circuits`` = 0) the current must be zero.
    Where all conductances are zero nothing flows and there is no field. Source: [degroot1962], chapters 11 and 13;
    [newman2004], chapter 11.

    ``conductance`` D_k [m2/s], with the measure area/distance; ``current`` [A per measure], from tail to head.
    """

    conductance: Float[Array, "ions sites"]
    charge: Float[Array, " ions"]
    concentration: AbstractConcentration
    current: Float[Array, " sites"]
    circuits: int = eqx.field(static=True)
    face: AbstractFace
    heat: Heat | None = None

    def flux(
        self, force: Float[Array, "rows sites"], tail: Reading, head: Reading
    ) -> Float[Array, "rows sites"]:
        psi, moved = self._solved(force, tail, head)
        rows = [moved]
        if self.heat is not None:
            at = self.heat.energy
            product = tail.conjugates[at] * head.conjugates[at]
            conducted = self.heat.conductance / product * force[self.charge.size]
            rows.append((conducted + self.heat.carried @ moved)[None])
        if self.circuits:
            coldness = self._coldness(force, tail, head)
            power = -self.current * psi * (GAS_CONSTANT / FARADAY) / coldness / self.circuits
            rows.append(jnp.broadcast_to(power[None], (self.circuits, power.size)))
        return jnp.concatenate(rows)

    def potential_step(
        self,
        force: Float[Array, "rows sites"],
        tail: Reading,
        head: Reading,
        temperature: float | Array | None = None,
    ) -> Float[Array, " sites"]:
        """Delta phi = phi_head - phi_tail on every face [V]; ``temperature`` of an isothermal model."""
        psi, _ = self._solved(force, tail, head)
        coldness = self._coldness(force, tail, head) if temperature is None else 1.0 / temperature
        return psi * (GAS_CONSTANT / FARADAY) / coldness

    def _solved(self, force: Array, tail: Reading, head: Reading) -> tuple[Array, Array]:
        count = self.charge.size
        driving = force[:count]
        if self.heat is not None:
            driving = driving + self.heat.carried[:, None] * force[count][None]
        before, after = self.concentration.of(tail), self.concentration.of(head)
        state = FaceState(self.conductance, before, after, driving / GAS_CONSTANT)
        return self.face.solve(state, self.charge, self.current)

    def _coldness(self, force: Array, tail: Reading, head: Reading) -> Array:
        """1/T of every face."""
        if self.heat is not None:
            at = self.heat.energy
            return 0.5 * (tail.conjugates[at] + head.conjugates[at])
        mean = jnp.mean(force[self.charge.size :], axis=0)
        return jnp.where(mean > 0.0, mean, 1.0)
