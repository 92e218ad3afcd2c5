"""Charge transfer at an electrode: electrons between a metal and what touches it.

An electrode reaction is written as a reduction, `Fe+2 + 2 e- <=> Fe`. It is an exchange between a pore (tail) and a
metal (head): dissolved species go in or out at the pore, and the charge n F of the electrons that are used up stays
on the metal. With phi the potential of the metal against the solution its force is X = -n F (phi - E_eq)/T, and
E_eq is that of the activities that are there. J counts moles reduced; the current i = -n F J is positive when the
metal is the anode.

Activities are read from the conjugates, ln a_k = (y0_k - y_k)/R, so that one law serves a solution with declared
activity coefficients and a water with those of a database.
"""

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.constants import FARADAY, GAS_CONSTANT
from fluxforce.laws.base import AbstractLaw, AbstractOneWay
from fluxforce.thermo.base import Reading


class Activity(eqx.Module):
    """prod_k a_k^p_k from the conjugates: ln a_k = (y0_k - y_k)/R.

    ``orders`` p_k and ``standard`` y0_k [J/K/mol] over all quantities of the potential; y0 is the conjugate at
    activity one, or at a composition that a rate is quoted for.
    """

    orders: Float[Array, " quantities"]
    standard: Float[Array, " quantities"]

    def logarithm(self, reading: Reading) -> Float[Array, " sites"]:
        """sum_k p_k ln a_k; quantities without an order do not count, whatever their conjugates are."""
        used = (self.orders != 0.0)[:, None]
        ln_a = jnp.where(used, (self.standard[:, None] - reading.conjugates) / GAS_CONSTANT, 0.0)
        return self.orders @ ln_a


class ExchangeCurrent(AbstractLaw):
    """i = i0 [exp(alpha_a F eta/RT) - exp(-alpha_c F eta/RT)] (Butler and Volmer), eta = phi - E_eq from the force.

    alpha_a + alpha_c = n/nu_st, else the current would not vanish where X does, or push against it. Written in the
    force: J = i0/(nF) exp(alpha_c X/(nR)) [1 - exp(-X/(nu_st R))].

    - ``current`` i0 [A per measure], where ``activity`` is one; with orders it follows the composition;
    - ``electrons`` n of the equation as written, ``cathodic`` alpha_c between 0 and n/nu_st;
    - ``repeats`` nu_st, how often the rate-determining step occurs per equation.

    Source: [newman2004] chapter 8; transfer coefficients as in [guidelli2014].
    """

    current: Float[Array, ""]
    activity: Activity
    electrons: Float[Array, ""]
    cathodic: Float[Array, ""]
    repeats: Float[Array, ""]

    def flux(
        self, force: Float[Array, "rows sites"], tail: Reading, head: Reading
    ) -> Float[Array, "rows sites"]:
        x = force / GAS_CONSTANT
        scale = jnp.log(self.current / (self.electrons * FARADAY)) + self.activity.logarithm(tail)[None]
        anodic = self.electrons / self.repeats - self.cathodic
        forward = jnp.exp(scale + self.cathodic * x / self.electrons)
        backward = jnp.exp(scale - anodic * x / self.electrons)
        # each from its larger side: the product of a tiny and a huge number would not be finite
        step = x / self.repeats
        return jnp.where(
            step > 0.0,
            -forward * jnp.expm1(-jnp.where(step > 0.0, step, 0.0)),
            backward * jnp.expm1(jnp.where(step > 0.0, 0.0, step)),
        )


class ChargeTransfer(AbstractLaw):
    """J = J+ [1 - exp(-X/(nu_st R))]: the rate of oxidation follows from that of reduction and the force.

    ``repeats`` nu_st is how often the rate-determining step occurs per equation as written.
    """

    one_way: AbstractOneWay
    repeats: Float[Array, ""]

    def flux(
        self, force: Float[Array, "rows sites"], tail: Reading, head: Reading
    ) -> Float[Array, "rows sites"]:
        return self.one_way.forward(tail, head) * -jnp.expm1(-force / (self.repeats * GAS_CONSTANT))


