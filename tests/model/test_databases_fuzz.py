"""Databases with random edits are read or refused with a DatabaseError: nothing else ever comes out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fluxforce.model.databases import DatabaseError, parse_database
from fluxforce.model.databases.contents import contents
from tests.model.database_texts import EXCHANGE, LLNL, LOADABLE, PITZER, SIT, SURFACE, TABLES

BLOCKS = ("", EXCHANGE, SURFACE, PITZER, SIT, LLNL, TABLES, "NAMED_EXPRESSIONS\nFoo\n log_k 1\n")
PIECES = st.sampled_from(
    [
        *(
            "-",
            "+",
            "=",
            "(",
            ")",
            "[",
            "]",
            ":",
            ";",
            "#",
            "\\",
            "\n",
            " ",
            "\0",
            "\xb0",
            "e",
            "E",
            "H",
            "1e999",
            "nan",
        ),
        *(
            "-log_k",
            "-add_logk",
            "-mole_balance",
            "-no_check",
            "-gamma",
            "PHASES",
            "END",
            "PITZER\n",
            "999999999999",
        ),
        *(
            "SIT\n",
            "(g)",
            "(s)",
            "NAMED_EXPRESSIONS\n",
            "inf",
            "-B0\n",
            "0x1",
            "1_0",
            "Ca+2 = Ca+2\n",
            "\r",
            "\x1a",
        ),
    ]
)


EDITS = st.lists(
    st.tuples(st.integers(0, 2000), st.integers(0, 12), PIECES | st.text(max_size=4)), max_size=4
)


def read_or_refused(block: str, edits: list[tuple[int, int, str]]) -> str:
    """Text with pieces cut out and put in: the begin of what is said of it, if it is read or a DatabaseError."""
    text = LOADABLE + block
    for at, length, piece in edits:
        place = at % (len(text) + 1)
        text = text[:place] + piece + text[place + length :]
    try:
        database = parse_database(text, "mutated.dat")
    except DatabaseError as error:
        return str(error)
    assert database.account.blocks
    assert contents(database)["sha256"]
    return "mutated.dat"


@settings(max_examples=100, deadline=None, derandomize=True)
@given(block=st.sampled_from(BLOCKS), edits=EDITS)
def test_whatever_is_written_gives_a_database_or_its_error(block, edits):
    assert read_or_refused(block, edits).startswith("mutated.dat")


@pytest.mark.slow
@settings(max_examples=4000, deadline=None)
@given(block=st.sampled_from(BLOCKS), edits=EDITS)
def test_whatever_is_written_many_times(block, edits):
    assert read_or_refused(block, edits).startswith("mutated.dat")
