"""Where a process has no way back, no tile shows a finite number as the entropy produced."""

from types import SimpleNamespace

from fluxforce.report.verdict import tiles


def test_entropy_of_one_way_processes_is_unbounded_in_the_first_tile():
    budget = {"entropy": {"produced": {"round": 2.0}, "unbounded": {"out": 0.5}}, "closure": {}}
    results = SimpleNamespace(budget=budget, history={}, provenance={}, status={})
    view = SimpleNamespace(
        results=results,
        produced={"round": 2.0},
        entropy=budget["entropy"],
        entropy_unit="k_B",
        numerical_share=None,
    )
    first = tiles(view)[0]  # pyright: ignore[reportArgumentType] - what the tiles look at, no more
    assert (first.label, first.value, first.unit) == ("Entropy produced", "unbounded", "")
    assert "by what has a way back" in first.note
