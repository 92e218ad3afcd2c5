"""`fluxforce check`: everything that can be found wrong without computing."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fluxforce.cli.exits import explained, show_json

if TYPE_CHECKING:
    from fluxforce.model.schema import Model


def check(
    file: Annotated[Path, typer.Argument(help="Model file.", metavar="FILE")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Check a model file and show what it comes to, with all defaults filled in. Nothing is written."""
    with explained(as_json):
        # The same door as `run` goes through.
        from fluxforce.cli.run import checked

        model, database = checked(file)
        summary = _summary(model, database)
    if as_json:
        show_json({"status": "valid", "summary": summary, "resolved": model.resolved()})
        return
    from fluxforce.model.yaml_tree import write_yaml

    width = max(map(len, summary))
    typer.echo(f"{file}: valid")
    for name, value in summary.items():
        typer.echo(f"  {name:<{width}}  {value}")
    typer.echo("\n" + write_yaml(model.resolved()).rstrip())


def _summary(model: "Model", database: Path | None) -> dict[str, Any]:
    from fluxforce.model.schema import BridgeModel, ColumnModel, NetworkModel, SlabModel, TankModel
    from fluxforce.results.status import spoken_time

    found: dict[str, Any] = {"kind": type(model).__name__.removesuffix("Model").lower()}
    match model:
        case ColumnModel():
            found["cells"] = model.column.cells
            found["elements"] = ", ".join(model.balanced)
            found["minerals"] = ", ".join(model.minerals) or "none"
            found["species"] = _species(model)
            found["database"] = database.name if database is not None else "inline"
            found["residence time"] = _residence(model)
        case SlabModel():
            found["cells"] = model.slab.cells
        case BridgeModel():
            found["cells"] = model.bridge.cells
            found["ions"] = ", ".join(model.bridge.ions)
        case TankModel():
            found["species"] = len(model.tank.species)
            found["reactions"] = len(model.tank.reactions)
        case NetworkModel():
            found["states"] = len(model.network.states)
            found["jumps"] = len(model.network.jumps)
    found["time"] = f"{spoken_time(model.time.end)}, {len(model.time.output_times)} outputs"
    found["memory"] = f"about {model.bytes_needed() / 1e6:.3g} MB (limit {model.memory_limit / 1e9:.3g} GB)"
    return found


def _species(model: Any) -> int:
    """Number of dissolved species that the database gives for the elements of the model."""
    inline = model.database.inline
    if inline is not None:
        return len(inline.components) + len(inline.species)
    from fluxforce.errors import BadInput
    from fluxforce.model.databases import DatabaseError, aqueous_model
    from fluxforce.model.named import named_database

    database = named_database(model)
    assert database is not None
    try:
        chosen = aqueous_model(database, model.elements, temperature=model.temperature)
    except DatabaseError as error:
        raise BadInput([model.tree.problem(error.message, ("elements",), hint=error.hint or None)]) from None
    return len(chosen.species)


def _residence(model: Any) -> str:
    from fluxforce.results.status import spoken_time

    column = model.column
    if column.darcy_velocity == 0.0:
        return "no flow"
    return spoken_time(column.length * column.porosity / column.darcy_velocity)
