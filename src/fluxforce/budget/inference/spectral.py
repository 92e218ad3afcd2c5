"""Spectra: entropy production of a Gaussian process from the phases of its cross-spectra."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from fluxforce.budget.inference.base import AbstractEstimator, Estimate, Kind, interval, pieces
from fluxforce.budget.inference.data import Data, Path
from fluxforce.errors import BadInput, Problem

GROUPS = 20  # of segments, left out in turn for the error bar


@dataclass(frozen=True)
class Spectral(AbstractEstimator):
    """sigma = 1/2 int tr[(S(-w)^-1 - S(w)^-1) S(w)] dw/2 pi, S the matrix of cross-spectra [dims, dims].

    Only the imaginary parts of cross-spectra count: a lag of one variable behind another. Spectra come from
    ``segments`` stretches of the data under a Hann window; the inverse is taken from one half of the stretches and the
    spectrum from the other, and the factor (n - d)/n of an inverse of n averaged d x d periodograms is put right, so
    that noise adds nothing on average. ``highest`` [rad/s] cuts the integral, left out it runs to the Nyquist
    frequency; what lies beyond is not counted. Source: [seara2021], [battle2016].
    """

    segments: int = 200
    highest: float | None = None
    takes: ClassVar[tuple[type, ...]] = (Path,)

    def estimate(self, data: Data | Sequence[Data]) -> Estimate:
        given = pieces(self, data)
        paths = [one for one in given if isinstance(one, Path)]
        dims, step = paths[0].dims, paths[0].step
        if dims < 2:
            raise BadInput(
                [Problem("a single variable has no cross-spectrum", hint="Spectral needs two or more")]
            )
        length = sum(one.values.shape[0] for one in paths) // self.segments
        least = 2 * GROUPS * (dims + 2)
        if self.segments < least or length < 8:
            hint = f"at least {least} segments of at least 8 samples for {dims} variables"
            raise BadInput([Problem(f"{self.segments} segments of {length} samples are too few", hint=hint)])
        waves = _fourier([one.values for one in paths], length)
        omega = 2.0 * np.pi * np.arange(1, waves.shape[1] + 1) / (length * step)
        top = np.inf if self.highest is None else self.highest
        waves, omega = waves[:, omega <= top], omega[omega <= top]
        # [segments, frequencies, dims, dims]; scale drops out
        spectra = waves[:, :, :, None] * waves[:, :, None, :].conj()
        density, without = _densities(spectra)
        scale = 1.0 / (length * step)
        value, each = scale * float(density.sum()), scale * without.sum(axis=1)
        error = float(np.sqrt((GROUPS - 1) / GROUPS * ((each - each.mean()) ** 2).sum()))
        said = []
        tail = scale * float(density[omega > 0.5 * omega[-1]].sum())
        if tail > 0.1 * abs(value) + 2.0 * error:
            said.append(f"the upper half of the frequencies carries {tail / value:.0%}: sample faster")
        low = scale * float(density[:2].sum())
        if low > 0.2 * abs(value) + 2.0 * error:
            said.append("the two lowest frequencies carry a fifth or more: take fewer, longer segments")
        assumes = "stationary Gaussian process (linear forces), all variables even under time reversal"
        band = interval(value, error, GROUPS - 1.0)
        detail = {"omega": omega, "density": density}
        count = waves.shape[0] * length
        return Estimate(
            "spectral", value, error, band, Kind.ESTIMATE, "k_B/s", assumes, count, tuple(said), detail
        )


def _fourier(values: list[np.ndarray], length: int) -> np.ndarray:
    """Fourier amplitudes of every whole segment, [segments, frequencies above zero and below Nyquist, dims]."""
    mean = np.concatenate(values).mean(axis=0)
    window = 0.5 - 0.5 * np.cos(2.0 * np.pi * (np.arange(length) + 0.5) / length)
    cut = [
        (one[: one.shape[0] // length * length] - mean).reshape(-1, length, one.shape[1]) for one in values
    ]
    found = np.fft.rfft(np.concatenate(cut) * window[None, :, None], axis=1)
    last = (length + 1) // 2
    return found[:, 1:last]


def _densities(spectra: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Production per frequency step, and the same with every group of segments left out, [groups, frequencies]."""
    segments = spectra.shape[0]
    group = np.arange(segments) * GROUPS // segments
    half = np.arange(segments) % 2
    sums = np.stack(
        [[spectra[(group == g) & (half == h)].sum(axis=0) for h in (0, 1)] for g in range(GROUPS)]
    )
    counts = np.array([[((group == g) & (half == h)).sum() for h in (0, 1)] for g in range(GROUPS)])
    every, number = sums.sum(axis=0), counts.sum(axis=0)
    density = _crossed(every, number)
    without = [_crossed(every - sums[g], number - counts[g]) for g in range(GROUPS)]
    return density, np.stack(without)


def _crossed(sums: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """-2 tr[Im(S^-T) Im S], the two factors from different halves, averaged over both ways. [frequencies]"""
    dims = sums.shape[-1]
    total = np.zeros(sums.shape[1])
    for a, b in ((0, 1), (1, 0)):
        inverse = np.linalg.inv(np.swapaxes(sums[a], -1, -2)) * (counts[a] - dims)
        spectrum = sums[b] / counts[b]
        total -= np.einsum("wij,wji->w", inverse.imag, spectrum.imag)
    return total
