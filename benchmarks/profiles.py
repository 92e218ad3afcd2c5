"""What a program that solves the column hands back, and how far two such answers lie apart."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Profiles:
    """Answers at the output times, arrays [times, places]; totals and minerals in mol per kg of water."""

    time: np.ndarray  # [times] s
    x: np.ndarray  # [places] m, cell centres
    ph: np.ndarray
    totals: dict[str, np.ndarray]
    minerals: dict[str, np.ndarray]


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


def total_error(ours: Profiles, reference: Profiles, element: str) -> float:
    """Relative L1 error of a total over all output times after the start."""
    true = coarsen(reference.totals[element], ours.x.size)[1:]
    return float(np.abs(ours.totals[element][1:] - true).sum() / np.abs(true).sum())


def ph_error(ours: Profiles, reference: Profiles) -> float:
    """Mean absolute difference in pH over all output times after the start."""
    return float(np.abs(ours.ph[1:] - coarsen(reference.ph, ours.x.size)[1:]).mean())
