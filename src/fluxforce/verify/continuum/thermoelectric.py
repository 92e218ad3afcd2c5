"""Thermoelectric legs, couples and coolers, and water whose friction heats it: P8 to P11 and Darcy's flow."""

from collections.abc import Callable

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.balance import evaluate
from fluxforce.laws.material import AbstractProperty, Material, Table, constant
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.assemble.conducting import Layer
from fluxforce.model.assemble.darcy import darcy
from fluxforce.model.assemble.properties import table
from fluxforce.model.assemble.thermoelectric import Circuit, End, Held, Insulated, thermoelectric
from fluxforce.readings.optimum import Curve, Optimum, optimum
from fluxforce.solve.steady import steady
from fluxforce.verify.check import Check, extrapolated

# Elements of every device, so that one compiled program serves all rows: 24 of them and 8 in a cap at either end.
CAP, INNER = 8, 24
# A cap as part of the length, where the grid is to be the coarser one of two: thinner ones would lose digits.
THIN = 1e-4
AREA = 1e-6
# Doped lead telluride: T [K], electrical conductivity [S/cm], Seebeck [uV/K], thermal conductivity [W/m/K].
# 21 points of TEflow, examples/ZTdev (github.com/JianboHIT/TEflow, Apache License 2.0).
TELLURIDE = """
300 1406.529108 105.84288 2.52012  325 1338.025342 118.54799 2.28957  350 1235.620467 130.94969 2.08830
375 1111.135803 141.64474 1.93777  400 986.543546 153.66718 1.79235   425 874.684020 165.99303 1.68133
450 780.134651 178.09133 1.56895   475 698.689956 190.94814 1.48517   500 630.604497 205.09443 1.39765
525 575.456769 218.59598 1.33192   550 527.039776 229.48065 1.26279   575 485.086030 238.62074 1.21272
600 450.221284 247.00232 1.16368   625 421.162577 253.60139 1.13133   650 396.729363 258.34211 1.09149
675 375.876262 262.32430 1.07173   700 357.431355 266.23065 1.04245   725 340.564656 269.18885 1.03019
750 324.543611 268.88545 1.01861   775 308.862183 267.86146 1.01077   800 292.261785 268.35449 1.00839
"""
POINTS = np.array(TELLURIDE.split(), dtype=float).reshape(-1, 4).T


class _Property(AbstractProperty):
    """a + b (T - 300 K) + c ln(T/300 K) + a table: one shape, hence one program, for all rows."""

    straight: Float[Array, " three"]
    table: Table

    def at(self, temperature: Float[Array, "..."]) -> Float[Array, "..."]:
        a, b, c = self.straight
        return a + b * (temperature - 300.0) + c * jnp.log(temperature / 300.0) + self.table.at(temperature)


def _shape(
    a: float = 0.0, b: float = 0.0, c: float = 0.0, values: np.ndarray | None = None, *,
    cubic: bool = False,
) -> _Property:  # fmt: skip
    given = table(POINTS[0], np.zeros(POINTS.shape[1]) if values is None else values, cubic=cubic)
    powers, intervals = given.coefficients.shape
    full = jnp.concatenate([jnp.zeros((4 - powers, intervals)), given.coefficients])
    return _Property(jnp.array([a, b, c]), Table(given.knots, full))


def _material(conductivity: float, resistivity: float, seebeck: float) -> Material:
    return Material(_shape(conductivity), _shape(resistivity), _shape(seebeck))


def checks() -> list[Check]:
    """P8 to P11 of the continuum and a Darcy flow."""
    return [*_caps(), *_couple(), *_constants(), *_leg(), *_thomson(), *_varying(), *_telluride(), *_darcy()]


def _device(
    material: Material, length: float, hot: float, cold: float, *, other: Material | None = None,
    cap: float | None = None, top: End | None = None,
) -> Assembled:  # fmt: skip
    """A leg per AREA in three layers, the outer two of another material where there is one."""
    cap = length * CAP / (2 * CAP + INNER) if cap is None else cap
    ends = Material(material.conductivity, material.resistivity, material.seebeck) if other is None else other
    layers = [
        Layer(ends, cap, AREA, cells=CAP), Layer(material, length - 2 * cap, AREA, cells=INNER),
        Layer(ends, cap, AREA, cells=CAP),
    ]  # fmt: skip
    return thermoelectric(p=layers, top=top or Held(hot), base=Held(cold), circuit=Circuit(current=0.0))