class RateConstant(AbstractOneWay):
    """J+ = k0 prod a^p exp(-alpha_c F (phi - E0)/RT) (Butler and Volmer in rate constants).

    - ``constant`` k0 [mol/s per measure] at phi = E0 and activities of one;
    - ``cathodic`` alpha_c, ``standard`` E0 [V], ``temperature`` [K]; ``charge``: position of the charge.
    """

    constant: Float[Array, ""]
    activity: Activity
    cathodic: Float[Array, ""]
    standard: Float[Array, ""]
    temperature: Float[Array, ""]
    charge: int = eqx.field(static=True)

    def forward(self, tail: Reading, head: Reading) -> Float[Array, "rows sites"]:
        driving = driving_energy(head, self.charge, self.standard, self.temperature)
        return (self.constant * jnp.exp(self.activity.logarithm(tail) - self.cathodic * driving))[None]


class Marcus(AbstractOneWay):
    """J+ = k0 prod a^p exp(G(0) - G(e)), e = F (phi - E0)/RT per electron and L = lambda/RT:

    G(e) = (L/4) (1 + e/L)^2 + gamma (e/4) (1 - (e/L)^2) + gamma^2 L/16.

    gamma = 0 is the symmetric parabola of Marcus: reduction is fastest at e = -L and slows down beyond it, in the
    inverted region. gamma is the difference of force constants of both states (asymmetric Marcus-Hush theory,
    lowest order). G of oxidation is G(e) - e, so that the ratio of both rates is that of detailed balance.

    - ``constant`` k0 [mol/s per measure] at e = 0 and activities of one; ``reorganisation`` lambda [J/mol];
    - ``asymmetry`` gamma; ``standard`` E0 [V], ``temperature`` [K]; ``charge``: position of the charge.

    Source: [marcus1964], [laborda2013].
    """

    constant: Float[Array, ""]
    activity: Activity
    reorganisation: Float[Array, ""]
    asymmetry: Float[Array, ""]
    standard: Float[Array, ""]
    temperature: Float[Array, ""]
    charge: int = eqx.field(static=True)

    def forward(self, tail: Reading, head: Reading) -> Float[Array, "rows sites"]:
        driving = driving_energy(head, self.charge, self.standard, self.temperature)
        size = self.reorganisation / (GAS_CONSTANT * self.temperature)
        # G(e) - G(0), without the difference of two large squares
        skew = 0.25 * self.asymmetry * driving * (1.0 - (driving / size) ** 2)
        barrier = 0.5 * driving + 0.25 * driving**2 / size + skew
        return (self.constant * jnp.exp(self.activity.logarithm(tail) - barrier))[None]


class Tafel(AbstractOneWay):
    """J+ = i_ref/(nF) exp(-alpha_c F (phi - E_ref)/RT): one straight line of a Tafel plot and nothing that comes back.

    To be wrapped by ``laws.hop.Irreversible``: its entropy production has no bound. ``cathodic`` alpha_c is negative
    for an anodic line, whose equation is then written as an oxidation: J counts moles in the direction of the line.

    ``current`` i_ref [A per measure] at ``reference`` E_ref [V]; ``electrons`` n; ``activity`` as in the laws above.
    """

    current: Float[Array, ""]
    reference: Float[Array, ""]
    activity: Activity
    electrons: Float[Array, ""]
    cathodic: Float[Array, ""]
    temperature: Float[Array, ""]
    charge: int = eqx.field(static=True)

    def forward(self, tail: Reading, head: Reading) -> Float[Array, "rows sites"]:
        driving = driving_energy(head, self.charge, self.reference, self.temperature)
        size = self.current / (self.electrons * FARADAY)
        return (size * jnp.exp(self.activity.logarithm(tail) - self.cathodic * driving))[None]


def driving_energy(
    metal: Reading, charge: int, standard: Float[Array, ""], temperature: Float[Array, ""]
) -> Float[Array, " sites"]:
    """F (phi - E0)/RT from the conjugate -phi/T of the charge on the metal."""
    return -FARADAY * (metal.conjugates[charge] + standard / temperature) / GAS_CONSTANT
