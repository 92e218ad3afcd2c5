"""`fluxforce cite`: the works that a model leans on."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fluxforce.cli.exits import explained, show_json

if TYPE_CHECKING:
    from fluxforce.model.schema import Model


def cite(
    file: Annotated[Path, typer.Argument(help="Model file.", metavar="FILE")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the keys as a JSON list.")] = False,
) -> None:
    """Print the references that a model uses, as BibTeX."""
    with explained(as_json):
        from fluxforce.model import read

        keys = used(read(file))
        if as_json:
            show_json(keys)
        else:
            entries = bibliography()
            typer.echo("\n\n".join(entries[key] for key in keys))


def bibliography() -> dict[str, str]:
    """Entries of references.bib by key."""
    from importlib.resources import files

    text = (files("fluxforce") / "references.bib").read_text(encoding="utf-8")
    entries: dict[str, str] = {}
    for block in text.split("\n@")[0 if text.startswith("@") else 1 :]:
        entry = "@" + block.removeprefix("@").strip()
        entries[entry[entry.index("{") + 1 : entry.index(",")].strip()] = entry
    return entries


def used(model: "Model") -> list[str]:
    """Keys of the works behind what a model computes, in the order of the entries in references.bib."""
    from fluxforce.model.schema import (
        BatchModel,
        BridgeModel,
        ColumnModel,
        NetworkModel,
        SlabModel,
        TankModel,
        WaterModel,
    )

    keys = {"onsager1931", "degroot1962"}
    match model:
        case ColumnModel():
            keys |= _column(model)
        case BatchModel():
            keys |= {"parkhurst2013", "truesdell1974"} | _rates(model)
        case WaterModel():
            keys |= {"parkhurst2013", "appelo2014", "carrayrou2002", "wright1997"}
        case SlabModel() | TankModel():
            keys |= {"bank1985"}
        case BridgeModel():
            keys |= {"bank1985", "scharfetter1969"}
        case NetworkModel():
            keys |= {"schnakenberg1976"}
    return [key for key in bibliography() if key in keys]


def _column(model) -> set[str]:
    from fluxforce.model.schema import NernstPlanck, TransitionState

    keys = {"bank1985", "tadmor2003", "danckwerts1953"}
    inline = model.database.inline is not None
    keys |= {"helgeson1969"} if inline else {"parkhurst2013", "truesdell1974"}
    if not inline and "C(4)" in model.elements and "Ca" in model.elements:
        keys |= {"plummer1982"}
    keys |= _rates(model)
    if not inline and any(isinstance(mineral.rate, TransitionState) for mineral in model.minerals.values()):
        keys |= {"palandri2004"}
    if isinstance(model.column.diffusion, NernstPlanck):
        keys |= {"scharfetter1969"}
    return keys


def _rates(model) -> set[str]:
    """Works behind the rate laws of minerals."""
    by_law = {
        "transition-state": {"lasaga1984"},
        "palandri-kharaka": {"lasaga1984", "palandri2004"},
        "plummer-wigley-parkhurst": {"plummer1978"},
        "parallel": {"burch1993", "hellmann2006"},
    }
    laws = [mineral.rate.law for mineral in model.minerals.values() if mineral.rate is not None]
    return set().union(*(by_law.get(law, set()) for law in laws))
