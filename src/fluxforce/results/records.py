"""Records of a run in progress: one file each, forced to disk, listed with its hash in an index.

A record is a mapping with `time` [s] and arrays by name; `dims` and `units` may name the axes and units of
these.
"""

import json
import os
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fluxforce.results.files import digest, write_bytes

if TYPE_CHECKING:
    import xarray

FOLDER, INDEX = "records", "index.jsonl"


def write_record(folder: Path, number: int, record: Mapping[str, Any]) -> None:
    """Write record `number`; it counts once its line stands in the index."""
    import numpy as np

    place = folder / FOLDER
    place.mkdir(exist_ok=True)
    about = {"dims": record.get("dims", {}), "units": record.get("units", {})}
    arrays = {name: np.asarray(value) for name, value in record.items() if name not in about}
    stream = BytesIO()
    # An array called "file" would be taken for np.savez's own argument.
    named: dict[str, Any] = {f"value:{name}": value for name, value in arrays.items()}
    np.savez(stream, **named)
    path = place / f"record-{number:06d}.npz"
    write_bytes(path, stream.getvalue())
    line = {"file": path.name, "time": float(arrays["time"]), "sha256": digest(path), **about}
    with (place / INDEX).open("a", encoding="utf-8") as index:
        index.write(json.dumps(line) + "\n")
        index.flush()
        os.fsync(index.fileno())


def read_records(folder: Path) -> list[dict[str, Any]]:
    """The records that are whole, in order. A last line cut off by a kill, or a damaged file, ends the
    list.
    """
    import numpy as np

    index = folder / FOLDER / INDEX
    found: list[dict[str, Any]] = []
    if not index.is_file():
        return found
    for text in index.read_text(encoding="utf-8").splitlines():
        try:
            line = json.loads(text)
        except json.JSONDecodeError:
            break
        path = folder / FOLDER / Path(line["file"]).name
        if not path.is_file() or digest(path) != line["sha256"]:
            break
        with np.load(path, allow_pickle=False) as stored:
            values = {name.removeprefix("value:"): stored[name] for name in stored.files}
        found.append({**values, "dims": line["dims"], "units": line["units"]})
    return found


def remove_records(folder: Path) -> None:
    """Delete the records and nothing else."""
    place = folder / FOLDER
    if place.is_symlink() or not place.is_dir():
        return
    for path in [*place.glob("record-*.npz"), *place.glob(".record-*.part"), place / INDEX]:
        path.unlink(missing_ok=True)
    if not any(place.iterdir()):
        place.rmdir()


def as_dataset(records: list[dict[str, Any]]) -> "xarray.Dataset":
    """Records as fields against time; only what all records have, with one shape, is kept."""
    import numpy as np
    import xarray as xr

    if not records:
        return xr.Dataset()
    first = records[0]
    names = [name for name in first if name not in {"time", "dims", "units"}]
    fields: dict[str, Any] = {}
    for name in names:
        same = all(name in record and record[name].shape == first[name].shape for record in records)
        if same:
            dims = first["dims"].get(name) or [f"{name}:{axis}" for axis in range(first[name].ndim)]
            values = np.stack([record[name] for record in records])
            fields[name] = (("time", *dims), values, {"units": first["units"].get(name, "")})
    times = np.array([float(record["time"]) for record in records])
    return xr.Dataset(fields, coords={"time": ("time", times, {"units": "s"})})
