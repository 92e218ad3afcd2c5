"""The source as data: which modules there are, what each imports, what comments and docstrings say."""

import ast
import io
import re
import tokenize
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"
HOUSE = [ROOT / "src", ROOT / "tests", ROOT / "benchmarks"]


@cache
def python_files(*folders: Path) -> list[Path]:
    return sorted(file for folder in folders for file in folder.rglob("*.py"))


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def module_name(file: Path) -> str:
    """src/fluxforce/laws/base.py -> fluxforce.laws.base; a package goes by the name of its folder."""
    parts = file.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def modules() -> dict[str, Path]:
    return {module_name(file): file for file in python_files(SOURCE)}


def imports(file: Path) -> set[str]:
    """Modules of ours that a file imports anywhere, inside functions too."""
    known, found = modules(), set()
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = module_name(file).split(".")
                if file.name != "__init__.py":
                    package = package[:-1]
                package = package[: len(package) - (node.level - 1)]
                base = ".".join([*package, base] if base else package)
            found |= {
                f"{base}.{alias.name}" if f"{base}.{alias.name}" in known else base for alias in node.names
            }
    return {name for name in found if name in known}


@cache
def words(file: Path) -> str:
    """Comments and docstrings of a file, the prose that readers see."""
    text = file.read_text(encoding="utf-8")
    said = [
        t.string for t in tokenize.generate_tokens(io.StringIO(text).readline) if t.type == tokenize.COMMENT
    ]
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    documented = (node for node in ast.walk(tree(file)) if isinstance(node, kinds))
    said += [ast.get_docstring(node) or "" for node in documented]
    return "\n".join(said)


def citation_keys(text: str) -> set[str]:
    """[palandri2004], or several of them with commas between: a name and a year."""
    key = r"[A-Za-z][A-Za-z-]*(?:19|20)\d\d[a-z]?"
    groups = re.findall(rf"\[({key}(?:, {key})*)\]", text)
    return {one for group in groups for one in group.split(", ")}
