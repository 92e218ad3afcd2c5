"""What is said of a model file with a mistake in it."""

from pathlib import Path

import pytest

from fluxforce.errors import BadInput
from fluxforce.model import read


def refusal(folder: Path, text: str, right: str, wrong: str, name: str = "wrong.yaml") -> str:
    """The message of BadInput about a file whose first ``right`` is replaced by ``wrong``."""
    assert right in text
    file = folder / name
    file.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        read(file)
    return str(caught.value)
