"""Lines and blocks of a PHREEQC file: comments off, statements apart, positions kept."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# What PHREEQC version 3.8 takes as the begin of a block, whatever the case of its letters.
_MIXED = ("SOLUTION", "EXCHANGE", "SURFACE", "KINETICS", "GAS_PHASE", "SOLID_SOLUTION", "SOLID_SOLUTIONS")
_KEPT = (*_MIXED, "EQUILIBRIUM_PHASES", "REACTION", "REACTION_TEMPERATURE", "REACTION_PRESSURE")
KEYWORDS = frozenset(
    {
        *(
            "ADVECTION",
            "CALCULATE_VALUE",
            "CALCULATE_VALUES",
            "COMMENT",
            "COPY",
            "DATABASE",
            "DEBUG",
            "DELETE",
        ),
        *("DUMP", "END", "EQUILIBRIA", "EQUILIBRIUM", "EQUILIBRIUM_PHASE", "EQUILIBRIUM_PHASES", "EXCHANGE"),
        *("EXCHANGE_MASTER_SPECIES", "EXCHANGE_SPECIES", "GAS_BINARY_PARAMETERS", "GAS_PHASE", "INCLUDE$"),
        *("INCREMENTAL", "INCREMENTAL_REACTIONS", "INVERSE_MODELING", "ISOTOPES", "ISOTOPE_ALPHAS"),
        *("ISOTOPE_RATIOS", "KINETICS", "KNOBS", "LLNL_AQUEOUS_MODEL", "LLNL_AQUEOUS_MODEL_PARAMETERS"),
        *("MEAN_GAMMAS", "MIX", "NAMED_ANALYTICAL_EXPRESSION", "NAMED_ANALYTICAL_EXPRESSIONS"),
        *("NAMED_EXPRESSIONS", "NAMED_LOG_K", "PHASES", "PITZER", "PRINT", "PURE", "PURE_PHASES", "RATES"),
        *("RATE_PARAMETERS_HERMANSKA", "RATE_PARAMETERS_PK", "RATE_PARAMETERS_SVD", "REACTION"),
        *("REACTION_PRESSURE", "REACTION_PRESSURES", "REACTION_TEMPERATURE", "RUN_CELLS", "SAVE"),
        *("SELECT_OUTPUT", "SELECTED_OUTPUT", "SIT", "SOLID_SOLUTION", "SOLID_SOLUTIONS", "SOLUTION"),
        *("SOLUTION_MASTER_SPECIES", "SOLUTION_SPECIES", "SOLUTION_SPREAD", "SPREAD_SOLUTION", "SURFACE"),
        *("SURFACE_MASTER_SPECIES", "SURFACE_SPECIES", "TEMPERATURE", "TITLE", "TRANSPORT", "USE"),
        *("USER_GRAPH", "USER_PRINT", "USER_PUNCH", "MIX_RAW"),
        *(f"{name}_{what}" for name in _KEPT for what in ("RAW", "MODIFY")),
        *(f"{name}_MIX" for name in (*_MIXED, "EQUILIBRIUM_PHASE", "EQUILIBRIUM_PHASES")),
    }
)
_SAME = {
    **dict.fromkeys(
        ("NAMED_ANALYTICAL_EXPRESSION", "NAMED_ANALYTICAL_EXPRESSIONS", "NAMED_LOG_K"), "NAMED_EXPRESSIONS"
    ),
    "LLNL_AQUEOUS_MODEL": "LLNL_AQUEOUS_MODEL_PARAMETERS",
    "CALCULATE_VALUE": "CALCULATE_VALUES",
    "COMMENT": "TITLE",
}


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
    for number, raw in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
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
        word = statement.text.split(maxsplit=1)[0].upper()
        if word in KEYWORDS:
            found.append(RawBlock(_SAME.get(word, word), statement.line))
        else:
            found[-1].statements.append(statement)
    return [block for block in found if block.keyword or block.statements]
