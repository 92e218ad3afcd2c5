"""Lines and blocks of a PHREEQC file: comments off, statements apart, positions kept."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# Every keyword that starts a block (PHREEQC version 3 manual, table of keywords); _RAW and _MODIFY forms are
# matched below.
KEYWORDS = frozenset(
    {
        *("ADVECTION", "CALCULATE_VALUES", "COPY", "DATABASE", "DELETE", "DUMP", "END"),
        *("EQUILIBRIUM_PHASES", "EQUILIBRIUM", "PURE_PHASES", "PURE", "EXCHANGE"),
        *("EXCHANGE_MASTER_SPECIES", "EXCHANGE_SPECIES", "GAS_BINARY_PARAMETERS", "GAS_PHASE"),
        *("INCLUDE$", "INCREMENTAL_REACTIONS", "INVERSE_MODELING", "ISOTOPE_ALPHAS", "ISOTOPE_RATIOS"),
        *("ISOTOPES", "KINETICS", "KNOBS", "LLNL_AQUEOUS_MODEL_PARAMETERS", "MEAN_GAMMAS", "MIX"),
        *("NAMED_EXPRESSIONS", "NAMED_ANALYTICAL_EXPRESSION", "NAMED_ANALYTICAL_EXPRESSIONS"),
        *("NAMED_LOG_K", "PHASES", "PITZER", "PRINT", "RATES", "RATE_PARAMETERS_PK"),
        *("RATE_PARAMETERS_SVD", "RATE_PARAMETERS_HERMANSKA", "REACTION", "REACTION_PRESSURE"),
        *("REACTION_TEMPERATURE", "RUN_CELLS", "SAVE", "SELECTED_OUTPUT", "SIT", "SOLID_SOLUTIONS"),
        *("SOLID_SOLUTION", "SOLUTION", "SOLUTION_MASTER_SPECIES", "SOLUTION_SPECIES"),
        *("SOLUTION_SPREAD", "SURFACE", "SURFACE_MASTER_SPECIES", "SURFACE_SPECIES", "TEMPERATURE"),
        *("TITLE", "COMMENT", "TRANSPORT", "USE", "USER_GRAPH", "USER_PRINT", "USER_PUNCH"),
    }
)


@dataclass(frozen=True)
class Statement:
    """One statement and the line it stands on."""

    text: str
    line: int


@dataclass
class RawBlock:
    """A keyword and the statements below it."""

    keyword: str
    line: int
    statements: list[Statement] = field(default_factory=list)


def statements(text: str) -> Iterator[Statement]:
    """Statements of a file: comments after # gone, lines joined at a trailing backslash, parted at
    semicolons."""
    held, first = "", 0
    for number, raw in enumerate(text.split("\n"), start=1):
        bare = raw.split("#", 1)[0].rstrip()
        first = first or number
        if bare.endswith("\\"):
            held += bare[:-1] + " "
            continue
        for part in (held + bare).split(";"):
            if part.strip():
                yield Statement(part.strip(), first)
        held, first = "", 0
    if held.strip():
        yield Statement(held.strip(), first)


def blocks(text: str) -> list[RawBlock]:
    """The file cut at its keywords; what stands before the first goes under the keyword ''."""
    found = [RawBlock("", 1)]
    for statement in statements(text):
        word = re.split(r"\s+", statement.text, maxsplit=1)[0].upper()
        if word in KEYWORDS or re.fullmatch(r"[A-Z_]+_(RAW|MODIFY|MIX)", word):
            found.append(RawBlock(word, statement.line))
        else:
            found[-1].statements.append(statement)
    return [block for block in found if block.keyword or block.statements]
