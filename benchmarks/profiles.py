"""What a program that solves the column hands back, and how far two such answers lie apart."""

import json
from dataclasses import dataclass

import numpy as np

NAMED = ("totals", "minerals")


@dataclass(frozen=True)
class Profiles:
    """Answers at the output times, arrays [times, places]; totals and minerals in mol per kg of water."""

    time: np.ndarray  # [times] s
    x: np.ndarray  # [places] m, cell centres
    ph: np.ndarray
    totals: dict[str, np.ndarray]
    minerals: dict[str, np.ndarray]


def as_text(profiles: Profiles, digits: int = 12) -> str:
    """JSON with `digits` significant digits."""

    def plain(values: np.ndarray) -> list:
        return [float(f"{v:.{digits}g}") for v in values] if values.ndim == 1 else [plain(v) for v in values]

    named = {kind: {name: plain(v) for name, v in getattr(profiles, kind).items()} for kind in NAMED}
    return json.dumps(
        {"time": plain(profiles.time), "x": plain(profiles.x), "ph": plain(profiles.ph), **named}
    )


def from_text(text: str) -> Profiles:
    """The inverse of `as_text`."""
    data = json.loads(text)
    named = {kind: {name: np.array(v) for name, v in data[kind].items()} for kind in NAMED}
    return Profiles(np.array(data["time"]), np.array(data["x"]), np.array(data["ph"]), **named)


def coarsen(values: np.ndarray, cells: int) -> np.ndarray:
    """Means over neighbouring cells, [..., fine] to [..., cells]; conserves amounts on an even grid."""
    fine = values.shape[-1]
    if fine % cells:
        raise ValueError(f"{fine} cells cannot be averaged onto {cells}: not a multiple")
    return values.reshape(*values.shape[:-1], cells, fine // cells).mean(axis=-1)


def extrapolate(coarse: np.ndarray, fine: np.ndarray, order: float, ratio: float = 2.0) -> np.ndarray:
    """Richardson's limit of vanishing cells from two grids whose widths differ by `ratio`."""
    return fine + (fine - coarse) / (ratio**order - 1)


def dissolved_error(ours: Profiles, reference: Profiles, mineral: str) -> float:
    """Relative L1 error at the end in the mineral dissolved since the first output.

    sum |Delta M - Delta M_ref| / sum |Delta M_ref|, the reference averaged onto our cells. The change is
    taken, not the amount: of a large stock every program gets the first five digits right.
    """
    cells = ours.x.size
    mine = ours.minerals[mineral][-1] - ours.minerals[mineral][0]
    true = coarsen(reference.minerals[mineral], cells)
    true = true[-1] - true[0]
    return float(np.abs(mine - true).sum() / np.abs(true).sum())


def same_times(ours: Profiles, reference: Profiles) -> list[tuple[int, int]]:
    """Pairs of indices of output times that both have, the start left out."""
    pairs = []
    for k, time in enumerate(ours.time):
        found = np.flatnonzero(np.isclose(reference.time, time, rtol=1e-6))
        if time > 0 and found.size:
            pairs.append((k, int(found[0])))
    if not pairs:
        raise ValueError("the two solutions have no output time in common")
    return pairs


def total_error(ours: Profiles, reference: Profiles, element: str) -> float:
    """Relative L1 error of a total over the common output times after the start."""
    mine, true = map(list, zip(*same_times(ours, reference), strict=True))
    target = coarsen(reference.totals[element], ours.x.size)[true]
    return float(np.abs(ours.totals[element][mine] - target).sum() / np.abs(target).sum())


def ph_error(ours: Profiles, reference: Profiles) -> float:
    """Mean absolute difference in pH over the common output times after the start."""
    mine, true = map(list, zip(*same_times(ours, reference), strict=True))
    return float(np.abs(ours.ph[mine] - coarsen(reference.ph, ours.x.size)[true]).mean())