def _caps() -> list[Check]:
    rows = []
    claim = "a leg of 1 x 1 x 6 mm carrying 0.7 A, one end at 0 degC, the other insulated"
    for key, copper, said, cap, voltage, coldest in (
        (
            "comsol",
            (400.0, 5.998e7),
            "copper caps of k 400, sigma 5.998e7",
            1e-4,
            49.090006613,
            -60.8851306252,
        ),
        ("jaegle", (350.0, 5.9e8), "copper caps of k 350, sigma 5.9e8", 1e-4, 49.0883348255, -60.8861450778),
        ("bare", (1.6, 1.1e5), "no caps", 1e-4, 50.4165871833, -61.1738450075),
    ):
        telluride = _material(1.6, 1.0 / 1.1e5, 2e-4)
        ends = _material(copper[0], 1.0 / copper[1], 2e-4 if key == "bare" else 6.5e-6)
        made = _device(telluride, 6e-3, 273.15, 273.15, other=ends, cap=cap, top=Insulated())
        found = Curve(made).numbers(0.7)
        source = "exact layered solution [Jaegle 2008]" if key != "bare" else "closed form"
        rows += [
            Check(f"P8.{key}.voltage", f"voltage across {claim}, {said} [mV]", source,
                  -1e3 * found["voltage"], voltage, 1e-10),
            Check(f"P8.{key}.temperature", f"temperature of the insulated end, {said} [degC]", source,
                  found["temperature of the top"] - 273.15, coldest, 1e-10),
        ]  # fmt: skip
    return rows


