"""The steady state of a Fokker-Planck grid: density, currents, entropy given to every bath, dispersion."""

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.interpolate import RegularGridInterpolator

from fluxforce.budget.markov.counting import cumulants
from fluxforce.budget.markov.entropy import entropy_rates
from fluxforce.networks.grid import Grid
from fluxforce.readings.fields import Fields
from fluxforce.solve.markov.poisson import poisson
from fluxforce.solve.markov.stationary import stationary


def grid_numbers(grid: Grid) -> tuple[dict[str, Any], Fields, dict[str, Any]]:
    """Numbers of the steady state [k_B/s, 1/s], the density on the grid, and its axes."""
    p = stationary(grid.network)
    books = entropy_rates(grid.network, steady=p)
    velocity = grid.velocity(books.rates.flux)
    numbers: dict[str, Any] = {
        "unique": True,
        "unit": "k_B/s",
        "production": books.total,
        "by bath": books.by_reservoir(),
        "closure": books.closure,
        "activity": float(books.rates.traffic.sum()),
        "cells": grid.network.states,
        "velocity": {},
        "diffusion": {},
    }
    for k, axis in enumerate(grid.axes):
        if axis.periodic:
            spread = cumulants(grid.network, grid.displacement[:, k], 2, poisson(grid.network, p=p)).variance
            numbers["velocity"][axis.name] = float(velocity[k])
            numbers["diffusion"][axis.name] = 0.5 * spread
    names = tuple(f"grid:{axis.name}" for axis in grid.axes)
    fields: Fields = {"steady_density": (names, grid.density(p), "1")}
    return numbers, fields, {name: axis.centres for name, axis in zip(names, grid.axes, strict=True)}


def log_density(grid: Grid) -> Callable[[np.ndarray], np.ndarray]:
    """ln of the steady density at positions [coordinates, trajectories], periodic axes wrapped."""
    logarithm = np.log(np.maximum(grid.density(stationary(grid.network)), 1e-300))
    centres = []
    for k, axis in enumerate(grid.axes):
        points = axis.centres
        if axis.periodic:
            points = np.concatenate([[points[0] - axis.width], points, [points[-1] + axis.width]])
            logarithm = np.concatenate(
                [logarithm.take([-1], axis=k), logarithm, logarithm.take([0], axis=k)], axis=k
            )
        centres.append(points)
    table = RegularGridInterpolator(tuple(centres), logarithm, bounds_error=False, fill_value=None)  # type: ignore[arg-type]  # None extrapolates

    def at(x: np.ndarray) -> np.ndarray:
        wrapped = [
            axis.lower + np.mod(row - axis.lower, axis.upper - axis.lower) if axis.periodic else row
            for axis, row in zip(grid.axes, x, strict=True)
        ]
        return np.asarray(table(np.stack(wrapped, axis=-1)))

    return at
