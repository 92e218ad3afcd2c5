"""`fluxforce check`: everything that can be found wrong, or worth knowing, before a run."""

from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fluxforce.cli.door import checked
from fluxforce.cli.exits import UNBALANCED, explained, show_json

if TYPE_CHECKING:
    from fluxforce.budget.checks.outcome import Report
    from fluxforce.model.assemble import Assembled
    from fluxforce.model.schema import Model

WIDTH = 80


def check(
    file: Annotated[Path, typer.Argument(help="Model file.", metavar="FILE")],
    resolved: Annotated[
        bool, typer.Option("--resolved", help="Print the model file with all defaults filled in, too.")
    ] = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="Names, units and numbers of the file only, not its physics.")
    ] = False,
    seed: Annotated[
        int, typer.Option("--seed", help="Of the random states at which laws are tried.", min=0)
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Check a model file, show what it comes to, and try its physics at random states. Nothing is written.

    Leaves with code 4 where a law destroys entropy or something is not conserved.
    """
    with explained(as_json):
        from fluxforce.cli.summary import stochastic_summary
        from fluxforce.compilation import keep_compiled
        from fluxforce.model.assemble import assemble, has_system
        from fluxforce.model.schema import WaterModel

        keep_compiled()
        model, _ = checked(file)
        report, warnings = None, list[str]()
        if isinstance(model, WaterModel):
            from fluxforce.cli.water_summary import water_physics, water_summary

            found = water_summary(model)
            if not quick:
                physics, warnings = water_physics(model)
                found |= physics
        elif not has_system(model):
            found = stochastic_summary(model)
        else:
            made = assemble(model)
            found, warnings, report = _looked(model, made, None if quick else seed)
    wrong = report is not None and bool(report.serious)
    if as_json:
        status = "broken" if wrong else "valid"
        checks = [] if report is None else report.data()
        show_json(
            {
                "status": status,
                "summary": found,
                "warnings": warnings,
                "checks": checks,
                "resolved": model.resolved(),
            }
        )
    else:
        from fluxforce.model.yaml_tree import write_yaml

        _show(file, found, report)
        _warn(warnings)
        if resolved:
            typer.echo("\n" + write_yaml(model.resolved()).rstrip())
    if wrong:
        raise typer.Exit(UNBALANCED)


def _looked(
    model: "Model", made: "Assembled", seed: int | None
) -> "tuple[dict[str, Any], list[str], Report | None]":
    """What a model comes to, warnings, and its physics where ``seed`` is given."""
    from fluxforce.cli import scrutiny
    from fluxforce.cli.summary import network_warnings, summary
    from fluxforce.model.schema import BatchModel, ColumnModel

    found, warnings = summary(model, made), network_warnings(made)
    if isinstance(model, ColumnModel | BatchModel):
        warnings += [*scrutiny.charged(made), *scrutiny.disputed(model)]
    if seed is None:
        return found, warnings, None
    from fluxforce.readings.checks import check_model

    report = check_model(made, seed=seed)
    if isinstance(model, ColumnModel | BatchModel):
        found["asymmetry"], found["activity model"] = scrutiny.asymmetry(report.of("C2")[0])
    return found, warnings + [one.sentence() for one in report.broken if one.serious], report


def _show(file: Path, found: dict[str, Any], report: "Report | None") -> None:
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
    if report is not None:
        _physics(report)


def _physics(report: "Report") -> None:
    """Rules one by one, with what was reached and why."""
    from fluxforce.budget.checks.outcome import RULES, Broken, Held

    typer.echo(f"\nphysics, tried at {report.states} random states (seed {report.seed})")
    seen = set[str]()
    for one in report.outcomes:
        title = "" if one.rule in seen else RULES[one.rule]
        seen.add(one.rule)
        verdict = f"held to {one.reached:.1e}" if isinstance(one, Held) else one.status
        typer.echo(f"  {one.rule:<3}  {title:<50}  {verdict}")
        said = one.sentence().partition(": ")[2] if isinstance(one, Broken) else one.said
        for line in wrap(said, WIDTH - 7, break_long_words=False, break_on_hyphens=False):
            typer.echo(f"       {line}")
        if isinstance(one, Broken) and one.state:
            state = ", ".join(f"{name} {value:.4g}" for name, value in one.state.items())
            for line in wrap(f"in the state: {state}", WIDTH - 7, break_long_words=False):
                typer.echo(f"       {line}")


def _warn(warnings: list[str]) -> None:
    for warning in warnings:
        typer.echo("\n".join(wrap(f"warning: {warning}", WIDTH, subsequent_indent="         ")), err=True)
