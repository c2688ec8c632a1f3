"""The pages of data and terms: search, lineage, sources, corrections, every report side by side, how to cite."""

import math
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from dash import html
from dash.development.base_component import Component
from flask.testing import FlaskClient

from dashboard.app import pages
from dashboard.markup import Element
from dashboard.pages import about, data
from dashboard.parameters import Query
from dashboard.reports import reports
from dashboard.repository import Repository
from dashboard.theme import number
from dashboard.view import View
from indicators.model import Pair
from ingest.providers import providers

Inside = Callable[..., Iterator[Any]]
TextOf = Callable[[Any], str]
Whole = Callable[..., Component]
BELARUS = Pair("BLR", "RUS")
FLOWS = {"exports": "Belarus’s exports to Russia", "imports": "Belarus’s imports from Russia"}
REPORTS = ("reported", "mirror", "mirror_of_months", "mirror_comtrade", "reconciled", "imts", "statement")
CORRECTIONS = Path(__file__).parents[2] / "data" / "corrections.toml"


def part(content: Any, identity: str, inside: Inside) -> Any:
    (found,) = [found for found in inside(content) if getattr(found, "id", None) == identity]
    return found


def body_rows(content: Any, inside: Inside) -> list[Any]:
    return [row for table in inside(content, html.Tbody) for row in table.children]


def test_a_search_finds_what_holds_every_word(repository: Repository, inside: Inside, text_of: TextOf) -> None:
    found = part(data.body(View(repository, Query(BELARUS), asked={"q": "Gas PRICE paid"})), "search", inside)
    series = repository.snapshot.tables.series
    expected = {
        name
        for name, title in zip(series["series_id"], series["title"], strict=True)
        if all(word in f"{name} {title}".lower() for word in ("gas", "price", "paid"))
    }
    assert len(expected) > 1
    assert {text_of(row.children[0]).split()[-1] for row in body_rows(found, inside)} == expected
    assert f"{len(expected)} of {len(series):,} series" in text_of(found)


def test_what_a_search_finds_can_be_fetched(repository: Repository, inside: Inside, client: FlaskClient) -> None:
    found = part(data.body(View(repository, Query(BELARUS), asked={"q": "gas_price"})), "search", inside)
    links = [link.href for link in inside(found, html.A)]
    assert {urlsplit(link).path.rpartition(".")[2] for link in links} >= {"csv"}
    for link in links[:6]:
        assert client.get(link).status_code == 200, link


@pytest.mark.parametrize(
    ("words", "told", "rows"),
    [
        ("export", r"^[\d,]+ of [\d,]+ series; the first 60 are shown, add words to narrow\.$", 60),
        ("qwertz uiop", r"^0 of [\d,]+ series: none has all of these words in its id or its title\. Try fewer\.$", 0),
        ("  ", r"^$", 0),
        ("", r"^$", 0),
        ("<b>x</b>\x00", r"^0 of [\d,]+ series: none", 0),
    ],
)
def test_a_search_says_how_much_it_found(
    words: str, told: str, rows: int, repository: Repository, inside: Inside, text_of: TextOf
) -> None:
    found = part(data.body(View(repository, Query(BELARUS), asked={"q": words})), "search", inside)
    notes = [text_of(note) for note in inside(found, html.P)]
    assert re.search(told, notes[1]), notes
    assert len(body_rows(found, inside)) == rows


def test_the_search_keeps_the_pair_and_the_words(repository: Repository, inside: Inside) -> None:
    form = next(inside(data.body(View(repository, Query(Pair("KGZ", "CHN")), asked={"q": "gold"})), html.Form))
    fields = {field.attributes["name"]: field.attributes["value"] for field in inside(form, Element)}
    assert fields == {"q": "gold", "dependent": "KGZ", "partner": "CHN"}
    assert (form.action, form.method) == ("/data", "GET")


@pytest.mark.parametrize(
    ("name", "period"),
    [("export_share", "2019"), ("gdp", "2020"), ("arms_supplier_share", "2019..2023"), ("oil_price_ratio", "2018")],
)
def test_a_value_leads_to_its_files_hashes_and_rows(
    name: str, period: str, repository: Repository, inside: Inside, text_of: TextOf, client: FlaskClient
) -> None:
    result = repository.measure(name, BELARUS) if name == "gdp" else repository.result(name, BELARUS)
    rows = [row for row in result.rows if row.period == period]
    hashes = {raw["path"]: raw["sha256"] for raw in repository.snapshot.manifest["raw"]}
    columns, files = repository.snapshot.tables.columns, repository.snapshot.tables.files
    expected = []
    for row in rows:
        for observed in row.observations:
            path = files["path"].iat[columns["file"][observed]]
            expected.append((path, int(columns["row"][observed]), hashes[path]))
    shown = part(
        data.body(View(repository, Query(BELARUS), asked={"lineage": name, "period": period})), "lineage", inside
    )
    told = [text_of(row.children[-1]) for row in body_rows(shown, inside)]
    pattern = r"^(\S+) row (\d+)\b.* sha256 ([0-9a-f]{64})$"
    found = [match.groups() for match in (re.match(pattern, text) for text in told) if match]
    assert [(path, int(line), sha) for path, line, sha in found] == expected
    assert expected
    for link in inside(shown, html.A):
        assert client.get(link.href).status_code == 200, link.href


