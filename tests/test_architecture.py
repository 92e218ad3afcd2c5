"""House rules that a program can check: floors, cycles, sizes, words, references that lead somewhere."""

import ast
import re
import tomllib
from collections.abc import Callable
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.source_tree import (
    HOUSE,
    ROOT,
    citation_keys,
    imports,
    module_name,
    modules,
    python_files,
    tree,
    words,
)

FILE_CEILING = 400  # lines
FUNCTION_CEILING = 80  # lines
SOURCES = python_files(ROOT / "src")
EVERYTHING = python_files(*HOUSE)


def label(file: Path) -> str:
    return str(file.relative_to(ROOT))


def over(files: list[Path]) -> Callable[[Callable[[Path], None]], Callable[[], None]]:
    """One test that holds a rule against all files and names each that breaks it: thousands of tests cost a minute."""

    def made(rule: Callable[[Path], None]) -> Callable[[], None]:
        def test() -> None:
            broken = []
            for file in files:
                try:
                    rule(file)
                except AssertionError as error:
                    broken.append(f"{label(file)}: {error}")
            assert not broken, "\n".join(broken)

        test.__name__, test.__doc__ = rule.__name__, rule.__doc__
        return test

    return made


every_source, every_file = over(SOURCES), over(EVERYTHING)


def floors() -> dict[str, int]:
    """Top-level module -> floor, counted from the ground, as pyproject.toml lists them for import-linter."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    return {name: k for k, layer in enumerate(reversed(layers)) for name in re.findall(r"\w+", layer)}


@every_source
def test_imports_point_down(file: Path):
    """Two names on the same floor may not know each other, except where one folder holds both."""
    floor, name = floors(), module_name(file)
    if name == "fluxforce":
        return  # the front door looks names up by their module's name
    here = name.split(".")[1]
    assert here in floor, f"{name} stands on no floor: add it to [tool.importlinter] in pyproject.toml"
    for other in imports(file) - {"fluxforce"}:
        there = other.split(".")[1]
        assert there == here or floor[there] <= floor[here], f"{name} imports {other}, a floor above"


def test_no_import_cycles():
    graph = {name: imports(file) - {name} for name, file in modules().items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as found:
        pytest.fail("modules import each other in a circle: " + " -> ".join(found.args[1]))


@every_file
def test_files_are_taken_in_at_one_look(file: Path):
    lines = len(file.read_text(encoding="utf-8").splitlines())
    assert lines <= FILE_CEILING, f"{lines} lines; at most {FILE_CEILING}: one idea per file"


@every_file
def test_functions_are_short(file: Path):
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            assert lines <= FUNCTION_CEILING, f"{node.name}: {lines} lines; at most {FUNCTION_CEILING}"


@every_source
def test_abstract_or_final(file: Path):
    """Behaviour that needs super() or hasattr() to be understood is spread over more than one place."""
    called = {
        n.func.id for n in ast.walk(tree(file)) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
    }
    assert not called & {"super", "hasattr"}


@every_source
def test_every_module_says_what_it_is(file: Path):
    assert ast.get_docstring(tree(file)) or not tree(file).body, "no docstring at the top of the file"


def bibliography() -> set[str]:
    entries = set()
    for file in ROOT.glob("src/**/*.bib"):
        entries |= set(re.findall(r"^@\w+\{([^,\s]+),", file.read_text(encoding="utf-8"), flags=re.MULTILINE))
    return entries


@every_file
def test_citations_exist(file: Path):
    known = bibliography()
    assert known, "references.bib is empty"
    unknown = citation_keys(words(file)) - known
    assert not unknown, f"cited but not in references.bib: {sorted(unknown)}"


@every_file
def test_paths_in_comments_exist(file: Path):
    """A name with a folder in it, such as examples/limestone-column.yaml, must lead somewhere."""
    named = re.findall(
        r"(?<![\w/.~{<-])((?:[\w.-]+/)+[\w-]+\.(?:py|md|yaml|toml|bib|html|css))\b", words(file)
    )
    package = ROOT / "src" / "fluxforce"
    bases = [ROOT, ROOT / "src", package, *package.glob("*/"), file.parent, file.parent.parent]
    missing = {path for path in named if not any((base / path).exists() for base in bases)}
    assert not missing, f"named in a comment but not there: {sorted(missing)}"


# Names split in two, so that this file does not find itself.
MACHINE = re.compile(r"(?<![\w.])/(?:wo" r"rk|ho" r"me|op" r"t|roo" r"t|t" r"mp)/")
LATIN = re.compile(r"\b(?:e\.g\.|i\.e\.|et" r"c\.|viz\.|cf\.|vs\.)")


@every_file
def test_no_path_of_a_single_machine(file: Path):
    assert not MACHINE.search(file.read_text(encoding="utf-8"))


@every_file
def test_no_latin_abbreviations(file: Path):
    found = LATIN.findall(words(file))
    assert not found, f"spell out {found}"


@every_file
def test_nothing_is_left_for_later(file: Path):
    left = re.findall(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX)\b", words(file))
    assert not left


def test_tests_mirror_the_source():
    """A folder of tests stands for a folder of the source (or for one of its single modules); tests/physics holds
    derivations made apart from the code, which cut across it.
    """
    package = ROOT / "src" / "fluxforce"
    for folder in (ROOT / "tests").rglob("*/"):
        if any(folder.glob("test_*.py")) and folder.name != "physics":
            mirrored = package / folder.relative_to(ROOT / "tests")
            assert mirrored.is_dir() or mirrored.with_suffix(".py").exists(), (
                f"{label(folder)} mirrors nothing"
            )
