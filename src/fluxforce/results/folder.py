"""The results folder of one run: made when the first state is known, whole after every write.

Rules for `-o DIR`: a folder that is missing or empty is taken; one that holds results of ours (it has a
STATUS file of ours) is taken over when the model has passed all checks, and only files of ours in it are
replaced; anything else, and a folder that another run is writing, is refused.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from time import monotonic
from typing import Any

from fluxforce.errors import BadInput
from fluxforce.model.yaml_tree import write_yaml
from fluxforce.results.data import Results
from fluxforce.results.files import digest, write_bytes, write_json, write_with
from fluxforce.results.records import remove_records, write_record
from fluxforce.results.status import being_written, read_status, write_status

FILES = (
    "results.nc",
    "budget.json",
    "history.json",
    "report.html",
    "resolved.yaml",
    "provenance.json",
    "error.txt",
)
# Tables of waters, for spreadsheets.
TABLES = (
    "waters.csv", "totals.csv", "species.csv", "saturation.csv", "couples.csv", "affinities.csv", "phases.csv",
    "gas.csv", "sorbed.csv", "surfaces.csv",
)  # fmt: skip
_PARTS = {f".{name}.part" for name in (*FILES, *TABLES, "STATUS")}
# Seconds between two writings of STATUS while a run goes on.
PAUSE = 1.0


def check_folder(path: Path) -> None:
    """Raise BadInput if results cannot go to `path`. Nothing is written."""
    if path.is_symlink() and not path.exists():
        raise BadInput(f"{path}: a link that leads nowhere")
    if not path.exists():
        return
    if not path.is_dir():
        raise BadInput(f"{path}: exists and is not a folder; choose another with -o")
    status = read_status(path)
    # A kill may leave a file of ours half written beside its place, before the first STATUS.
    if status is None and any(item.name not in _PARTS for item in path.iterdir()):
        raise BadInput(
            f"{path}: holds files that are not results of fluxforce; choose another folder with -o"
        )
    if status is not None and being_written(status):
        raise BadInput(
            f"{path}: process {status['process']} is writing here; wait for it or choose another folder"
        )


class ResultsFolder:
    """Writes one run. Nothing exists on disk before `begin`; every method after it leaves a folder that
    opens.
    """

    def __init__(self, path: Path, *, model: dict[str, Any], provenance: dict[str, Any], end: float):
        self.path, self.end = path, end
        self.begun = False
        self._model, self._provenance = model, provenance
        self._time, self._records, self._told = 0.0, 0, 0.0

    def begin(self) -> None:
        """Make the folder, or take it over: STATUS first, then old files of ours go, then the inputs."""
        if self.begun:
            return
        check_folder(self.path)
        self.path.mkdir(parents=True, exist_ok=True)
        write_status(self.path, "running", 0.0, self.end)
        for name in (*FILES, *TABLES, *_PARTS):
            (self.path / name).unlink(missing_ok=True)
        remove_records(self.path)
        write_bytes(self.path / "resolved.yaml", write_yaml(self._model).encode())
        write_json(self.path / "provenance.json", self._provenance)
        self.begun = True

    def progress(self, time: float, end: float) -> None:
        """Note how far the run is; written at most once a second."""
        self.begin()
        self._time, self.end = float(time), float(end)
        if monotonic() - self._told >= PAUSE:
            self._told = monotonic()
            write_status(self.path, "running", self._time, self.end)

    def checkpoint(self, record: Mapping[str, Any]) -> None:
        """Keep a record: a mapping with `time` [s] and arrays by name (see records.py)."""
        self.begin()
        self._records += 1
        write_record(self.path, self._records, record)
        self._time = float(record["time"])
        write_status(self.path, "running", self._time, self.end)

    def complete(self, results: Results, report: Callable[[Results, Path], object] | None = None) -> None:
        """Write everything, the report by `report(results, path)`, and STATUS last."""
        self._finish("complete", "", results, report)

    def fail(
        self, message: str, results: Results | None, report: Callable[[Results, Path], object] | None
    ) -> None:
        """The solver gave up: what was computed so far is kept."""
        self._finish("failed", message, results, report)

    def stop(self, status: str, message: str) -> None:
        """Mark a run that ended without results: interrupted, or failed. Its records stay. Without a folder:
        nothing.
        """
        if self.begun:
            write_status(self.path, status, self._time, self.end, message)

    def write_error(self, details: str) -> Path | None:
        """Keep the details of an unexpected error, where there is a folder."""
        if not self.begun:
            return None
        path = self.path / "error.txt"
        write_bytes(path, details.encode())
        return path

    def _finish(
        self,
        status: str,
        message: str,
        results: Results | None,
        report: Callable[[Results, Path], object] | None,
    ) -> None:
        self.begin()
        if results is None:
            self.stop(status, message)
            return
        results.model = results.model or self._model
        results.provenance = {**self._provenance, **results.provenance}
        reached = self.end if status == "complete" else self._time
        if status != "complete" and results.dataset.sizes.get("time", 0):
            reached = float(results.dataset["time"][-1])
        results.status = {"status": status, "time": reached, "of": self.end, "message": message}
        hashes = self._write(results)
        if report is not None:
            write_with(self.path / "report.html", lambda path: report(results, path))
        results.status = write_status(self.path, status, reached, self.end, message, sha256=hashes)
        if status == "complete":
            remove_records(self.path)

    def _write(self, results: Results) -> dict[str, str]:
        write_with(self.path / "results.nc", lambda path: _write_netcdf(results, path))
        write_json(self.path / "budget.json", results.budget)
        write_json(self.path / "history.json", results.history)
        write_json(self.path / "provenance.json", results.provenance)
        for name, text in results.tables.items():
            write_bytes(self.path / name, text.encode())
        return {name: digest(self.path / name) for name in ("results.nc", "budget.json")}


def _write_netcdf(results: Results, path: Path) -> None:
    """netCDF4 through h5netcdf, compressed."""
    dataset = results.dataset
    encoding = {
        name: {"zlib": True, "complevel": 4}
        for name, field in dataset.data_vars.items()
        if field.dtype.kind == "f" and field.ndim > 1
    }
    dataset.to_netcdf(path, engine="h5netcdf", encoding=encoding)
