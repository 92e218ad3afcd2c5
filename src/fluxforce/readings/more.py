"""What a reading adds to the results of a run."""

from dataclasses import dataclass, field
from typing import Any

from fluxforce.readings.fields import Fields


@dataclass
class More:
    """Parts of the budget, fields (dims, values, unit), names along their dims."""

    numbers: dict[str, Any] = field(default_factory=dict)
    fields: Fields = field(default_factory=dict)
    coordinates: dict[str, Any] = field(default_factory=dict)
