"""Every example in README.md and docs/ runs: python blocks in order, and every `$ fluxforce` line."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)


def blocks(page: Path, kind: str) -> list[str]:
    text = page.read_text(encoding="utf-8")
    return [body for language, body in BLOCK.findall(text) if language == kind]


def commands(page: Path) -> list[str]:
    """Lines that call the program; those that set up an environment are the business of .ci/run."""
    lines = [line for body in blocks(page, "console") for line in body.splitlines()]
    return [line.removeprefix("$ ") for line in lines if line.startswith("$ fluxforce ")]


def pages_with(kind: str) -> list[Path]:
    return [page for page in PAGES if (commands(page) if kind == "console" else blocks(page, kind))]


# Pages whose commands take about half a minute and longer, nearly all of it compiling.
HEAVY = {"docs/waters.md", "docs/steady.md", "docs/getting-started.md", "docs/stochastic-files.md"}


def with_commands() -> list[object]:
    """Pages with commands, the heavy ones marked."""
    return [
        pytest.param(page, marks=pytest.mark.slow) if label(page) in HEAVY else page
        for page in pages_with("console")
    ]


def label(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with a copy of the examples, as if it were the checkout."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", pages_with("python"), ids=label)
def test_python_blocks_run(page: Path, folder: Path):
    """The blocks of one page share their names, as a reader who types them in would find."""
    names: dict[str, object] = {"__name__": "page"}
    for body in blocks(page, "python"):
        exec(compile(body, label(page), "exec"), names)


@pytest.mark.parametrize("page", with_commands(), ids=label)
def test_commands_succeed(page: Path, folder: Path):
    program = Path(sys.executable).with_name("fluxforce")
    for line in commands(page):
        words = shlex.split(line, comments=True)
        done = subprocess.run([program, *words[1:]], capture_output=True, text=True, cwd=folder)
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"


@pytest.mark.parametrize("page", PAGES, ids=label)
def test_links_lead_somewhere(page: Path):
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text)
    missing = [link for link in links if not (page.parent / link).exists()]
    assert not missing, f"dead links: {missing}"


@pytest.mark.parametrize("page", PAGES, ids=label)
def test_no_latin_abbreviations(page: Path):
    assert not re.search(r"\b(?:e\.g\.|i\.e\.|et" r"c\.)", page.read_text(encoding="utf-8"))


def test_setup_commands_stand_on_the_first_screen():
    """.ci/run takes the first two lines of `sh` blocks and runs them; a reader should see them at once."""
    top = "\n".join((ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:24])
    setup = [line for body in re.findall(r"^```sh\n(.*?)^```$", top, flags=re.MULTILINE | re.DOTALL)
             for line in body.splitlines()]  # fmt: skip
    assert len(setup) == 2
    assert "fluxforce run" in setup[0]
    assert setup[1].endswith("pytest")
