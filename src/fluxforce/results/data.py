"""What a run leaves behind, in memory."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import xarray


@dataclass
class Results:
    """Fields against time and place (`dataset`, units in the attributes), the books (`budget`), and how they
    came about.

    `model` is the resolved model file, `status` says whether the run came to its end, `history` what the
    solver did. `tables` are further files of text (CSV), by name.
    """

    dataset: "xarray.Dataset"
    budget: dict[str, Any]
    model: dict[str, Any]
    provenance: dict[str, Any] = field(default_factory=dict)
    status: dict[str, Any] = field(default_factory=dict)
    history: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, str] = field(default_factory=dict)

    def to_xarray(self) -> "xarray.Dataset":
        """The fields."""
        return self.dataset

    @property
    def sigma(self) -> "xarray.DataArray":
        """Entropy production by process, time and place [W/K/m3]."""
        return self.dataset["production"]

    @property
    def complete(self) -> bool:
        """Whether the run came to its end."""
        return self.status.get("status") == "complete"

    def _repr_html_(self) -> str:
        """Shown in notebooks: verdict, ledger, fields."""
        from html import escape

        from fluxforce.ledger_text import ledger

        return f"<pre>{escape(ledger(self.budget))}</pre>{self.dataset._repr_html_()}"
