"""What several sections read of the results: times, places, processes and their looks, in one place."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from xarray import DataArray

from fluxforce.ledger_text import shown
from fluxforce.report.numbers import duration, time_unit
from fluxforce.report.palette import Look, looks
from fluxforce.report.parts import Shown

_ALONG = {"column": "distance from inlet", "slab": "depth", "bridge": "position"}
_LENGTHS = ((1000.0, "km", 1e-3), (0.2, "m", 1.0), (0.02, "cm", 100.0), (1e-4, "mm", 1e3), (0.0, "µm", 1e6))
_MOST_LINES = 6
# Units per mole of copies, as networks are stored, and per copy, as they are shown.
_PER_COPY = {"J/K/mol": "k_B", "W/K/mol": "k_B/s", "W/K/mol/volume": "k_B/s/volume"}


@dataclass(frozen=True)
class View:
    """Results with the choices that all sections share. Arrays come out as [category, time, place]."""

    results: Shown

    def has(self, *names: str) -> bool:
        """Whether the dataset holds all these variables, with something in them."""
        data = self.results.dataset
        return all(name in data.variables and data[name].size > 0 for name in names)

    def array(self, name: str, *leading: str) -> NDArray[np.float64]:
        """A variable as [..., time, place], places last even where the dataset has none."""
        variable: DataArray = self.results.dataset[name]
        if "time" not in variable.dims:
            variable = variable.expand_dims("time")
        if not any(dim not in {*leading, "time"} for dim in variable.dims):
            variable = variable.expand_dims("only")
        values = np.asarray(variable.transpose(*leading, "time", ...).values, dtype=float)
        if self._per_mole(name) in _PER_COPY and self.entropy_unit == "k_B":
            values = self.grown * values
        return np.where(np.isfinite(values), values, np.nan)  # infinite forces (an empty state) are not drawn

    def names(self, dim: str) -> list[str]:
        """Names along a dimension; numbers where the dataset gives none."""
        data = self.results.dataset
        if dim in data.coords:
            return [str(name) for name in np.atleast_1d(data[dim].values)]
        return [str(index + 1) for index in range(data.sizes.get(dim, 0))]

    def unit(self, name: str) -> str:
        """The unit a variable carries."""
        stored = self._per_mole(name)
        return _PER_COPY.get(stored, stored) if self.entropy_unit == "k_B" else stored

    def _per_mole(self, name: str) -> str:
        return str(self.results.dataset[name].attrs.get("units", ""))

    @property
    def kind(self) -> str:
        """column, slab, tank, bridge, network, reactions, langevin or exclusion."""
        return str(self.results.model.get("kind", "model"))

    @property
    def own_profiles(self) -> list[str]:
        """Variables that the kind of model asks to be drawn in place of its contents."""
        named = self.results.dataset.attrs.get("profiles", ())
        return [str(name) for name in np.atleast_1d(np.asarray(named, dtype=object)) if self.has(str(name))]

    def title(self, name: str) -> str:
        """What a variable is called."""
        return str(self.results.dataset[name].attrs.get("title", name))

    @cached_property
    def entropy(self) -> Mapping[str, Any]:
        """The entropy part of the budget, in the unit in which it is shown."""
        return _times(self.results.budget.get("entropy", {}), shown(self.results.budget)[0])

    @property
    def entropy_unit(self) -> str:
        """J/K, or k_B for networks and particles."""
        return shown(self.results.budget)[1]

    @property
    def grown(self) -> float:
        """Factor from the unit of the dataset to the one in which entropies are shown."""
        return shown(self.results.budget)[0]

    @cached_property
    def times(self) -> NDArray[np.float64]:
        """Output times, s."""
        data = self.results.dataset
        return (
            np.atleast_1d(np.asarray(data["time"].values, dtype=float))
            if "time" in data.coords
            else np.zeros(1)
        )

    @cached_property
    def clock(self) -> tuple[str, float]:
        """Name and size in seconds of the unit of time of all axes."""
        return time_unit(float(self.times[-1]))

    @cached_property
    def shown(self) -> list[int]:
        """The few output times that line plots show, first and last among them: denser where more changes."""
        count = self.times.size
        marks = np.linspace(0.0, 1.0, min(count, _MOST_LINES))
        return sorted({int(np.argmin(np.abs(self._progress - mark))) for mark in marks})

    @cached_property
    def _progress(self) -> NDArray[np.float64]:
        """0 to 1 over the output times: half by their number, half by how much the contents have changed."""
        even = np.linspace(0.0, 1.0, self.times.size)
        if not self.has("content") or self.times.size < 3:
            return even
        content = self.array("content", "quantity")
        reach = np.nanmax(content, axis=(1, 2)) - np.nanmin(content, axis=(1, 2))
        moved = (
            np.nanmean(np.abs(np.diff(content, axis=1)), axis=2) / np.where(reach > 0, reach, np.inf)[:, None]
        )
        total = np.concatenate([[0.0], np.cumsum(np.nansum(moved, axis=0))])
        return 0.5 * even + 0.5 * total / total[-1] if total[-1] > 0 else even

    @property
    def shown_labels(self) -> list[str]:
        """Those times in words, early ones of a long run in their own unit."""
        span = float(self.times[-1])
        chosen = [float(self.times[index]) for index in self.shown]
        return [duration(each, span if each == 0 or each > 0.02 * span else None) for each in chosen]

    @cached_property
    def stretched(self) -> bool:
        """Whether the output times are spread over so many decades that axes of time are logarithmic."""
        positive = self.times[self.times > 0]
        return positive.size > 4 and bool(np.median(positive) < 0.1 * positive[-1])

    @cached_property
    def position(self) -> NDArray[np.float64] | None:
        """Positions of the cell centres, m, or None where places have no order (tank, network)."""
        data = self.results.dataset
        if "x" not in data.variables or data["x"].size < 2:
            return None
        return np.asarray(data["x"].values, dtype=float)

    @property
    def along(self) -> str:
        """Label of the axis of positions, with the unit of `across`."""
        said = self.results.dataset.attrs.get("along") or _ALONG.get(self.kind, "distance")
        return f"{said}, {self._length[0]}" if self._length[0] else said

    @cached_property
    def _length(self) -> tuple[str, float]:
        if self.position is not None and self.results.dataset["x"].attrs.get("units") == "1":
            return "", 1.0
        reach = 0.0 if self.position is None else float(np.abs(self.position).max())
        return next((unit, factor) for least, unit, factor in _LENGTHS if reach >= least)

    @property
    def across(self) -> NDArray[np.float64]:
        """Positions in the unit of their axis; empty where places have no order."""
        return np.zeros(0) if self.position is None else self._length[1] * self.position

    @cached_property
    def size(self) -> NDArray[np.float64]:
        """Relative sizes of the places, for integrals over them."""
        data = self.results.dataset
        if "volume" in data.variables:
            return np.atleast_1d(np.asarray(data["volume"].values, dtype=float))
        return np.ones(data.sizes.get("place", 1))

    @cached_property
    def produced(self) -> Mapping[str, float]:
        """Entropy produced by process over the run, largest first."""
        book = self.entropy.get("produced", {})
        known = ((str(k), float(v)) for k, v in book.items() if v is not None)
        return dict(sorted(known, key=lambda item: -item[1]))

    @cached_property
    def looks(self) -> Mapping[str, Look]:
        """One look per process, the same in every figure; the largest producers get the strongest colours."""
        rest = [name for name in self.names("process") if name not in self.produced]
        return looks([*self.produced, *rest])

    @cached_property
    def numerical(self) -> Mapping[str, float]:
        """Rows made by the numerics and by the activity model, J/K, of either sign."""
        book = {f"numerical: {name}": value for name, value in self.entropy.get("numerical", {}).items()}
        book |= {f"model: {name}": value for name, value in self.entropy.get("model", {}).items()}
        return {
            name.replace("numerical: leak", "leak"): float(value)
            for name, value in book.items()
            if value is not None
        }

    @property
    def numerical_share(self) -> float | None:
        """Magnitudes of the numerical rows over all entropy produced."""
        made = sum(abs(value) for name, value in self.numerical.items() if not name.startswith("model"))
        total = sum(self.produced.values())
        return made / (total + made) if total + made > 0 and self.entropy.get("numerical") else None


def _times(book: Mapping[str, Any], factor: float) -> dict[str, Any]:
    """All numbers of a nested mapping times a factor."""
    return {
        key: _times(value, factor)
        if isinstance(value, Mapping)
        else None
        if value is None
        else factor * value
        for key, value in book.items()
    }
