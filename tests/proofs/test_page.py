"""The page and the LaTeX file: whole, well-formed, and in need of nothing from outside."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import proofs.claims
from proofs._command.pictures import FOLDER, PICTURES
from proofs._command.prose import prose

VOID = {"meta", "link", "input", "br", "wbr", "mspace"}


class Reader(HTMLParser):
    """Collects ids and links, and fails where a tag is not closed."""

    def __init__(self):
        super().__init__()
        self.open, self.ids, self.links = [], [], []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)
        values = dict(attrs)
        self.ids += [values["id"]] if "id" in values else []
        self.links += [values["href"]] if tag == "a" else []

    def handle_startendtag(self, tag, attrs):
        self.ids += [value for name, value in attrs if name == "id"]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture
def page(call, tmp_path):
    path = tmp_path / "page.html"
    result = call("--html", path)
    assert result.exit_code == 0
    return path.read_text(encoding="utf-8")


def test_the_page_is_well_formed_and_its_links_lead_somewhere(page):
    reader = Reader()
    reader.feed(page)
    assert reader.open == []
    assert len(set(reader.ids)) == len(reader.ids)
    assert {link.removeprefix("#") for link in reader.links} <= set(reader.ids)


def test_the_page_has_all_claims_statements_errata_and_pictures(page):
    for name in (
        "js_is_at_most_log_2", "parallel_lines_have_tv_1-2", "000-001", "001-001",
        "errata-000-002", "picture-xy_game",
    ):  # fmt: skip
        assert f'id="{name}"' in page, name
    assert page.count("<article") == 7 + 3
    assert page.count("<figure") == len(PICTURES)
    assert '<a href="#the_dirt_piles_are_5_apart-4">' in page
    assert "GANs are popular &lt;b&gt;&amp; so on&lt;/b&gt;" in page
    assert "JS of the lines is ∞ for θ ≠ 0" in page


def test_the_page_says_what_is_not_proved_and_why(broken, call, tmp_path):
    path = tmp_path / "page.html"
    assert call("--html", path, "--latex", tmp_path / "all.tex").exit_code == 1
    page = path.read_text(encoding="utf-8")
    assert '<span class="verdict Not">Not proved</span>' in page
    assert "TypeError: no such thing" in page
    assert "TypeError: no such thing" in (tmp_path / "all.tex").read_text(encoding="utf-8")


def test_the_page_asks_nothing_of_a_network(page):
    places = re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?([^"')\s>]+)""", page)
    assert {place for place in places if not place.startswith("#")} == {"data:,"}
    assert not re.search(r"@import|fetch\(|XMLHttpRequest|import\(", page)


def test_every_picture_is_drawn():
    drawn = {path.stem for path in FOLDER.glob("*.svg")}
    assert drawn >= {picture.name for picture in PICTURES}  # and those of the studies


def test_every_picture_names_the_claims_it_shows():
    there = {path.stem for path in Path(proofs.claims.__file__).parent.glob("[!_]*.py")}
    for picture in PICTURES:
        assert picture.claims
        assert set(picture.claims) <= there


@pytest.mark.parametrize(
    ("plain", "shown"),
    [
        ("a <= b != c -> d", "a ≤ b ≠ c → d"),
        ("theta^2 >= beta_0", "θ<sup>2</sup> ≥ β<sub>0</sub>"),
        ("c^{L+1} n1", "c<sup>L+1</sup> n1"),
        ("JS = inf.", "JS = ∞."),
        (
            "int_0^1 p dy, sum_{k} a, inf_f",
            "∫<sub>0</sub><sup>1</sup> p dy, ∑<sub>k</sub> a, inf<sub>f</sub>",
        ),
        ("W = inf over couplings", "W = inf over couplings"),
        ("abs(x - y) is `near`", "|x - y| is “near”"),
        ("benchmarks/vae_tables.py & more", "benchmarks/vae_tables.py &amp; more"),
        ("the theta example, beta", "the θ example, β"),
    ],
)
def test_words_get_the_signs_that_a_keyboard_lacks(plain, shown):
    assert prose(plain) == shown


def test_the_latex_file_is_whole(call, tmp_path):
    path = tmp_path / "all.tex"
    assert call("js_is_at_most_log_2", "--latex", path).exit_code == 0
    text = path.read_text(encoding="utf-8")
    assert text.startswith(r"\documentclass")
    assert text.rstrip().endswith(r"\end{document}")
    assert text.count(r"\section*") == 1
    assert r"\frac{p_{i} \, q_{i}}{p_{i} + q_{i}}" in text
    bare = re.sub(r"\\[{}]", "", text)
    assert bare.count("{") == bare.count("}")
    assert bare.replace(r"\$", "").count("$") % 2 == 0
