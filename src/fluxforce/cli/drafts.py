"""Files that verbs write: in which language, whole or not at all, and never over another one unless asked."""

from pathlib import Path

SBML, ANTIMONY = (".xml", ".sbml"), (".ant", ".antimony", ".txt")


def language(file: Path) -> str:
    """SBML or Antimony, by the suffix. Raises BadInput for others."""
    from fluxforce.errors import BadInput, Problem

    suffix = file.suffix.lower()
    if suffix not in (*SBML, *ANTIMONY):
        hint = f"SBML ends in {' or '.join(SBML)}, Antimony in {' or '.join(ANTIMONY)}"
        said = f"unknown suffix '{suffix}'" if suffix else "has no suffix that tells its language"
        raise BadInput([Problem(said, hint=hint, file=str(file))])
    return "SBML" if suffix in SBML else "Antimony"


def refuse_existing(path: Path, force: bool) -> None:
    """Raise BadInput if there is such a file already, before any work is done."""
    from fluxforce.errors import BadInput, Problem

    if path.exists() and not force:
        hint = "choose another with -o, or replace it with --force"
        raise BadInput([Problem("exists already and is left as it is", hint=hint, file=str(path))])


def write_whole(path: Path, text: str) -> None:
    """Write beside the target and put it in place in one step. Raises BadInput."""
    from fluxforce.errors import BadInput, Problem
    from fluxforce.results.files import write_bytes

    try:
        write_bytes(path, text.encode("utf-8"))
    except OSError as error:
        path.with_name(f".{path.name}.part").unlink(missing_ok=True)
        raise BadInput([Problem(f"cannot be written: {error.strerror}", file=str(path))]) from None
