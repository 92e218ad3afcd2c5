"""`fluxforce import`: a reaction network from SBML or Antimony as a model file."""

from pathlib import Path
from typing import Annotated

import typer

from fluxforce.cli.drafts import language, refuse_existing, write_whole
from fluxforce.cli.exits import explained, show_json


def import_(
    source: Annotated[
        Path, typer.Argument(help="SBML (.xml, .sbml) or Antimony (.ant, .txt) file.", metavar="FILE")
    ],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="YAML", help="Model file to write; FILE + .yaml if left out."),
    ] = None,
    end: Annotated[float, typer.Option(help="Time of the run, in seconds.")] = 10.0,
    force: Annotated[bool, typer.Option("--force", help="Replace the model file if there is one.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Write a model file of kind `reactions` from a file of another language.

    What cannot be represented is refused with its line. An existing file is replaced only with --force.
    """
    path = output if output is not None else Path(f"{source.stem}.yaml")
    with explained(as_json):
        spoken = language(source)
        refuse_existing(path, force)
        from fluxforce.errors import BadInput, Problem
        from fluxforce.model import read_text
        from fluxforce.model.sbml.antimony import read_antimony
        from fluxforce.model.sbml.model_file import model_data, remarks
        from fluxforce.model.sbml.read import read_sbml
        from fluxforce.model.yaml_tree import write_yaml

        if not 0.0 < end < float("inf"):
            raise BadInput([Problem(f"--end is {end:g}; a time above zero is needed", hint="in seconds")])
        found = read_sbml(source) if spoken == "SBML" else read_antimony(source)
        text = f"# From {source.name}.\n{write_yaml(model_data(found, end=end, file=str(source)))}"
        read_text(text, name=str(path))  # what cannot be read again is never written
        write_whole(path, text)
        said, network = remarks(found), found.network
    if as_json:
        size = {"species": len(network.species), "reactions": len(network.reactions)}
        show_json({"status": "written", "file": str(path), **size, "remarks": said})
        return
    for note in said:
        typer.echo(f"note: {note}", err=True)
    typer.echo(f"{path}: {len(network.reactions)} reactions; run it with: fluxforce run {path}")
