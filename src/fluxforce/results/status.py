"""STATUS: one line of JSON that says how far a run came. Written first as `running`, and last."""

import json
import os
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fluxforce.results.files import write_bytes

FILE = "STATUS"
FORMAT = 1


def write_status(
    folder: Path, status: str, time: float, end: float, message: str = "", **more: Any
) -> dict[str, Any]:
    """`status` is running, complete, failed or interrupted; `time` and `end` are model time [s]."""
    line = {
        "fluxforce": FORMAT,
        "status": status,
        "time": time,
        "of": end,
        "message": message,
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "process": os.getpid(),
        "host": socket.gethostname(),
        **more,
    }
    write_bytes(folder / FILE, (json.dumps(line) + "\n").encode())
    return line


def read_status(folder: Path) -> dict[str, Any] | None:
    """The status of a results folder; None where there is no folder of ours."""
    path = folder / FILE
    if not path.is_file() or path.stat().st_size > 100_000:
        return None
    try:
        line = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError):
        return None
    return line if isinstance(line, dict) and line.get("fluxforce") == FORMAT else None


def being_written(status: dict[str, Any]) -> bool:
    """Whether the process that writes the folder is still there (as far as this machine can tell)."""
    if status.get("status") != "running" or status.get("host") != socket.gethostname():
        return False
    process = int(status.get("process", 0))
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def spoken_time(seconds: float) -> str:
    """A time in the unit a person would choose: 432000 -> "5 day"."""
    for unit, size in (("year", 31557600.0), ("day", 86400.0), ("hour", 3600.0), ("min", 60.0)):
        if abs(seconds) >= (2 * size if unit != "day" else size):
            return f"{seconds / size:.4g} {unit}"
    return f"{seconds:.4g} s"
