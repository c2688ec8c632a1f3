"""The watch list: one syntax in the address, the form, the API and the file, and what follows it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import feedparser
import pytest
from dash import html
from dash.development.base_component import Component
from flask.testing import FlaskClient

from dashboard import alert_cards, alerts, server, watch_view
from dashboard.__main__ import main
from dashboard.brief_findings import MOST as MOST_FINDINGS
from dashboard.brief_findings import findings
from dashboard.language import speaking
from dashboard.markup import Element
from dashboard.pages import overview
from dashboard.parameters import Query
from dashboard.repository import DEFAULT_PAIR, Repository
from dashboard.snapshots import Snapshots
from dashboard.theme import curly
from dashboard.view import View, view
from dashboard.watch import WATCH, by_pair, follows, listed
from indicators.catalogue import CATALOGUE
from indicators.model import Pair
from ingest.alerts import alert_rules
from ingest.declared import Watched
from ingest.errors import ParameterError
from ingest.watch import MOST

Inside = Callable[..., Iterator[Any]]
TextOf = Callable[[Any], str]
LIST = "creditor_share,net_official_flow.net_transfer,export_share.ARM-RUS,reserves"
ARMENIA = Pair("ARM", "RUS")


def watching(repository: Repository, text: str = LIST, pair: Pair = DEFAULT_PAIR) -> View:
    found: tuple[Watched, ...] = WATCH.checked(text, repository)
    return View(repository, Query(pair), watch=found)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nonsense", "one of export_share, import_share, "),
        ("reserves.hub", "reserves alone: a measure has no variants"),
        ("gas_price_discount.nix", "gas_price_discount with one of hub"),
        ("export_share.BLR-WLD", "two countries in the data, such as KAZ-RUS"),
        ("export_share.BLR-BLR", "two countries in the data, such as KAZ-RUS"),
        ("export_share,export_share", "at most 16 different entries separated by commas"),
        ("export_share,", "at most 16 different entries"),
        ("export_share;reserves", "at most 16 different entries"),
        (",".join(list(CATALOGUE)[: MOST + 1]), "at most 16 different entries"),
        ("e" * 2000, "at most 16 different entries"),
    ],
)
def test_what_cannot_be_watched_is_refused_with_what_can(text: str, said: str, repository: Repository) -> None:
    with pytest.raises(ParameterError) as caught:
        WATCH.checked(text, repository)
    assert str(caught.value).startswith(f"watch: expected {said}")
    assert "\n" not in str(caught.value)


def test_every_page_keeps_the_list(repository: Repository) -> None:
    asked = {"watch": LIST, "dependent": "KAZ", "partner": "CHN"}
    shown = view(asked, Snapshots(repository))
    assert listed(shown.watch) == LIST
    assert dict(parse_qsl(urlsplit(shown.address("/trade")).query)) == asked
    assert "watch=creditor_share" in shown.file("/alerts.csv", "dependent", "watch")


def test_no_rule_is_called_as_what_can_be_watched(repository: Repository) -> None:
    """A brief is asked for both by their ids."""
    assert not {rule.id for rule in alert_rules()} & {*CATALOGUE, *repository.measures}


def test_the_tiles_are_those_of_the_list(repository: Repository, inside: Inside, text_of: TextOf) -> None:
    shown = watching(repository)
    tiles = [part for part in inside(overview.body(shown), html.A) if getattr(part, "className", "") == "tile"]
    names = [text_of(tile.children[0]) for tile in tiles]
    assert names == [
        "Partner’s share of public external debt",
        "Net flow of official credit from the partner: Net transfer (after interest), World Bank",
        "Partner’s share of goods exports: Armenia → Russia",
        "Total reserves including gold, end of year",
    ]
    to = [(urlsplit(tile.href).path, parse_qs(urlsplit(tile.href).query)) for tile in tiles]
    assert [path for path, _ in to] == ["/compare", "/compare", "/compare", "/data"]
    assert to[1][1]["indicator"] == ["net_official_flow.net_transfer"]
    assert (to[2][1]["dependent"], to[2][1]["partner"]) == (["ARM"], ["RUS"])
    assert to[3][1]["lineage"] == ["reserves"]
    row = repository.result("export_share", ARMENIA).of()[-1]
    assert f"{row.value:.1f}" in text_of(tiles[2])
    assert row.period in text_of(tiles[2])


def test_what_is_the_same_on_this_page_is_shown_once(repository: Repository) -> None:
    text = "export_share,export_share.BLR-RUS,gas_price_discount,gas_price_discount.hub"
    assert len(watch_view.tiles(watching(repository, text))) == 2
    assert len(watch_view.tiles(watching(repository, text, ARMENIA))) == 3


def test_without_a_list_the_page_shows_its_own(repository: Repository, inside: Inside, text_of: TextOf) -> None:
    body = overview.body(View(repository))
    tiles = [part for part in inside(body, html.A) if getattr(part, "className", "") == "tile"]
    assert [text_of(tile.children[0]) for tile in tiles] == [curly(title) for title, *_ in overview.TILES]
    assert "Remove" not in text_of(body)


def test_an_entry_is_taken_out_by_a_link(repository: Repository, inside: Inside) -> None:
    links = [link for link in inside(watch_view.card(watching(repository)), html.A) if link.children != "Move up"]
    left = [parse_qs(urlsplit(link.href).query).get("watch", [""])[0] for link in links]
    assert left[-1] == LIST  # the way to the form keeps it
    assert left[0] == "net_official_flow.net_transfer,export_share.ARM-RUS,reserves"
    assert left[3] == "creditor_share,net_official_flow.net_transfer,export_share.ARM-RUS"
    assert left[4] == ""
    named = {"aria-label": "Remove Partner’s share of goods exports: Armenia → Russia"}
    assert curly(str(getattr(links[2], "aria-label"))) == named["aria-label"]


def test_an_entry_is_moved_up_by_a_link(repository: Repository, inside: Inside) -> None:
    shown = watching(repository)
    links = [link for link in inside(watch_view.card(shown), html.A) if link.children == "Move up"]
    assert len(links) == len(shown.watch) - 1  # the first one is where it can be
    lists = [parse_qs(urlsplit(link.href).query)["watch"][0] for link in links]
    assert lists[0] == "net_official_flow.net_transfer,creditor_share,export_share.ARM-RUS,reserves"
    assert lists[-1] == "creditor_share,net_official_flow.net_transfer,reserves,export_share.ARM-RUS"
    named = getattr(links[1], "aria-label")
    assert curly(str(named)) == "Move up Partner’s share of goods exports: Armenia → Russia"


def test_the_form_adds_whatever_it_offers(repository: Repository, inside: Inside, client: FlaskClient) -> None:
    shown = watching(repository, "creditor_share", ARMENIA)
    form = watch_view.entry_form(shown)
    assert (form.action, form.method) == ("/watch", "GET")
    hidden = {one.attributes["name"]: one.attributes["value"] for one in inside(form, Element) if one.tag == "input"}
    assert hidden == {"dependent": "ARM", "partner": "RUS", "watch": "creditor_share"}
    options = [one.attributes["value"] for one in inside(form, Element) if one.tag == "option"]
    offered, pairs = options[: options.index("")], options[options.index("") :]
    assert {"export_share", "gas_price_discount.hub", "reserves"} <= set(offered)
    assert {"", "ARM-RUS", "KGZ-RUS", "ARM-CHN"} <= set(pairs)
    for name in offered:
        assert WATCH.checked(name, repository)
    answer = client.get("/watch", query_string=hidden | {"add": "gas_price_discount.hub", "for": "KGZ-RUS"})
    assert answer.status_code == 303
    to = urlsplit(answer.headers["Location"])
    assert (to.path, to.fragment) == ("/", "watch")
    assert dict(parse_qsl(to.query)) == hidden | {"watch": "creditor_share,gas_price_discount.hub.KGZ-RUS"}


@pytest.mark.parametrize("asked", [{"add": "creditor_share"}, {}])
def test_what_stands_in_the_list_stays_once(asked: dict[str, str], client: FlaskClient) -> None:
    answer = client.get("/watch", query_string={"watch": "creditor_share", "utm": "x"} | asked)
    assert answer.headers["Location"] == "/?watch=creditor_share#watch"


@pytest.mark.parametrize("asked", ["add=nix", "add=export_share&for=BLR-QQQ", "watch=nix&add=export_share"])
def test_a_wrong_entry_is_not_added(asked: str, client: FlaskClient) -> None:
    answer = client.get(f"/watch?{asked}")
    assert answer.status_code == 400
    assert answer.get_json()["parameter"] == "watch"


def test_a_full_list_offers_no_more(repository: Repository, inside: Inside, text_of: TextOf) -> None:
    names = [name for name, one in CATALOGUE.items() if any(not way.empty for way in one.variants)][:MOST]
    card = watch_view.card(watching(repository, ",".join(names)))
    assert not [link for link in inside(card, html.A) if getattr(link, "data-fill", None) is not None]
    assert "The list is full" in text_of(card)


def test_the_form_is_a_page_of_its_own_that_the_list_leads_to(
    repository: Repository, inside: Inside, client: FlaskClient
) -> None:
    card = watch_view.card(watching(repository, "creditor_share", ARMENIA))
    (link,) = [one for one in inside(card, html.A) if getattr(one, "data-fill", None) is not None]
    for language, said in (("", "Choose what to list"), ("&lang=ru", "Добавить")):
        answer = client.get(link.href + language)
        assert answer.status_code == 200
        assert answer.content_type.startswith("text/html")
        assert said in answer.text
        assert '<input type="hidden" name="watch" value="creditor_share">' in answer.text
        assert '<option value="gas_price_discount.hub">' in answer.text
    assert client.get("/watch/form?watch=nix").status_code == 400


def test_the_page_refuses_in_words(whole: Callable[..., Component], inside: Inside) -> None:
    page = whole("/", DEFAULT_PAIR, {"watch": "nix"})
    (problem,) = [part for part in inside(page, html.P) if getattr(part, "className", "") == "problem"]
    assert str(problem.children).startswith("watch: expected one of export_share")


def test_a_rule_follows_what_is_watched_by_its_variant(repository: Repository) -> None:
    def rules(text: str) -> set[str]:
        return {rule.id for rule in alert_rules() if follows(WATCH.checked(text, repository), rule)}

    assert rules("net_official_flow") == {"net_flow_negative_quarter", "net_transfer_negative"}
    assert rules("net_official_flow.net_transfer") == {"net_transfer_negative"}
    assert rules("reserves") == {"reserves_fall"}
    assert rules("trade_to_gdp") == set()
    assert rules("") == {rule.id for rule in alert_rules()}


def expected(repository: Repository) -> set[tuple[str, str]]:
    """Rule and country of the alerts that the list asks for, worked out from all that hold."""
    own = {"creditor_share": ("",), "net_official_flow": ("net_transfer",), "reserves": ("",)}
    held = [(one, DEFAULT_PAIR) for one in alerts.standing(repository, DEFAULT_PAIR)]
    kept = {(one.rule.id, "BLR") for one, _ in held if one.rule.variant in own.get(one.rule.of, ())}
    far = alerts.standing(repository, ARMENIA)
    return kept | {(one.rule.id, "ARM") for one in far if one.rule.of == "export_share"}


def test_alerts_follow_the_list_for_its_pairs(
    client: FlaskClient,
    repository: Repository,
    tmp_path: Path,
    no_user_store: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    wanted = expected(repository)
    assert {country for _, country in wanted} == {"BLR", "ARM"}
    rows = client.get(f"/api/v1/alerts?watch={LIST}").get_json()
    assert {(row["rule"], row["dependent"]) for row in rows} == wanted
    file = tmp_path / "mine.toml"
    file.write_text(f"watch = {LIST.split(',')}", encoding="utf-8")
    assert main(["alerts", "--json", "--watch", str(file)]) == 0
    assert {(row["rule"], row["dependent"]) for row in json.loads(capsys.readouterr().out)} == wanted
    assert main(["alerts", "--watch", str(file)]) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert head.split() == ["id", "severity", "rule", "dependent", "partner", "period", "state", "text"]
    assert sum(" ARM " in line for line in lines) == sum(country == "ARM" for _, country in wanted)


def test_the_card_and_the_feed_name_the_pair_that_is_not_the_page_s(
    client: FlaskClient, repository: Repository, inside: Inside, text_of: TextOf
) -> None:
    card = alert_cards.card(watching(repository))
    items = [text_of(item) for item in inside(card, html.Li)]
    feed = feedparser.parse(client.get(f"/feed.xml?watch={LIST}").data)
    entries = [entry for entry in feed.entries if entry.id.startswith("urn:depdash:alert:")]
    wanted = expected(repository)
    assert len(items) == len(entries) == len(wanted)
    assert sum("Armenia → Russia: " in item for item in items) == sum(country == "ARM" for _, country in wanted)
    assert {(entry.id.split(":")[3], entry.id.split(":")[4]) for entry in entries} == wanted
    assert all(entry.title.startswith("Armenia → Russia: ") == (":ARM:" in entry.id) for entry in entries)
    assert feed.feed.title == "Alerts of a watch list"
    assert feed.feed.id != feedparser.parse(client.get("/feed.xml").data).feed.id
    none = alert_cards.card(watching(repository, "trade_to_gdp"))
    assert "No rule of those declared holds for the watch list" in text_of(none)


def test_delivery_follows_the_list_of_the_setting(
    tmp_path: Path, no_user_store: Path, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("WEBHOOK", "MAIL_TO", "LANG"):
        monkeypatch.delenv(f"DEPDASH_ALERTS_{name}", raising=False)
    sent, file = tmp_path / "alerts.jsonl", tmp_path / "mine.toml"
    file.write_text(f"watch = {LIST.split(',')}", encoding="utf-8")
    monkeypatch.setenv("DEPDASH_ALERTS_FILE", str(sent))
    monkeypatch.setenv("DEPDASH_WATCH", str(file))
    assert main(["alerts", "--deliver"]) == 0
    told = [json.loads(line) for line in sent.read_text(encoding="utf-8").splitlines()]
    assert {(one["rule"], one["dependent"]) for one in told} == expected(repository)
    monkeypatch.delenv("DEPDASH_WATCH")
    assert main(["alerts", "--deliver"]) == 0
    whole = [json.loads(line) for line in sent.read_text(encoding="utf-8").splitlines()]
    standing = {one.rule.id for one in alerts.standing(repository, DEFAULT_PAIR)}
    assert {one["rule"] for one in whole if one["dependent"] == "BLR"} == standing
    assert len({one["id"] for one in whole}) == len(whole)


@pytest.mark.parametrize(
    ("text", "arguments", "status", "said"),
    [
        ('watch = ["nix"]', [], 2, "watch: expected one of export_share, "),
        ("watch = 1", [], 1, "mine.toml: watch is 1, not a list"),
        ('watch = ["reserves"]', ["--backtest"], 2, "--watch: expected nothing beside it, or --deliver"),
        ('watch = ["reserves"]', ["--mute", "reserves_fall"], 2, "--watch: expected nothing beside it, or --deliver"),
    ],
)
def test_the_command_refuses_in_one_line(
    text: str, arguments: list[str], status: int, said: str, tmp_path: Path, no_user_store: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    assert main(["alerts", "--watch", str(file), *arguments]) == status
    error = capsys.readouterr().err
    assert error.startswith(f"depdash: {said}")
    assert error.count("\n") == 1


def test_the_brief_tells_of_the_list(
    client: FlaskClient, repository: Repository, tmp_path: Path, no_user_store: Path
) -> None:
    shown = watching(repository)
    told = findings(shown)
    assert [one.of for one in told] == ["creditor_share", "net_official_flow", "reserves"]
    assert [one.text for one in told] == [
        one.text for one in findings(View(repository), ("creditor_share", "net_official_flow", "reserves"))
    ]
    assert findings(shown, ("reserves_fall",)) == findings(View(repository), ("reserves_fall",))
    assert [one.of for one in findings(watching(repository, LIST, ARMENIA))][2] == "export_share"
    assert len(findings(watching(repository, ",".join(list(CATALOGUE)[:7])))) == MOST_FINDINGS
    assert findings(watching(repository, "export_share.ARM-RUS")) == findings(View(repository))
    document = client.get(f"/briefing.html?watch={LIST}").text
    file, out = tmp_path / "mine.toml", tmp_path / "brief.html"
    file.write_text(f"watch = {LIST.split(',')}", encoding="utf-8")
    assert main(["brief", "--out", str(out), "--watch", str(file)]) == 0
    for one in told:
        assert one.text in document
        assert one.text in out.read_text(encoding="utf-8")


def test_the_list_is_spoken_in_each_language(repository: Repository, text_of: TextOf) -> None:
    shown = watching(repository)
    said = set()
    for code in ("en", "be", "ru"):
        with speaking(code):
            said.add(text_of(watch_view.card(shown)))
    assert len(said) == 3


def test_the_pairs_of_a_list_stand_in_its_order(repository: Repository) -> None:
    shown = watching(repository, "export_share.ARM-RUS,reserves,import_share.ARM-RUS")
    assert {pair.dependent: listed(entries) for pair, entries in by_pair(shown.watch, shown.pair).items()} == {
        "ARM": "export_share.ARM-RUS,import_share.ARM-RUS", "BLR": "reserves",
    }  # fmt: skip


def test_the_server_is_told_where_the_list_is_followed(
    tmp_path: Path, no_user_store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file, asked = tmp_path / "mine.toml", list[tuple[object, ...]]()
    file.write_text(f"watch = {LIST.split(',')}", encoding="utf-8")
    monkeypatch.setattr(server, "run", lambda *given: asked.append(given) or iter(()))
    monkeypatch.delenv("DEPDASH_WATCH", raising=False)
    assert main(["serve", "--watch", str(file)]) == 0
    assert main(["serve"]) == 0
    assert [given[-1] for given in asked] == [f"watch={LIST}", ""]
    file.write_text('watch = ["nix"]', encoding="utf-8")
    assert main(["serve", "--watch", str(file)]) == 2
    assert capsys.readouterr().err.startswith("depdash: watch: expected one of export_share")


@pytest.mark.parametrize("name", ["export_share", "gas_price_discount.hub", "reserves", "goods_exports_mirror_monthly"])
def test_what_is_not_known_of_a_pair_says_so_and_leads_somewhere(
    name: str, repository: Repository, text_of: TextOf, whole: Callable[..., Component]
) -> None:
    nobody = Pair("FJI", "NRU")
    (tile,) = watch_view.tiles(watching(repository, name, nobody))
    assert ("no data" in text_of(tile)) == (name != "export_share")
    asked = dict(parse_qsl(urlsplit(tile.href).query))
    assert (asked.pop("dependent"), asked.pop("partner")) == ("FJI", "NRU")
    assert "asks for something that is not there" not in text_of(whole(urlsplit(tile.href).path, nobody, asked))