def _couple() -> list[Check]:
    """One p and one n leg of 1 mm by AREA with the given sums of resistance and conductance."""
    resistance, conductance, seebeck, length = 2.03e-3, 0.025, 375e-6, 1e-3
    legs = {}
    for name, sign in (("p", 0.5), ("n", -0.5)):
        material = _material(
            0.5 * conductance * length / AREA, 0.5 * resistance * AREA / length, sign * seebeck
        )
        legs[name] = [Layer(material, length, AREA, cells=CAP + INNER // 2)]
    made = thermoelectric(**legs, top=Held(273.0), base=Held(327.0), circuit=Circuit(current=0.0))
    found = Curve(made).numbers(28.7)
    source = "closed form for a couple of lumped alpha, R and K"
    return [
        Check("P9.heat", "heat that a Peltier couple takes from 273 K at 28.7 A [W]", source,
              found["heat in at the top"], 0.75211715, 1e-12),
        Check("P9.power", "power that it takes up [W]", source, -found["power"], 2.2532657, 1e-12),
        Check("P9.performance", "its coefficient of performance", source,
              found["coefficient of performance"], 0.333789818928145, 1e-12),
    ]  # fmt: skip


def _of_merit(merit: float, hot: float, cold: float) -> Material:
    seebeck = float(np.sqrt(merit / (0.5 * (hot + cold)) * 1.5 * 1e-5))
    return _material(1.5, 1e-5, seebeck)


def _constants() -> list[Check]:
    rows = []
    source = "closed form in Z Tm"
    for key, merit, hot, cold, expected in (
        ("one", 1.0, 500.0, 300.0, 0.0822581220007434), ("two", 2.0, 800.0, 300.0, 0.217143199910993)
    ):  # fmt: skip
        made = _device(_of_merit(merit, hot, cold), 5e-3, hot, cold)
        best = _nearly(made)
        rows.append(
            Check(f"P10.efficiency.{key}", f"best efficiency of a leg of Z Tm = {merit:g}, {hot:g}/{cold:g} K",
                  source, best.value, expected, 1e-12)
        )  # fmt: skip
    made = _device(_of_merit(1.0, 310.0, 290.0), 5e-3, 290.0, 310.0)
    best = optimum(made, "coefficient of performance", (0.1, 0.4))
    rows.append(
        Check("P10.performance", "best coefficient of performance of a leg of Z Tm = 1, 310/290 K", source,
              best.value, 2.07359312880715, 1e-12)
    )  # fmt: skip
    return rows


def _both(
    material: Material, length: float, hot: float, read: Callable[[Assembled], dict[str, float]]
) -> dict[str, float]:
    """Numbers of a leg extrapolated from two grids to vanishing elements, the cold end at 300 K.

    Errors are even in the width h, integrals of h^2 along the leg. The coarse grid has its caps squeezed to next to
    nothing, which counts with h^2 (1 - 2 THIN).
    """
    grids = ((THIN * length, (1.0 - 2.0 * THIN) ** 1.5 / INNER), (None, 1.0 / (2 * CAP + INNER)))
    found = [read(_device(material, length, hot, 300.0, cap=cap)) for cap, _ in grids]
    return {name: extrapolated([h for _, h in grids], [f[name] for f in found], (2,)) for name in found[0]}


def _nearly(made: Assembled) -> Optimum:
    """The best efficiency, looked for around the current that is best for constant properties."""
    state = Curve(made).numbers(0.0)
    root = np.sqrt(1.0 + state["figure of merit Z Tm"])
    guess = state["voltage"] / state["resistance"] / (1.0 + root)
    return optimum(made, "efficiency", (0.6 * guess, 1.5 * guess), rounds=3)


def _best(best: Optimum) -> dict[str, float]:
    return {"best": best.value, "density": best.current / AREA}


def _leg() -> list[Check]:
    """5 mm by 4 mm2, here per AREA, at its most efficient."""
    material = _material(1.5, 1e-5, 2e-4)

    def read(made: Assembled) -> dict[str, float]:
        best = _nearly(made)
        return best.numbers | {"current": best.current}

    found = read(_device(material, 5e-3, 500.0, 300.0))
    parts = _both(material, 5e-3, 500.0, lambda made: Curve(made).numbers(found["current"]))
    source, split = "closed form", "closed form, quadrature in 40 digits"
    return [
        Check("P10.leg.current", "most efficient current of a leg, 5 mm by 4 mm2, 500/300 K [A]", source,
              4.0 * found["current"], 1.31277173056956, 1e-9),
        Check("P10.leg.in", "heat into its hot end [W]", source, 4.0 * found["heat in at the top"],
              0.360506112953315, 1e-9),
        Check("P10.leg.out", "heat out of its cold end [W]", source, 4.0 * found["heat out at the base"],
              0.329537363937815, 1e-9),
        Check("P10.leg.power", "its power [W]", source, 4.0 * found["power"], 0.0309687490155, 1e-9),
        Check("P10.leg.efficiency", "its efficiency", source, found["efficiency"], 0.0859035336788044, 1e-12),
        Check("P10.leg.conduction", "its entropy production by conduction [W/K]", split,
              4.0 * parts["entropy by conduction"], 3.22632692320518e-4, 1e-7),
        Check("P10.leg.joule", "its entropy production by Joule heat [W/K]", split,
              4.0 * parts["entropy by Joule heat"], 5.48129615655688e-5, 1e-7),
        Check("P10.leg.total", "both together [W/K]", source,
              4.0 * (found["entropy by conduction"] + found["entropy by Joule heat"]),
              3.77445653886087e-4, 1e-9),
    ]  # fmt: skip


def _at(density: float) -> Callable[[Assembled], dict[str, float]]:
    def read(made: Assembled) -> dict[str, float]:
        curve = Curve(made)
        state = curve.numbers(density * AREA)
        total = state["entropy by conduction"] + state["entropy by Joule heat"]
        flows = {"in": state["heat in at the top"] / AREA, "out": state["heat out at the base"] / AREA}
        open_circuit = {"open": float(curve.at(np.zeros(9), "voltage")[0]), "produced": total / AREA}
        return flows | open_circuit | _best(_nearly(made))

    return read


def _thomson() -> list[Check]:
    material = Material(_shape(1.5), _shape(1e-5), _shape(2e-4, c=1e-4))
    found = _both(material, 5e-3, 500.0, _at(2e5))
    source = "closed form: temperatures are exponential for a constant Thomson coefficient"
    return [
        Check("P10.thomson.in", "heat into a leg of constant Thomson coefficient at 2e5 A/m2 [W/m2]", source,
              found["in"], 82141.5871021187, 1e-8),
        Check("P10.thomson.out", "heat out of its cold end [W/m2]", source, found["out"], 75033.3308644588, 1e-8),
        Check("P10.thomson.produced", "its entropy production [W/m2/K]", source, found["produced"],
              85.8279286772919, 1e-8),
        Check("P10.thomson.open", "its voltage without a current [V]", source, found["open"],
              0.0455412811882995, 1e-12),
        Check("P10.thomson.best", "its best efficiency", source, found["best"], 0.100674459636168, 1e-8),
        Check("P10.thomson.density", "current density of best efficiency [A/m2]", source, found["density"],
              356086.864427238, 1e-8),
    ]  # fmt: skip


def _varying() -> list[Check]:
    material = Material(_shape(1.4, 0.002), _shape(8e-6, 4e-8), _shape(1.8e-4, 2e-7))
    found = _both(material, 1e-3, 500.0, _at(1e6))
    source = "boundary value problem to 1e-11"
    return [
        Check("P10.varying.in", "heat into a leg whose k, rho and S rise with T, at 1e6 A/m2 [W/m2]", source,
              found["in"], 415008.54824, 1e-8),
        Check("P10.varying.out", "heat out of its cold end [W/m2]", source, found["out"], 387233.93022, 1e-8),
        Check("P10.varying.produced", "its entropy production [W/m2/K]", source, found["produced"], 460.762671, 1e-8),
        Check("P10.varying.best", "its best efficiency", source, found["best"], 0.0711530409, 1e-8),
        Check("P10.varying.density", "current density of best efficiency, known to 5 digits [A/m2]", source,
              found["density"], 1.3814e6, 5e-5),
    ]  # fmt: skip


def _telluride() -> list[Check]:
    expected = {
        False: {400.0: 2.065852, 800.0: 13.985196},
        True: {400.0: 2.071708, 600.0: 8.182242, 800.0: 13.997556},
    }
    rows = []
    for cubic, values in expected.items():
        material = Material(
            _shape(values=POINTS[3], cubic=cubic), _shape(values=0.01 / POINTS[1], cubic=cubic),
            _shape(values=1e-6 * POINTS[2], cubic=cubic),
        )  # fmt: skip
        way = "cubic splines" if cubic else "straight lines"
        for hot, value in values.items():
            # where properties have kinks the error is of second order but not smooth in the width
            if cubic:
                best, tolerance = _both(material, 1e-3, hot, lambda made: _best(_nearly(made)))["best"], 1e-6
            else:
                best = _nearly(_device(material, 1e-3, hot, 300.0)).value
                tolerance = 1.0 / (2 * CAP + INNER) ** 2
            rows.append(
                Check(f"P11.{way.split()[0]}.{hot:g}", f"best efficiency of lead telluride, {hot:g}/300 K, {way} [%]",
                      "reduced current, and a boundary value problem", 100.0 * best, value, tolerance)
            )  # fmt: skip
    return rows


def _darcy() -> list[Check]:
    """c u T' = k T'' + (mu/kappa) u^2, T given at the inlet, T' = 0 at the outlet; L = 0.3 m, Peclet number 2."""
    length, velocity, heat, conductivity, kappa, viscosity = 0.3, 1e-4, 4.18e6, 62.7, 1e-14, 1e-3
    cells = 60
    made = darcy(
        length=length, permeability=kappa, viscosity=constant(viscosity), conductivity=constant(conductivity),
        heat_capacity=2.4e6, water_heat=heat, inlet_temperature=293.15, inlet_pressure=4e6, velocity=velocity,
        cells=cells,
    )  # fmt: skip
    result = steady(made.solver, made.system, made.start, scale=made.scale)
    rates = evaluate(made.system, result.coordinates)
    found = {number.name: float(number.of(made.system, rates)) for number in made.numbers}
    drop = viscosity / kappa * velocity * length
    steepness = heat * velocity / conductivity
    rise = drop / (heat * length) * (length - (1.0 - np.exp(-steepness * length)) / steepness)
    return [
        Check("Darcy.drop", "pressure drop of water through rock [Pa]", "Darcy's law", found["pressure drop"],
              drop, 1e-11),
        Check("Darcy.friction", "heat of its friction [W/m2]", "pressure power", found["heat by friction"],
              velocity * drop, 1e-11),
        Check("Darcy.rise", "how much warmer it leaves [K]", "closed form",
              found["rise of temperature"], rise, 1.0 / cells**2),
    ]  # fmt: skip
