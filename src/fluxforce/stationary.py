"""Steady states of models: solved for, judged, differentiated, and followed in any number of the model.

import fluxforce as ff
state = ff.steady(ff.read("examples/stirred-tank.yaml"))
print(state.kind, state.numbers["total entropy production"])
diagram = ff.continuation(ff.read("examples/stirred-tank.yaml"), "tank.residence time", "10 s", "1000 s")
"""

import time as clock
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import jax.numpy as jnp
import numpy as np

from fluxforce.budget.standing import Standing, standing
from fluxforce.budget.variation import ExcessProduction, LeastProduction, excess_production, least_production
from fluxforce.compilation import keep_compiled
from fluxforce.errors import BadInput, Problem, SolverGaveUp
from fluxforce.laws.hop import Irreversible
from fluxforce.model.assemble import assemble, has_system
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.family import Family, family, parameter_value
from fluxforce.model.schema import Model
from fluxforce.readings.fields import states_dataset
from fluxforce.readings.standing import (
    Named,
    books,
    kind_of_state,
    named,
    process_rows,
    readings,
    readings_along,
    readings_at,
    stability,
    theorems,
)  # fmt: skip
from fluxforce.results import Results, provenance
from fluxforce.solve.branches.continuation import Branch, Branches
from fluxforce.solve.branches.continuation import continuation as followed
from fluxforce.solve.branches.equations import Equations, equations
from fluxforce.solve.branches.family import axis
from fluxforce.solve.branches.follow import FollowOptions
from fluxforce.solve.branches.matrices import Singular
from fluxforce.solve.branches.sensitivity import Readings, sensitivity
from fluxforce.solve.branches.settle import NoSteadyState, settled
from fluxforce.solve.branches.spectrum import Spectrum, spectrum
from fluxforce.solve.status import NotFinite

if TYPE_CHECKING:
    import xarray

READINGS = Readings(readings, readings_at)
UNBALANCED = 1e-9  # closure of the books of an instant, relative


