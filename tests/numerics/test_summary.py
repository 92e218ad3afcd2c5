"""Summaries: aligned, short whatever the size of the result, and no less in a notebook than in a terminal."""

from fluxforce.numerics.summary import AbstractSummarised, Summary, named, number

ROWS = tuple((f"channel {k}", str(k)) for k in range(30))


class Told(AbstractSummarised):
    """A result of one line."""

    def summary(self) -> Summary:
        return Summary(
            "thirty <channels>", (("sum", "435 1/s"),), ("channel", "flux [1/s]"), ROWS, ("it is long",)
        )


def test_the_text_is_aligned_and_says_what_it_leaves_out():
    lines = str(Told()).splitlines()
    assert lines[:4] == [
        "thirty <channels>",
        "  sum  435 1/s",
        "  channel     flux [1/s]",
        "  channel 0            0",
    ]
    assert lines[-2:] == ["  and 18 more", "it is long"]
    assert len(lines) == 17
    assert repr(Told()) == str(Told())


def test_the_table_of_a_notebook_is_escaped():
    html = Told()._repr_html_()
    assert "<p>thirty &lt;channels&gt;</p>" in html
    assert html.count("<tr>") == 1 + 1 + 12
    assert "and 18 more" in html


def test_rows_that_were_never_made_are_counted():
    assert "and 90 more" in Summary("many", (), ("channel", "flux"), ROWS[:12], total=102).text()


def test_numbers_without_a_bound_are_words():
    assert [number(x) for x in (1.0 / 3.0, float("inf"), -float("inf"), float("nan"))] == [
        "0.33333",
        "unbounded",
        "unbounded below",
        "undefined",
    ]
    assert named(map(str, range(14))).endswith("11 and 2 more")
