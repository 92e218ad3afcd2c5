"""`fluxforce import`: a reaction network from SBML or Antimony as a model file."""

from pathlib import Path
from typing import Annotated

import typer

from fluxforce.cli.exits import explained


def import_(
    source: Annotated[
        Path, typer.Argument(help="SBML (.xml, .sbml) or Antimony (.ant) file.", metavar="FILE")
    ],
    output: Annotated[Path, typer.Option("-o", "--output", help="Model file to write.", metavar="FILE")],
    end: Annotated[float, typer.Option(help="Time of the run, in seconds.")] = 10.0,
) -> None:
    """Write a model file of kind `reactions` from a file of another language.

    What cannot be represented is refused with its line. An existing file is never replaced.
    """
    with explained():
        from fluxforce.errors import BadInput
        from fluxforce.model import from_data
        from fluxforce.model.documents import reactions_document
        from fluxforce.model.sbml.antimony import read_antimony
        from fluxforce.model.sbml.read import read_sbml
        from fluxforce.model.yaml_tree import write_yaml

        read = read_antimony if source.suffix in (".ant", ".antimony", ".txt") else read_sbml
        found = read(source)
        notes = {f"import {k + 1}": text[:1000] for k, text in enumerate(found.notes)}
        data = reactions_document(found.network, found.initial, title=found.name[:200], end=end, notes=notes)
        model = from_data(data, name=str(source))
        text = f"# From {source.name}.\n{write_yaml(data)}"
        try:
            with output.open("x", encoding="utf-8") as stream:
                stream.write(text)
        except FileExistsError:
            raise BadInput(f"{output}: exists already and is left as it is") from None
        except OSError as error:
            raise BadInput(f"{output}: cannot be written: {error.strerror}") from None
        for note in found.notes:
            typer.echo(f"note: {note}", err=True)
        count = len(model.reactions.channels)  # type: ignore[attr-defined]  # the kind was written above
        typer.echo(f"{output}: {count} reactions; run it with: fluxforce run {output}")
