"""The streams of the exergy diagram: what came in, what was kept, destroyed or made by the numerics, J."""

from dataclasses import dataclass

from fluxforce.report.palette import KEPT, Look
from fluxforce.report.view import View

_KEPT, _GREY = Look(KEPT, "", "", "o"), Look("#c9ced3", "", "////", "x")


@dataclass(frozen=True)
class Stream:
    """A branch of the diagram: name, exergy [J] and look."""

    name: str
    value: float
    look: Look


def streams_now(view: View) -> tuple[list[Stream], list[Stream]]:
    """What every port brings in at the end of the run and what becomes of it, W; nothing for kinds without ports."""
    now = view.results.budget.get("exergy", {}).get("now")
    if not now:
        return [], []
    sources, sinks = [], []
    for port in now["ports"]:
        value = float(port["value"])
        (sources if value > 0 else sinks).append(Stream(str(port["name"]), abs(value), _KEPT))
    stored = float(now["stored"])
    (sinks if stored > 0 else sources).append(
        Stream("Stored" if stored > 0 else "Taken from store", abs(stored), _KEPT)
    )
    lost = sorted(now["destroyed"].items(), key=lambda item: -float(item[1]))
    sinks += [Stream(str(name), float(value), view.looks.get(str(name), _GREY)) for name, value in lost]
    numerical = float(now["numerical"])
    (sinks if numerical > 0 else sources).append(Stream("numerical: space", abs(numerical), _GREY))
    return [each for each in sources if each.value > 0], [each for each in sinks if each.value > 0]


def streams(view: View) -> tuple[list[Stream], list[Stream]]:
    """What comes in and what becomes of it, J, each positive."""
    exergy = view.results.budget.get("exergy", {})
    destroyed = {str(name): float(value) for name, value in exergy.get("destroyed", {}).items()}
    ratio = next(
        (destroyed[name] / value for name, value in view.produced.items() if value > 0 and name in destroyed),
        0.0,
    )
    sources = [Stream("Carried in", float(exergy["carried in"]), _KEPT)] if exergy.get("carried in") else []
    sinks = [Stream("Carried out", float(exergy["carried out"]), _KEPT)] if exergy.get("carried out") else []
    stored = float(exergy.get("stored") or 0.0)
    if stored:
        (sinks if stored > 0 else sources).append(
            Stream("Stored" if stored > 0 else "Taken from store", abs(stored), _KEPT)
        )
    ordered = sorted(destroyed.items(), key=lambda item: -item[1])
    sinks += [
        Stream(name, value, view.looks.get(name, _GREY))
        for name, value in ordered
        if value > 0 and name not in view.numerical
    ]
    numerical = {name: destroyed.get(name, ratio * value) for name, value in view.numerical.items()}
    sinks += [Stream(name, value, _GREY) for name, value in numerical.items() if value > 0]
    if not sources:
        sinks_total, back = (
            sum(each.value for each in sinks),
            -sum(value for value in numerical.values() if value < 0),
        )
        sources = [Stream("Exergy given up", sinks_total - back, _KEPT)]
    sources += [Stream(f"{name}, negative", -value, _GREY) for name, value in numerical.items() if value < 0]
    return sources, sinks
