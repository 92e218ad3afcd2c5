"""The verdict: one sentence and the key figures, before anything else."""

from collections.abc import Mapping
from typing import Any

from fluxforce.ledger_text import LIMITS, dominant, imbalances
from fluxforce.report.closure import within
from fluxforce.report.numbers import THIN, duration, number, percent, pretty
from fluxforce.report.parts import Shown, Tile
from fluxforce.report.tiles import stochastic_tiles
from fluxforce.report.view import View

_RUN_TIME_KEYS = ("wall", "wall_s", "wall time", "run time", "seconds", "elapsed")


def sentence(view: View) -> str:
    """The verdict of the budget, or one built from its numbers, and whether the books balance."""
    budget = view.results.budget
    told = str(budget.get("verdict") or "").strip() or _dominant(view)
    if not budget.get("closure") or "balance" in told.lower():
        return told
    wrong = imbalances(budget)
    return f"{told} The books do not balance: {'; '.join(wrong)}." if wrong else f"{told} The books balance."


def _dominant(view: View) -> str:
    total = sum(view.produced.values())
    if view.entropy_unit != "J/K" and total > 0:
        return dominant(view.results.budget)
    if not view.produced or total <= 0:
        return "No entropy was produced in this run."
    name, value = next(iter(view.produced.items()))
    words = f"{name[:1].upper()}{name[1:]} made {percent(value / total)} of the {number(total)} J/K produced"
    share = view.numerical_share
    return f"{words}; the numerics added {percent(share)}." if share is not None else f"{words}."


def alarm(results: Shown) -> str:
    """A warning over the page when the run did not end as planned; empty otherwise."""
    state = str(results.status.get("status", "complete"))
    if state == "complete":
        return ""
    reached, end = results.status.get("time"), results.status.get("of")
    how_far = ""
    if isinstance(reached, int | float) and isinstance(end, int | float):
        how_far = f" at {duration(float(reached), float(end))} of {duration(float(end))}"
    words = {
        "failed": "The solver gave up",
        "interrupted": "The run was stopped",
        "running": "The run is not finished",
    }
    message = str(results.status.get("message") or "").strip()
    message = message.rstrip(".") + ". " if message else ""
    return f"{words.get(state, state)}{how_far}. {message}What follows is what was computed until then."


def _run_time(results: Shown) -> float | None:
    sources: tuple[Mapping[str, Any], ...] = (results.history, results.provenance, results.status)
    found = [source[key] for source in sources for key in _RUN_TIME_KEYS if key in source]
    return float(found[0]) if found and isinstance(found[0], int | float) else None


def tiles(view: View) -> list[Tile]:
    """Entropy, exergy, largest process, numerical share, closure, run time: those that are known."""
    budget, shown = view.results.budget, []
    total = sum(view.produced.values())
    if view.produced:
        baths = bool((budget.get("shown") or {}).get("row"))
        title, note = (
            ("Entropy given", "to all baths") if baths else ("Entropy produced", "by all physical processes")
        )
        amount = f"{number(total)} {pretty(view.entropy_unit)}"
        if view.entropy.get("unbounded"):
            shown.append(Tile(title, "unbounded", "", f"{amount} by what has a way back, whole run"))
        else:
            shown.append(Tile(title, number(total), pretty(view.entropy_unit), f"{note}, whole run"))
    exergy = budget.get("exergy", {}) if view.entropy_unit == "J/K" else {}
    shown += stochastic_tiles(budget)
    if exergy.get("total") is not None:
        factor, unit = (1e-3, "kJ") if abs(exergy["total"]) >= 1e4 else (1.0, "J")
        shown.append(
            Tile(
                "Exergy destroyed",
                number(factor * exergy["total"]),
                pretty(unit),
                "work that can no longer be done",
            )
        )
    if total > 0 and len(view.produced) > 1:
        name, value = next(iter(view.produced.items()))
        shown.append(Tile("Largest process", percent(value / total), "", name))
    share = view.numerical_share
    if share is not None:
        shown.append(
            Tile("Made by the numerics", percent(share), "", "of all entropy produced; shrinks with the grid")
        )
    closure = budget.get("closure", {}).get("entropy")
    if closure is not None:
        limit = LIMITS["entropy"]
        fine = within(closure, limit)
        note = f"{'within' if fine else 'exceeds'} the limit {number(limit, 1)}"
        shown.append(Tile("Entropy closure", number(abs(closure), 2), "", note, "ok" if fine else "bad"))
    seconds = _run_time(view.results)
    if seconds is not None:
        value, unit = duration(seconds).split(THIN)
        shown.append(Tile("Run time", value, unit, "wall clock, this machine"))
    return shown
