"""Results folder -> Results, whatever became of the run."""

from os import PathLike
from pathlib import Path
from typing import Any

from fluxforce.errors import BadInput
from fluxforce.results.data import Results
from fluxforce.results.files import digest, read_json
from fluxforce.results.records import as_dataset, read_records
from fluxforce.results.status import being_written, read_status, spoken_time


def load(folder: str | PathLike[str]) -> Results:
    """Open a results folder. Of a run that did not come to its end, the fields are the records that are
    whole.
    """
    import xarray as xr
    from ruamel.yaml import YAML

    path = Path(folder)
    status = _status(path)
    for name, expected in status.get("sha256", {}).items():
        if not (path / name).is_file() or digest(path / name) != expected:
            raise BadInput(f"{path / name}: not the file that the run wrote; it is damaged or was changed")
    if (path / "results.nc").is_file():
        with xr.open_dataset(path / "results.nc", engine="h5netcdf") as stored:
            dataset = stored.load()
    else:
        dataset = as_dataset(read_records(path))
    resolved = path / "resolved.yaml"
    model = (
        YAML(typ="safe", pure=True).load(resolved.read_text(encoding="utf-8")) if resolved.is_file() else {}
    )
    return Results(
        dataset=dataset,
        budget=read_json(path / "budget.json"),
        model=model,
        provenance=read_json(path / "provenance.json"),
        status=status,
        history=read_json(path / "history.json"),
    )


def describe(folder: str | PathLike[str]) -> str:
    """One sentence: whether the run came to its end and how far it got."""
    path = Path(folder)
    status = _status(path)
    reached = f"{spoken_time(float(status['time']))} of {spoken_time(float(status['of']))}"
    kept = len(read_records(path))
    records = f"; {kept} record{'s' if kept != 1 else ''} kept" if kept else ""
    because = f": {status['message']}" if status.get("message") else ""
    match status["status"]:
        case "complete":
            return f"complete, {reached}"
        case "running" if being_written(status):
            return f"running (process {status['process']}), {reached}{records}"
        case "running":
            return f"killed at {reached}{records}"
        case other:
            return f"{other} at {reached}{because}{records}"


def _status(path: Path) -> dict[str, Any]:
    status = read_status(path)
    if status is None:
        raise BadInput(f"{path}: not a results folder (it has no STATUS file of fluxforce)")
    return status
