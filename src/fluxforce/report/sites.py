"""The exclusion process: density along the line, entropy by bond, and how many particles there are."""

import numpy as np

from fluxforce.report.canvas import plot, svg
from fluxforce.report.numbers import number
from fluxforce.report.palette import ACCENT, KEPT
from fluxforce.report.parts import Figure, Panel, Section
from fluxforce.report.view import View


def section(view: View) -> Section | None:
    """None for other kinds of model."""
    if not view.has("density", "bond_production"):
        return None
    data = view.results.dataset
    density = np.atleast_2d(np.asarray(data["density"].values, dtype=float))[-1]
    sites = np.asarray(data["site"].values, dtype=float)
    figure, axes = plot("site")
    axes.plot(sites, density, color=ACCENT, linewidth=2, marker="o", markersize=4.5)
    axes.set_ylim(0, 1)
    words = f"Mean occupation along the line, from {number(density[0])} to {number(density[-1])}."
    panels = [Panel(svg(figure, "sites-density", words), "Mean occupation")]
    made = np.asarray(data["bond_production"].values, dtype=float)
    figure, axes = plot("bond, from the left reservoir to the right one")
    finite = np.where(np.isfinite(made), made, 0.0)
    axes.bar(np.arange(made.size), finite, color=KEPT, width=0.8)
    note = "" if np.isfinite(made).all() else "One-way bonds, whose production is unbounded, have no bar."
    panels.append(Panel(svg(figure, "sites-production", "Entropy production by bond."),
                        "Entropy production, k_B/s", note))  # fmt: skip
    counts = np.asarray(data["particles_probability"].values, dtype=float)
    figure, axes = plot("particles on the line")
    axes.bar(np.arange(counts.size), counts, color=KEPT, width=0.9)
    panels.append(Panel(svg(figure, "sites-count", "Probability of the number of particles."), "Probability"))
    lead = (
        "Particles enter and leave at both ends and never share a site. The density bends near the ends, and the "
        "current through all bonds is the same."
    )
    caption = "The steady state, exactly: occupation, entropy production, and number of particles."
    return Section("sites", "Along the line", lead, [Figure(panels, caption, "density, bond_production")])
