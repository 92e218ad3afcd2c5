"""Forces and fluxes of processes with several rows at one site: one panel per process, one colour per row."""

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from fluxforce.report.canvas import svg
from fluxforce.report.clouds import Cloud, scatter
from fluxforce.report.palette import Look, dot_legend, looks
from fluxforce.report.parts import Figure, Panel
from fluxforce.report.view import View

_MOST_ROWS = 6


def arrays(view: View, name: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Force and flux as [row, time, site]."""
    leading = [str(dim) for dim in view.results.dataset[f"flux:{name}"].dims if str(dim).startswith("row")]
    force, flux = (view.array(f"{kind}:{name}", *leading) for kind in ("force", "flux"))
    shape = (-1, view.times.size, force.shape[-1])
    return force.reshape(shape), flux.reshape(shape)


def units_of(view: View, name: str) -> tuple[str, str]:
    return view.unit(f"force:{name}"), view.unit(f"flux:{name}")


def _rows(view: View, name: str, count: int) -> list[str]:
    """Names of the rows of a coupled process."""
    coords = view.results.dataset.coords
    found = next((view.names(key) for key in (f"row:{name}", f"row_{name}") if key in coords), [])
    return found if len(found) == count else [f"row {index + 1}" for index in range(count)]


def coupled(view: View, clouds: dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]) -> Figure:
    """Processes with several rows, the rows that dissipate most in one colour each over all panels."""
    weights: dict[str, float] = {}
    for name, (force, flux) in clouds.items():
        for row, each in zip(
            _rows(view, name, len(force)), np.nansum(np.abs(force * flux), axis=(1, 2)), strict=True
        ):
            weights[row] = weights.get(row, 0.0) + float(each)
    kept = sorted((row for row, weight in weights.items() if weight > 0), key=lambda row: -weights[row])[
        :_MOST_ROWS
    ]
    styles = looks(kept)
    panels = [
        Panel(_drawing(view, f"rows{index}", name, *parts, styles), name)
        for index, (name, parts) in enumerate(clouds.items())
        if any(row in styles for row in _rows(view, name, len(parts[0])))
    ]
    less = (
        f" {len(weights) - len(kept)} rows that dissipate less are not drawn."
        if len(weights) > len(kept)
        else ""
    )
    caption = (
        "Flux against force of processes with several rows, all places at selected times, one colour and "
        f"marker per row.{less}"
    )
    return Figure(panels, caption, "force:NAME, flux:NAME", dot_legend(styles))


def _drawing(
    view: View,
    key: str,
    name: str,
    force: NDArray[np.float64],
    flux: NDArray[np.float64],
    styles: dict[str, Look],
) -> Markup:
    clouds = [
        Cloud(styles[row].colour, styles[row].marker, force[index][view.shown], flux[index][view.shown])
        for index, row in enumerate(_rows(view, name, len(force)))
        if row in styles
    ]
    drawn = scatter(clouds, "force X", "flux J", *units_of(view, name))
    return svg(drawn.figure, key, f"Flux of {name} against its force, by row: {', '.join(styles)}.")
