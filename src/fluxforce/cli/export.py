"""`fluxforce export`: a model file -> SBML or Antimony."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fluxforce.cli.door import checked
from fluxforce.cli.drafts import language, refuse_existing, write_whole
from fluxforce.cli.exits import explained, show_json

if TYPE_CHECKING:
    from fluxforce.model.schema import ReactionsModel


def export(
    file: Annotated[Path, typer.Argument(help="Model file of the kind reactions.", metavar="FILE")],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="File to write: .xml, .sbml, .ant or .txt.")
    ],
    force: Annotated[bool, typer.Option("--force", help="Replace the file if there is one.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Write a reaction network as SBML Level 3 or Antimony, in copies and seconds.

    The time to run and what to compute are no part of such a file.
    """
    with explained(as_json):
        from fluxforce.errors import BadInput, Problem

        spoken = language(output)
        refuse_existing(output, force)
        model, _ = checked(file)
        from fluxforce.model.assemble.reactions import initial_counts
        from fluxforce.model.sbml.antimony import format_antimony
        from fluxforce.model.sbml.model_file import written_network
        from fluxforce.model.sbml.write import format_sbml
        from fluxforce.model.schema import ReactionsModel

        if not isinstance(model, ReactionsModel):
            raise BadInput(
                [Problem("is not of the kind reactions, which alone can be exported", file=str(file))]
            )
        network = written_network(model)
        name = model.title or file.stem
        made = format_sbml if spoken == "SBML" else format_antimony
        write_whole(output, made(network, initial_counts(model), name))
        said = _left_out(model)
    if as_json:
        show_json(
            {
                "status": "written", "file": str(output), "species": len(network.species),
                "reactions": len(network.reactions), "remarks": said,
            }
        )  # fmt: skip
        return
    typer.echo(f"{output}: {len(network.species)} species, {len(network.reactions)} reactions")
    for one in said:
        typer.echo(f"note: {one}", err=True)


def _left_out(model: "ReactionsModel") -> list[str]:
    """What the other languages have no words for, or what was converted."""
    found = list[str]()
    names = {channel.reservoir for channel in model.reactions.channels.values()}
    if len(names) > 1:
        found.append(f"which reaction belongs to which reservoir is lost: {', '.join(sorted(names))}")
    if model.dimensional:
        found.append("concentrations are copies per m3 there, and the volume is in m3")
    return found
