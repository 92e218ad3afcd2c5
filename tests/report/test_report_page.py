"""The page as a document: structure, escaping, nothing from outside, sections that adapt, size and time."""

import re
import time
from html.parser import HTMLParser

import pytest

from fluxforce import report
from tests.report import synthetic
from tests.report.synthetic_column import column

KINDS = ("column", "slab", "tank", "network", "bridge")


class Outline(HTMLParser):
    """Tags with their attributes, identifiers, and the text."""

    def __init__(self):
        HTMLParser.__init__(self, convert_charrefs=True)
        self.tags, self.text, self.open = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag in {"section", "figure", "table", "div", "svg", "main", "g"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in {"section", "figure", "table", "div", "svg", "main", "g"}:
            assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)

    def of(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def pages():
    return {"column": report.html(column())} | {
        kind: report.html(getattr(synthetic, kind)()) for kind in KINDS[1:]
    }


def outline(page):
    found = Outline()
    found.feed(page)
    assert not found.open
    return found


def sections(page):
    return [attributes["id"] for attributes in outline(page).of("section")]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_fetched_and_nothing_runs(pages, kind):
    page = outline(pages[kind])
    policy = next(
        each["content"] for each in page.of("meta") if each.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'")
    assert "script" not in policy
    assert not {"script", "link", "iframe", "object", "embed", "base"} & {tag for tag, _ in page.tags}
    for _, attributes in page.tags:
        assert not any(name.startswith("on") for name in attributes)
        for name in ("src", "srcset", "href", "xlink:href"):
            value = attributes.get(name, "#")
            assert value.startswith(("#", "data:image/png;base64,"))
    assert "http://" not in pages[kind]
    assert "https://" not in pages[kind]
    assert not re.search(r"@import|url\((?!#)", pages[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_identifiers_are_unique_and_links_resolve(pages, kind):
    page = outline(pages[kind])
    known = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(known) == len(set(known))
    links = [
        value[1:]
        for _, attributes in page.tags
        for value in attributes.values()
        if value and value.startswith("#")
    ]
    used = [link for link in links if not re.fullmatch(r"[0-9a-f]{6}", link)]
    used += re.findall(r"url\(#([^)]+)\)", pages[kind])
    assert set(used) <= set(known)


@pytest.mark.parametrize("kind", KINDS)
def test_every_figure_and_table_speaks(pages, kind):
    page = outline(pages[kind])
    drawings = [each for each in page.of("svg") if each.get("class") == "drawing"]
    assert drawings
    assert all(each["role"] == "img" and len(each["aria-label"]) > 20 for each in drawings)
    assert len(page.of("figure")) == len(page.of("figcaption"))
    assert len(page.of("table")) == len(page.of("caption"))
    assert all(each.get("scope") in {"row", "col", "colgroup"} for each in page.of("th"))
    assert page.of("html")[0]["lang"] == "en"


def test_order_of_a_full_report(pages):
    expected = "verdict profiles production exergy laws reactions closure ledger scales solver inputs sources"
    assert sections(pages["column"]) == expected.split()


@pytest.mark.parametrize(
    ("kind", "absent"),
    [
        ("slab", {"series", "reactions", "scales", "solver"}),
        ("tank", {"profiles", "laws", "solver"}),
        ("network", {"profiles", "exergy", "reactions", "scales"}),
        ("bridge", {"series", "exergy", "reactions", "scales"}),
    ],
)
def test_sections_without_data_are_left_out(pages, kind, absent):
    assert not absent & set(sections(pages[kind]))


def test_hostile_names_are_shown_as_text():
    results = column()
    attack = '<script>alert("x")</script><img src=x onerror=y>$\\alpha$'
    data = results.dataset
    results.dataset = data.assign_coords(
        process=[attack, *data["process"].values[1:]], mineral=[attack, "B", "C"]
    )
    produced = results.budget["entropy"]["produced"]
    produced[attack] = produced.pop("calcite dissolution")
    results.budget["exergy"]["destroyed"] = {attack: 2000.0}
    results.budget["verdict"] = attack
    results.budget["elements"] = {attack: {"in": 1.0}}
    results.model |= {"title": attack, "kind": attack, attack: attack}
    results.provenance |= {attack: [attack], "citations": [attack]}
    results.status = {"status": "failed", "message": attack, "time": 1.0, "of": 2.0}
    page = report.html(results)
    found = outline(page)
    assert not found.of("script")
    assert not found.of("img")
    assert not any("onerror" in attributes for _, attributes in found.tags)
    assert attack in " ".join(found.text)


def test_same_results_give_the_same_page():
    assert report.html(synthetic.slab()) == report.html(synthetic.slab())


def test_an_unfinished_run_says_how_far_it_got():
    results = column()
    results.status = {
        "status": "failed",
        "time": 2 * 86400.0,
        "of": 5 * 86400.0,
        "message": "step too small at cell 3",
    }
    text = " ".join(outline(report.html(results)).text)
    assert "The solver gave up at 2\u202fd of 5\u202fd" in text
    assert "step too small at cell 3" in text


def test_a_balance_that_does_not_close_is_named():
    results = column()
    results.budget["closure"] |= {"entropy": 3e-6, "charge": float("nan")}
    text = " ".join(outline(report.html(results)).text)
    assert text.count("✕ exceeds") == 2
    assert "exceeds the limit" in text


def test_empty_results_still_make_a_page():
    results = synthetic.slab()
    results.dataset, results.budget, results.history = results.dataset.isel(time=slice(0, 0)), {}, {}
    assert sections(report.html(results)) == ["verdict", "inputs", "sources"]


def test_write_is_complete_quick_and_small(tmp_path):
    results = column()
    report.html(results)  # matplotlib loads its fonts once
    start = time.process_time()
    path = report.write(results, tmp_path / "report.html")
    assert time.process_time() - start < 4.0
    assert path.read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert path.stat().st_size < 3_000_000
    assert [each.name for each in tmp_path.iterdir()] == ["report.html"]
