"""`fluxforce check`: everything that can be found wrong, or worth knowing, before a run."""

from pathlib import Path
from textwrap import wrap
from typing import Annotated, Any

import typer

from fluxforce.cli.door import checked
from fluxforce.cli.exits import explained, show_json

WIDTH = 80


def check(
    file: Annotated[Path, typer.Argument(help="Model file.", metavar="FILE")],
    resolved: Annotated[
        bool, typer.Option("--resolved", help="Print the model file with all defaults filled in, too.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Check a model file and show what it comes to. Nothing is written."""
    with explained(as_json):
        from fluxforce.cli import scrutiny
        from fluxforce.cli.summary import network_warnings, stochastic_summary, summary
        from fluxforce.compilation import keep_compiled
        from fluxforce.model.assemble import assemble, has_system
        from fluxforce.model.schema import ColumnModel

        keep_compiled()
        model, _ = checked(file)
        warnings = list[str]()
        if not has_system(model):
            found = stochastic_summary(model)
        else:
            made = assemble(model)
            found = summary(model, made)
            warnings += network_warnings(made)
            if isinstance(model, ColumnModel):
                found["asymmetry"], found["activity model"] = scrutiny.asymmetry(made)
                warnings += [*scrutiny.charged(made), *scrutiny.uphill(model, made)]
    if as_json:
        show_json({"status": "valid", "summary": found, "warnings": warnings, "resolved": model.resolved()})
        return
    from fluxforce.model.yaml_tree import write_yaml

    _show(file, found, warnings)
    if resolved:
        typer.echo("\n" + write_yaml(model.resolved()).rstrip())


def _show(file: Path, found: dict[str, Any], warnings: list[str]) -> None:
    # Said in words elsewhere: numbers for programs.
    shown = {name: value for name, value in found.items() if name not in ("cells", "asymmetry")}
    width = max(map(len, shown))
    typer.echo(f"{file}: valid")
    for name, value in shown.items():
        text = f"{len(value)}: {', '.join(value)}" if isinstance(value, list) else str(value)
        lines = wrap(text, WIDTH - width - 4, break_long_words=False, break_on_hyphens=False) or [""]
        typer.echo(f"  {name:<{width}}  {lines[0]}")
        for line in lines[1:]:
            typer.echo(f"  {'':<{width}}  {line}")
    for warning in warnings:
        typer.echo("\n".join(wrap(f"warning: {warning}", WIDTH, subsequent_indent="         ")), err=True)
