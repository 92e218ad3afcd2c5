"""The picture of the page on active transport: the efficiency of an enzyme beside what linear theory expects of it.

python docs/gallery/linear_theory.py
"""

from pathlib import Path

import matplotlib
import numpy as np

from fluxforce.budget.markov.response import onsager
from fluxforce.budget.onsager.conversion import Conversion
from fluxforce.budget.onsager.matrix import OnsagerMatrix
from fluxforce.budget.onsager.rows import Rank, Region, Row
from fluxforce.networks.pumps import CATALYSIS, UPTAKE, active_transport
from fluxforce.networks.system import network_rates
from fluxforce.solve.markov.stationary import stationary

matplotlib.use("agg")
from matplotlib import pyplot as plt

DRIVES = ((0.5, "#56b4e9"), (5.0, "#0072b2"), (10.0, "#d55e00"))


def efficiency(reaction: float, gradient: float) -> float:
    """Free energy of the ions over that of the reaction."""
    enzyme = active_transport(reaction, gradient)
    flux = network_rates(enzyme, stationary(enzyme)).flux
    return -float(UPTAKE @ flux) * gradient / (float(CATALYSIS @ flux) * reaction)


def main() -> None:
    """Efficiency against the ratio of forces."""
    near = onsager(active_transport(0.0, 0.0), np.stack([CATALYSIS, UPTAKE]))
    rows = (Row("reaction", rank=Rank.SCALAR), Row("ions", rank=Rank.SCALAR))
    linear = Conversion(OnsagerMatrix(near, rows, region=Region.SURFACE))
    ratios = np.linspace(-1.1, -0.005, 400)
    figure, axes = plt.subplots(figsize=(7.2, 3.6), dpi=105)
    expected = np.array([linear.efficiency(linear.stoichiometry * ratio) for ratio in ratios])
    axes.plot(
        -ratios,
        np.where(expected > 0.0, expected, np.nan),
        color="#222222",
        linestyle=(0, (4, 4)),
        linewidth=1.2,
        zorder=5,
        label="linear theory, any drive",
    )
    for drive, colour in DRIVES:
        found = np.array([efficiency(drive, drive * ratio) for ratio in ratios])
        axes.plot(-ratios, np.where(found > 0.0, found, np.nan), color=colour,
                  label=f"the enzyme, drive {drive:g} $k_BT$")  # fmt: skip
    axes.plot([0.6], [efficiency(10.0, -6.0)], "o", color=DRIVES[-1][1])
    axes.annotate("the example", (0.6, efficiency(10.0, -6.0)), (0.62, 0.27), color=DRIVES[-1][1])
    axes.set(xlabel="gradient over drive, $-X_H/X_e$", ylabel="efficiency", xlim=(0.0, 1.1), ylim=(0.0, 1.0))
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, loc="upper left")
    figure.tight_layout()
    place = Path(__file__).parents[1] / "images" / "gallery" / "active-transport-efficiency.png"
    figure.savefig(place, pil_kwargs={"optimize": True})


if __name__ == "__main__":
    main()