def test_every_number_of_a_table_leads_to_its_lineage(repository: Repository, inside: Inside, text_of: TextOf) -> None:
    trade = next(page for page in pages() if page.path == "/trade")
    card = part(trade.body(View(repository, Query(Pair("KAZ", "RUS")))), "trade-shares", inside)
    links = [link for link in inside(card, html.A) if "lineage=" in link.href]
    assert len(links) > 40
    for link in links[::7]:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(link.href).query).items()}
        pair = Pair(asked["dependent"], asked["partner"])
        assert pair == Pair("KAZ", "RUS")
        shown = part(data.body(View(repository, Query(pair), asked=asked)), "lineage", inside)
        assert any(text_of(heading).startswith(f"{text_of(link)} %") for heading in inside(shown, html.H3))


def test_a_gap_says_that_nothing_stands_behind_it(repository: Repository, inside: Inside, text_of: TextOf) -> None:
    gap = next(row for row in repository.result("implicit_gas_transfer", BELARUS).rows if not row.observations)
    asked = {"lineage": "implicit_gas_transfer", "period": gap.period}
    assert "No observation stands behind it" in text_of(data.body(View(repository, Query(BELARUS), asked=asked)))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"lineage": "nix"}, "lineage: expected the id of an indicator or a measure; found 'nix'"),
        ({"lineage": "gdp", "period": "1066"}, "period: expected a period of gdp; found '1066'"),
        ({"lineage": "gdp"}, "period: expected a period of gdp; found ''"),
        ({"lineage": "gdp", "period": "x" * 5000}, "period: expected a period of gdp"),
        ({"source": "nix"}, "source: expected one of "),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_not_there_is_told_in_one_line(
    asked: dict[str, str], told: str, whole: Whole, inside: Inside, text_of: TextOf
) -> None:
    page = whole("/data", BELARUS, asked)
    (problem,) = [found for found in inside(page, html.P) if getattr(found, "className", "") == "problem"]
    assert text_of(problem).startswith(told)
    assert len(text_of(problem)) < 600


def test_every_source_has_a_page_with_its_files(repository: Repository, inside: Inside, text_of: TextOf) -> None:
    manifest = repository.snapshot.manifest
    listed = part(data.body(View(repository, Query(BELARUS))), "sources", inside)
    asked = [parse_qs(urlsplit(link.href).query)["source"][0] for link in inside(listed, html.A)]
    assert asked == sorted({source["id"] for source in manifest["sources"]} | providers().keys())
    for source in manifest["sources"]:
        page = part(data.body(View(repository, Query(BELARUS), asked={"source": source["id"]})), "source", inside)
        text = text_of(page).replace("’", "'")
        for fact in ("title", "publisher", "url", "licence", "citation", "cadence"):
            assert source[fact].replace("’", "'") in text, (source["id"], fact)
        files = next(inside(page, html.Tbody)).children
        read = [raw for raw in manifest["raw"] if raw["source"] == source["id"]]
        assert len(files) == len(read)
        for row, raw in zip(files, read, strict=True):
            told = text_of(row)
            assert raw["path"] in told
            assert f"sha256 {raw['sha256']}" in told
            assert f"{raw['kept']:,} of {raw['rows']:,}" in told
        refused = sum(len(raw["refused"]) + len(raw["conflicts"]) for raw in read)
        assert ("No row was refused" in text) == (refused == 0)
        assert refused == 0 or re.search(rf"\b{refused:,} rows? became", text), source["id"]


def test_the_age_of_a_source_is_that_of_its_newest_edition(
    repository: Repository, inside: Inside, text_of: TextOf
) -> None:
    listed = body_rows(part(data.body(View(repository, Query(BELARUS))), "sources", inside), inside)
    packaged = {source["id"] for source in repository.snapshot.manifest["sources"]}
    for row, name in zip(listed, sorted(packaged | providers().keys()), strict=True):
        files = [entry for entry in repository.snapshot.manifest["raw"] if entry["source"] == name]
        cells = [text_of(cell) for cell in row.children]
        if name in packaged:
            newest = max(files, key=lambda entry: entry["vintage"])
            assert cells[1] == f"{newest['edition']} known by {newest['vintage']}".replace("'", "’")
            assert re.fullmatch(r"[−-]?[\d,]+( due within [\d,]+)?", cells[2].strip())
        else:
            assert (cells[1], cells[2].split(" ")[0], cells[4]) == ("none yet answered never", "", "never asked")
        assert cells[3] == f"{sum(entry['kept'] for entry in files):,}"