@dataclass(frozen=True)
class SteadyState:
    """A steady state of a model with everything that is read of it.

    ``standing`` holds the books as rates, ``spectrum`` the eigenvalues [1/s], ``least`` and ``excess`` what became of
    the variational theorems. ``numbers`` are production and the numbers of the kind of model, by name.
    """

    made: Assembled
    shape: Equations
    coordinates: np.ndarray
    standing: Standing
    spectrum: Spectrum
    model: Model | None = None

    @property
    def kind(self) -> str:
        """What it is: equilibrium or not, stable or not."""
        return kind_of_state(self.standing, self.spectrum)

    @cached_property
    def least(self) -> LeastProduction | None:
        """Prigogine's theorem of least production, tested; None where streams or one-way processes dissipate too."""
        one_way = any(isinstance(exchange.law, Irreversible) for exchange in self.made.system.exchanges)
        if self.made.system.flows or one_way:
            return None
        return least_production(self.shape, self.made, self.coordinates)

    @cached_property
    def excess(self) -> ExcessProduction | None:
        """Stability by excess entropy production, where that decides it."""
        return excess_production(self.shape, self.made, self.coordinates)

    @cached_property
    def named(self) -> list[Named]:
        """Names, units and meanings of the numbers."""
        return named(self.made)

    @cached_property
    def numbers(self) -> dict[str, float]:
        """Values by name."""
        values = readings_along([(self.made, self.coordinates)])[0]
        return {one.name: float(value) for one, value in zip(self.named, values, strict=True)}

    def sensitivity(self, path: str | Family, *, resolve: bool = False) -> dict[str, Any]:
        """Derivatives of all numbers by one number of the model file, or by the parameter of a family.

        With ``resolve`` also central differences of states solved anew. Raises BadInput, SolverGaveUp at a fold.
        """
        if isinstance(path, Family):
            of = path
        elif self.model is not None:
            of = family(self.model, path)
        else:
            raise BadInput(
                "a state that was not made from a model file needs a Family to be differentiated by"
            )
        if of.here is None:
            raise BadInput(f"the family in '{of.name}' has no value at which this state stands; set `here`")
        try:
            found = sensitivity(
                of, of.here, self.shape, self.coordinates, READINGS, resolve=resolve,
                typical=max(abs(of.here), 1.0),
            )  # fmt: skip
        except (Singular, NoSteadyState) as error:
            raise SolverGaveUp(f"no derivative by '{of.name}': {error}") from None
        rows = []
        for k, one in enumerate(self.named):
            value, slope = float(found.values[k]), float(found.slopes[k])
            row: dict[str, Any] = {"name": one.name, "unit": one.unit, "value": value, "slope": slope,
                                   "error": float(found.error[k])}  # fmt: skip
            # per cent of the number for a per cent of the parameter
            row["relative"] = slope * of.here / value if value != 0.0 and of.here != 0.0 else None
            if found.resolved is not None:
                row["by differences"] = float(found.resolved[k])
            rows.append(row)
        return {"parameter": of.name, "unit": of.unit, "at": of.here, "rows": rows}

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data: what `fluxforce steady --json` prints."""
        numbers = [
            {"name": one.name, "value": self.numbers[one.name], "unit": one.unit, "meaning": one.meaning}
            for one in self.named
        ]
        return {
            "kind of state": self.kind, "drift": self.standing.drift, "books": books(self.made, self.standing),
            "processes": process_rows(self.made, self.standing), "stability": stability(self.spectrum),
            "theorems": theorems(self.standing, self.least, self.excess, self.made), "numbers": numbers,
            "conserved totals": len(self.shape.totals),
        }  # fmt: skip


def steady(model: Model | Assembled) -> SteadyState:
    """The steady state that a model comes to from its start. Raises BadInput, and SolverGaveUp where there is none."""
    keep_compiled()
    made = model if isinstance(model, Assembled) else _assembled(model)
    document = model if isinstance(model, Model) else None
    try:
        shape = equations(made)
        found = settled(made, shape)
    except NotFinite as error:
        raise BadInput([Problem(str(error))]) from None
    except NoSteadyState as error:
        raise SolverGaveUp(f"{error}; the model may have none, or needs a start nearer to it") from None
    return state_at(made, shape, found.coordinates, document)


def state_at(
    made: Assembled, shape: Equations, coordinates: np.ndarray, model: Model | None = None
) -> SteadyState:
    """A state that was found before, judged."""
    at = shape.linear(made, coordinates)
    return SteadyState(
        made,
        shape,
        coordinates,
        standing(made.system, jnp.asarray(coordinates)),
        spectrum(shape, made, at),
        model,
    )


def _assembled(model: Model) -> Assembled:
    if not has_system(model):
        kind = str(model.resolved().get("kind"))
        said = f"a model of kind '{kind}' has no rate equations whose steady state could be solved for"
        if kind == "reactions":
            said = "reactions with laws of their own have no rate equations whose steady state could be solved for"
        hint = "`fluxforce run` samples it, and finds its stationary distribution"
        if kind == "water":
            hint = "`fluxforce water` computes waters, which are at equilibrium"
        raise BadInput([Problem(said, hint=hint)])
    return assemble(model)


@dataclass(frozen=True)
class Diagram:
    """Branches of steady states against a parameter, with all numbers at every point.

    ``values`` [state, number] of every branch in the order of ``named``.
    """

    family: Family
    found: Branches
    named: list[Named]
    values: list[np.ndarray]

    @property
    def branches(self) -> list[Branch]:
        """The branches, each in order along itself."""
        return self.found.branches

    @property
    def folds(self) -> list[float]:
        """Values of the parameter at which a branch turns."""
        return [one.value for one in self.found.specials("fold")]

    @property
    def hopf(self) -> list[tuple[float, float]]:
        """Value of the parameter and angular frequency [1/s] where oscillations begin."""
        return [(one.value, one.frequency) for one in self.found.specials("Hopf")]

    @property
    def branch_points(self) -> list[float]:
        """Values of the parameter at which branches meet."""
        return [one.value for one in self.found.specials("branch point")]

    def states(self, value: float | str) -> list[SteadyState]:
        """All known steady states at one value of the parameter."""
        number = parameter_value(self.family, value)
        made = self.family.at(number)
        return [state_at(made, self.found.problem.shape, z) for z in self.found.states(number)]

    def number(self, name: str) -> list[np.ndarray]:
        """One number at every point of every branch."""
        names = [one.name for one in self.named]
        if name not in names:
            raise BadInput([Problem(f"there is no number '{name}'", hint=f"numbers: {', '.join(names)}")])
        return [each[:, names.index(name)] for each in self.values]

    def to_dict(self) -> dict[str, Any]:
        """Special points and ends of branches as plain data; the points themselves are in the dataset."""
        said = {"limit": "the end of the range", "closed": "its own start", "stuck": "steps too small",
                "most points": "as many points as allowed"}  # fmt: skip
        special = [
            {"kind": one.kind, "parameter": one.value, "frequency": one.frequency or None,
             "numbers": self._at(one.value, one.coordinates)}
            for one in self.found.specials()
        ]  # fmt: skip
        return {
            "parameter": self.family.name, "unit": self.family.unit,
            "from": self.found.problem.axis.low, "to": self.found.problem.axis.high,
            "logarithmic": self.found.problem.axis.logarithmic, "special points": special,
            "branches": [
                {"points": len(one.points), "stable points": int(one.stable.sum()),
                 "ends": [said[end] for end in one.ended]}
                for one in self.branches
            ],
        }  # fmt: skip

    def _at(self, value: float, coordinates: np.ndarray) -> dict[str, float]:
        row = readings_along([(self.family.at(value), coordinates)])[0]
        return {one.name: float(found) for one, found in zip(self.named, row, strict=True)}

    def to_xarray(self) -> "xarray.Dataset":
        """Points of all branches one after the other, on one axis `point`."""
        import xarray

        along = ("point",)
        numbers = np.concatenate(self.values)
        rightmost = [
            p.spectrum.values[0] if p.spectrum.values.size else 0.0 for b in self.branches for p in b.points
        ]
        fields = {
            "parameter": (
                along,
                np.concatenate([b.values for b in self.branches]),
                {"units": self.family.unit},
            ),
            "branch": (
                along,
                np.repeat(np.arange(len(self.branches)), [len(b.points) for b in self.branches]),
            ),
            "stable": (along, np.concatenate([b.stable for b in self.branches]).astype(np.int8)),
            "growth": (along, np.real(rightmost), {"units": "1/s"}),
            "turning": (along, np.imag(rightmost), {"units": "1/s"}),
            "numbers": (("point", "number"), numbers),
        }
        coords = {
            "number": [one.name for one in self.named],
            "number_unit": ("number", [n.unit for n in self.named]),
        }
        return xarray.Dataset(fields, coords=coords)


def continuation(
    model: Model | Callable[[float], Assembled] | Family,
    path: str,
    low: float | str,
    high: float | str,
    *,
    search: bool = True,
    options: FollowOptions | None = None,
    progress: Callable[[float], None] | None = None,
) -> Diagram:
    """All branches of steady states found while one number of a model goes from ``low`` to ``high``.

    ``path`` names the number in the model file (`tank.residence time`), or the argument of a function of Python that
    returns an assembled model. Limits are numbers in SI units or texts with a unit. ``search`` looks for branches
    that no start leads to. Raises BadInput; SolverGaveUp where no steady state is found.
    """
    keep_compiled()
    if isinstance(model, Model):
        _assembled(model)
        of = family(model, path)
    else:
        of = model if isinstance(model, Family) else Family(model, path)
    ends = parameter_value(of, low), parameter_value(of, high)
    if ends[0] == ends[1]:
        raise BadInput(
            [Problem(f"both limits of '{of.name}' are {ends[0]:g}", hint="give two different values")]
        )
    for end in ends:
        of.at(end)  # a limit that makes no model is told before anything is computed
    try:
        found = followed(of, axis(*ends), options=options, search=search, progress=progress)
    except NotFinite as error:
        raise BadInput([Problem(str(error))]) from None
    except NoSteadyState as error:
        raise SolverGaveUp(f"{error}; no branch to follow in '{of.name}'") from None
    members = [[(of.at(p.value), p.coordinates) for p in branch.points] for branch in found.branches]
    return Diagram(of, found, named(of.at(ends[0])), [readings_along(each) for each in members])


def steady_results(
    model: Model, state: SteadyState, diagram: Diagram | None, sensitivities: list[dict[str, Any]]
) -> Results:
    """State, branches and sensitivities as the contents of a results folder."""
    began = clock.perf_counter()
    told = state.to_dict()
    fields = states_dataset(state.made, np.zeros(1), state.coordinates[None], {})
    if diagram is not None:
        fields = fields.merge(diagram.to_xarray())
    fields.attrs["analysis"] = "steady"
    budget: dict[str, Any] = {
        "state": told, "branches": None if diagram is None else diagram.to_dict(), "sensitivities": sensitivities,
        "unbalanced": bool(state.standing.closure > UNBALANCED), "books": (),
    }  # fmt: skip
    history = {"wall": clock.perf_counter() - began, "solver": "steady"}
    return Results(
        dataset=fields, budget=budget, model=model.resolved(), provenance=provenance(model), history=history
    )
