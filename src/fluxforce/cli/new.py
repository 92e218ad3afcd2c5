"""`fluxforce new`: a commented model file to begin with."""

from pathlib import Path
from typing import Annotated

import typer

from fluxforce.cli.exits import explained

KINDS = (
    "column",
    "batch",
    "slab",
    "tank",
    "reactor",
    "plant",
    "bridge",
    "membrane",
    "climate",
    "thermoelectric",
    "shear",
    "darcy",
    "thermodiffusion",
    "gas-film",
    "network",
    "reactions",
    "langevin",
    "exclusion",
    "coupled",
    "electrode",
    "contact",
    "water",
)


def new(
    first: Annotated[
        str, typer.Argument(help=f"Kind: {', '.join(KINDS)} (column if left out).", metavar="[KIND]")
    ],
    second: Annotated[Path | None, typer.Argument(help="File to write.", metavar="FILE")] = None,
) -> None:
    """Write a commented model file that runs as it stands. An existing file is never replaced."""
    with explained():
        from fluxforce.errors import BadInput

        kind, file = ("column", Path(first)) if second is None else (first, second)
        if kind not in KINDS or (second is None and first in KINDS):
            said = f"unknown kind '{kind}'" if kind not in KINDS else "no file to write is given"
            raise BadInput(
                f"{said}; write for example: fluxforce new column my-column.yaml (kinds: {', '.join(KINDS)})"
            )
        text = template(kind)
        try:
            with file.open("x", encoding="utf-8") as stream:
                stream.write(text)
        except FileExistsError:
            raise BadInput(f"{file}: exists already and is left as it is") from None
        except OSError as error:
            raise BadInput(f"{file}: cannot be written: {error.strerror}") from None
        verb = "water" if kind == "water" else "run"
        typer.echo(f"{file}: a {kind}; run it with: fluxforce {verb} {file}")


def template(kind: str) -> str:
    """The text of the template for a kind of model."""
    from importlib.resources import files

    return (files("fluxforce.model") / "templates" / f"{kind}.yaml").read_text(encoding="utf-8")