def test_every_correction_is_listed_with_what_it_did(repository: Repository, inside: Inside, text_of: TextOf) -> None:
    declared = tomllib.loads(CORRECTIONS.read_text(encoding="utf-8"))["correction"]
    counted: dict[str, int] = {}
    for raw in repository.snapshot.manifest["raw"]:
        counted |= raw.get("corrections", {})
    rows = body_rows(part(data.body(View(repository, Query(BELARUS))), "corrections", inside), inside)
    shown = {text_of(row.children[0]): [text_of(cell) for cell in row.children[1:]] for row in rows}
    assert set(shown) == set(counted)
    assert set(shown) <= {entry["id"] for entry in declared}
    for entry in declared:
        if entry["id"] in shown:
            file, what, why = shown[entry["id"]]
            files = entry["file"] if isinstance(entry["file"], list) else [entry["file"]]
            assert files[0].endswith(file)
            assert what.startswith(f"{counted[entry['id']]} ")
            assert why == entry["reason"].replace("'", "’")


@pytest.mark.parametrize("pair", [BELARUS, Pair("KAZ", "RUS"), Pair("ARM", "EUU")], ids=str)
def test_the_reports_are_those_of_the_repository(
    pair: Pair, repository: Repository, inside: Inside, text_of: TextOf
) -> None:
    lines = repository.reconciled(pair)
    section = reports(View(repository, Query(pair)))
    shown = [[text_of(cell) for cell in row.children] for row in body_rows(section, inside)]
    expected = []
    for flow in ("exports", "imports"):
        for line in sorted((line for line in lines if line.flow == flow), key=lambda line: line.period, reverse=True):
            cells = []
            for cell in (line.reports.get(name) for name in REPORTS):
                if cell is None:
                    cells.append("–")
                elif math.isnan(cell.value):
                    cells.append(f"{number(cell.low, 'USD mn')}–{number(cell.high, 'USD mn')}")
                else:
                    cells.append(number(cell.value, "USD mn"))
            weighted = number(line.weighted.value, "USD mn") if line.weighted else "–"
            expected.append(
                [line.period, *cells, weighted, number(line.gap, "USD mn"), number(line.gap_percent, "percent")]
            )
    assert shown == expected
    assert shown or "Nobody reports" in text_of(section)


def test_the_gap_is_the_partner_s_report_less_the_own(repository: Repository, inside: Inside, text_of: TextOf) -> None:
    rows = {text_of(row.children[0]): row for row in body_rows(reports(View(repository, Query(BELARUS))), inside)[:12]}
    cells = [text_of(cell) for cell in rows["2019"].children]
    assert cells[1:3] == ["13,624", "13,097"]
    assert cells[-2:] == ["−527", "−3.9"]


def test_every_reason_of_a_gap_is_told_with_its_years(repository: Repository, inside: Inside, text_of: TextOf) -> None:
    section = reports(View(repository, Query(BELARUS)))
    told = [text_of(item).replace("’", "'") for item in inside(section, html.Li)]
    for line in repository.reconciled(BELARUS):
        if line.reason:
            spans = [re.match(r"(\d{4})(?:–(\d{4}))?  (.*)", text) for text in told]
            held = [
                match for match in spans if match and match[3] == line.reason.replace("’", "'")
                and match[1] <= line.period <= (match[2] or match[1])
            ]  # fmt: skip
            assert held, (line.period, line.reason)
    assert all(heading in text_of(section) for heading in FLOWS.values())


def test_the_terms_name_the_licence_the_snapshot_and_the_way_to_report(
    repository: Repository, inside: Inside, text_of: TextOf, whole: Whole
) -> None:
    content = about.body(View(repository, Query(Pair("KAZ", "CHN"))))
    text = text_of(content)
    assert "Apache Licence 2.0" in text
    assert "Creative Commons Attribution licence 4.0" in text
    cited = text_of(next(inside(content, html.Cite)))
    assert cited == f"depdash, snapshot {repository.snapshot.id}: indicators of dependency, Kazakhstan on China."
    headings = [text_of(heading) for heading in inside(content, html.H2)]
    assert headings == ["What it cannot tell", "Licence and citation", "How to report an error"]
    assert "issue tracker" in text
    limited = [source["title"] for source in repository.snapshot.manifest["sources"] if not source["redistribute"]]
    assert limited
    assert all(title.replace("'", "’") in text for title in limited)
    example = next(link.href for link in inside(content, html.A) if "lineage=" in link.href)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(example).query).items()}
    shown = whole("/data", Pair(asked.pop("dependent"), asked.pop("partner")), asked)
    assert part(shown, "lineage", inside) is not None


@pytest.mark.parametrize("sheet", [page for page in pages() if not page.alone], ids=lambda sheet: sheet.path)
def test_apostrophes_and_counts_are_those_of_print(sheet: Any, repository: Repository, text_of: TextOf) -> None:
    text = text_of(sheet.body(View(repository, Query(BELARUS))))
    assert re.findall(r".{0,30}\w'.{0,30}", text) == []
    assert not re.search(r"\b1 (events|rows|observations|sources|countries)\b", text)
