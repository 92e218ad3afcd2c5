"""C6: every flux follows its force, rests with it, and is a number; sources give back what they take."""

from collections.abc import Iterator

import jax.numpy as jnp
import numpy as np

from fluxforce.budget.checks.outcome import Broken, Held, NotApplicable, Outcome, joined
from fluxforce.budget.checks.states import Measured, tail_places, told
from fluxforce.budget.checks.subject import Subject
from fluxforce.constants import GAS_CONSTANT
from fluxforce.laws.base import AbstractSource
from fluxforce.laws.hop import Irreversible

ROUND_OFF = 1e-9


def check_second_law(subject: Subject, found: Measured) -> list[Outcome]:
    """sum J X >= 0 in every state, J = 0 where X = 0, and both finite."""
    outcomes: list[Outcome] = []
    for k, _ in enumerate(subject.system.exchanges):
        outcomes += list(_process(subject, found, k))
    return joined("C6", outcomes, "there are no processes with a force")


class _Case:
    """The numbers of one process over all states and the sites at which it acts."""

    def __init__(self, subject: Subject, found: Measured, k: int):
        exchange = subject.system.exchanges[k]
        self.subject, self.k, self.name = subject, k, exchange.name
        self.sites = np.flatnonzero(np.asarray(exchange.measure) != 0.0)
        self.force, self.flux, self.still = (
            np.moveaxis(part[k][..., self.sites], 1, 0).reshape(part[k].shape[1], -1)
            for part in (found.forces, found.fluxes, found.still)
        )
        self.content = found.content
        self.tails = tail_places(exchange, found.content.shape[2])[self.sites]

    def broken(self, said: str, fault: str, row: int, at: int, numbers: dict[str, float]) -> Broken:
        state, site = divmod(at, self.sites.size)
        place = int(self.tails[site])
        known = told(self.subject, self.content[state], place)
        label = self.subject.label(self.k, row)
        return Broken("C6", said, fault, self.name, label, place, known, numbers)


def _process(subject: Subject, found: Measured, k: int) -> Iterator[Outcome]:
    law = subject.system.exchanges[k].law
    name = subject.system.exchanges[k].name
    case = _Case(subject, found, k)
    if isinstance(law, Irreversible):
        yield NotApplicable(
            "C6", f"'{name}' is one-way by type: its production has no bound, and the books say so"
        )
        return
    if case.sites.size == 0:
        yield NotApplicable("C6", f"'{name}' acts nowhere")
        return
    bad = ~np.isfinite(case.flux) & np.isfinite(case.force)
    if bad.any():
        yield _not_a_number(case, bad)
        return
    product = case.force * case.flux
    produced, size = product.sum(axis=0), np.abs(product).sum(axis=0) + 1e-300
    if isinstance(law, AbstractSource):
        yield _supplied(case, produced / size)
        return
    relative = np.where(size > 1e-12 * size.max(), produced / size, 0.0)
    worst = int(np.argmin(relative))
    if relative[worst] < -ROUND_OFF:
        yield _destroys(case, relative, worst)
    resting = _rest(case)
    if isinstance(resting, Broken):
        yield resting
    elif relative[worst] >= -ROUND_OFF:
        yield Held("C6", max(0.0, -float(relative[worst])), "sum J X >= 0, and no flux without a force")


def _not_a_number(case: _Case, bad: np.ndarray) -> Broken:
    row, at = (int(v) for v in np.argwhere(bad)[0])
    share = f"in {int(bad.any(axis=0).sum())} of {bad.shape[1]} random states"
    above = bad[row] & (case.force[row] < 0.0)
    numbers = {
        "force": float(case.force[row, at]),
        "omega": float(np.exp(-case.force[row, at] / GAS_CONSTANT)),
    }
    if above.sum() == bad[row].sum():
        return case.broken(
            f"the rate is not a number {share}, always with the affinity negative: a broken power of (1 - omega) is "
            "none above saturation; write sign(1 - omega) |1 - omega|^n", "trap 3", row, at, numbers,
        )  # fmt: skip
    return case.broken(f"the flux is not a number {share}", "not a number", row, at, numbers)


def _supplied(case: _Case, relative: np.ndarray) -> Outcome:
    worst = int(np.argmax(np.abs(relative)))
    reached = float(abs(relative[worst]))
    if reached <= ROUND_OFF:
        return Held("C6", reached, "sources take in work what they supply")
    numbers = {"sum J X over sum |J X|": float(relative[worst])}
    return case.broken(
        "a source is reversible, sum J X = 0: one of its rows must be the work it takes", "unpaid source", 0, worst,
        numbers,
    )  # fmt: skip


def _destroys(case: _Case, relative: np.ndarray, worst: int) -> Broken:
    wrong = relative < -ROUND_OFF
    share = f"in {int(wrong.sum())} of {wrong.size} random states"
    row = int(np.argmin(case.force[:, worst] * case.flux[:, worst]))
    x, j = case.force[row], case.flux[row]
    numbers = {"force": float(x[worst]), "flux": float(j[worst])}
    fault, said = "", f"sum J X < 0 {share}: entropy is destroyed"
    if case.force.shape[0] == 1:
        numbers["omega"] = float(np.exp(-x[worst] / GAS_CONSTANT))
        one_sign = bool(np.all(j >= 0.0) or np.all(j <= 0.0))
        stands = np.abs(case.still[0]).max() > 1e-9 * np.abs(j).max()
        if one_sign and stands:
            fault = "one-way law"
            said = f"its flux has the same sign whatever the force is; entropy is destroyed {share}"
        elif one_sign:
            fault = "trap 3"
            said = (
                f"the rate does not turn round above saturation ({share}): an even power of (1 - omega) loses the "
                "sign; write sign(1 - omega) |1 - omega|^n"
            )
        else:
            fault, said = (
                "against its force",
                f"the rate runs against its affinity {share}: it destroys entropy",
            )
    elif _spreads(case):
        fault = "trap 5"
        said = (
            f"contents spread in proportion to their own differences, each by a coefficient of its own, and entropy is "
            f"destroyed {share}: in a mixture that is not ideal dispersion is dissipative only with one coefficient "
            "for all"
        )
    return case.broken(said, fault, row, worst, numbers)


def _spreads(case: _Case) -> bool:
    """Whether every row is a constant times the difference of one content, and the constants differ."""
    exchange = case.subject.system.exchanges[case.k]
    places = case.content.shape[2]
    heads = np.asarray(exchange.sites.ends(jnp.arange(places, dtype=float))[1]).astype(int)[case.sites]
    taken = np.asarray(exchange.reactants)[:, : case.subject.balanced]
    if not np.allclose(taken, np.asarray(exchange.products)[:, : case.subject.balanced]):
        return False
    step = case.content[:, :, case.tails] - case.content[:, :, heads]
    step = taken @ np.moveaxis(step, 1, 0).reshape(step.shape[1], -1)
    ratio = case.flux / np.where(step == 0.0, np.nan, step)
    ratio = ratio / np.tile(np.asarray(exchange.measure)[case.sites], case.content.shape[0])[None]
    middle = np.nanmedian(ratio, axis=1)
    same = np.nanmax(np.abs(ratio - middle[:, None]) / np.abs(middle[:, None])) < 1e-6
    return bool(same and np.ptp(middle) > 1e-6 * np.abs(middle).max())


def _rest(case: _Case) -> Outcome:
    """Flux without force, where the forces can vanish at all."""
    if case.force.shape[0] > 1 and not np.all(
        (case.force.min(axis=1) < 0.0) & (case.force.max(axis=1) > 0.0)
    ):
        return NotApplicable("C6", f"the forces of '{case.name}' never vanish")
    finite = np.where(np.isfinite(case.still), np.abs(case.still), 0.0)
    row, at = np.unravel_index(int(finite.argmax()), finite.shape)
    top = float(np.abs(case.flux).max()) + 1e-300
    if finite[row, at] <= ROUND_OFF * top:
        return Held("C6", float(finite[row, at] / top), "")
    numbers = {"flux": float(case.still[row, at]), "force": 0.0}
    one = case.force.shape[0] == 1
    sign = np.sign(case.flux[row])
    fault = (
        "one-way law" if one and (np.all(sign >= 0.0) or np.all(sign <= 0.0)) else "no rest at equilibrium"
    )
    return case.broken("there is a flux where there is no force", fault, int(row), int(at), numbers)
