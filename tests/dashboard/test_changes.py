"""What changed between snapshots: which came before which, the page that compares two, and what the overview says."""

import argparse
import copy
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from dash import html
from dash.development.base_component import Component

from dashboard import changes
from dashboard.errata_list import errata_list
from dashboard.history import History, since_previous
from dashboard.markup import Element
from dashboard.pages import changes as page
from dashboard.repository import Repository
from dashboard.snapshot_commands import diff
from dashboard.view import View
from ingest.errata import errata
from ingest.errors import ParameterError
from ingest.store import Store, packaged_store
from stored import made

Inside = Callable[..., Iterator[Any]]
TextOf = Callable[[Any], str]
Whole = Callable[..., Component]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store of three snapshots: the second revises a value, the third adds one."""
    store = Store(tmp_path / "store")
    for contents in (made(100.0), made(125.0), made(125.0, periods=("2018", "2019", "2020"))):
        store.write(contents)
    return store


@pytest.fixture
def kept(store: Store, repository: Repository) -> Repository:
    """The repository as if that store were the one that is served."""
    found = copy.copy(repository)
    found.history = History(store)
    found.__dict__.pop("changes", None)
    return found


def ids(store: Store) -> list[str]:
    return [entry["snapshot"] for entry in store.history()]


def test_what_came_before_is_what_was_current_before(store: Store) -> None:
    first, second, third = ids(store)
    history = History(store)
    assert [history.before(name) for name in (first, second, third)] == [None, first, second]
    store.restore(first)
    assert history.before(first) == third
    names = [one.id for one in history.kept()]
    assert names[-1] == packaged_store().current_id
    assert set(names[:-1]) == {first, second, third}


def test_the_first_of_a_store_came_from_what_it_was_made_from(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    store.write(replace(made(1.0), origin=str(packaged_store().current_id)))
    assert History(store).before(ids(store)[0]) == packaged_store().current_id
    assert History(packaged_store()).before(str(packaged_store().current_id)) is None


def test_what_is_no_longer_kept_cannot_be_compared(store: Store) -> None:
    _, second, third = ids(store)
    store.remove(second)
    assert since_previous(History(store), third) is None
    assert since_previous(None, third) is None


def test_the_page_tells_what_the_command_tells(store: Store, kept: Repository, text_of: TextOf) -> None:
    first, second, third = ids(store)
    told = text_of(page.body(View(kept, asked={"from": first, "to": second})))
    command = list(diff(argparse.Namespace(store=store.place.text, before=first, after=second, json=False)))
    assert command[0] == "x: 0 added, 1 revised, 0 withdrawn"
    assert f"Beside snapshot {first}, {second} has 1 revised values of 1 source." in told
    assert "+25 x" in " ".join(told.split())
    for part in ("100", "125", "+25 %", "x:x:x:x:x:x:x", "2019"):
        assert part in told
    assert "New: 1" in text_of(page.body(View(kept, asked={"from": second, "to": third})))
    assert f"{third} holds what {third} holds" in text_of(page.body(View(kept, asked={"from": third, "to": third})))


def test_a_source_that_stopped_is_named(store: Store, kept: Repository, text_of: TextOf) -> None:
    first = ids(store)[0]
    packaged = str(packaged_store().current_id)
    told = text_of(page.body(View(kept, asked={"from": packaged, "to": first})))
    assert "Nothing is left of baci, " in told
    assert told.count("nothing is left") == len(kept.snapshot.tables.series["source"].unique())
    assert f"The first {changes.MOST} are shown" in told


@pytest.mark.parametrize("name", ["from", "to"])
def test_a_wrong_id_is_refused_with_those_that_are_kept(name: str, store: Store, kept: Repository) -> None:
    with pytest.raises(ParameterError, match=f"{name}: expected the id of a snapshot that is kept here, one of .*nix"):
        page.body(View(kept, asked={name: "nix"}))


def test_another_snapshot_can_be_chosen(store: Store, kept: Repository, inside: Inside) -> None:
    first, second, _ = ids(store)
    (form,) = inside(page.body(View(kept, asked={"from": first, "to": second})), html.Form)
    options = [one for one in inside(form, Element) if one.tag == "option"]
    assert [one.attributes["value"] for one in options if one.attributes["selected"]] == [first, second]
    assert len(options) == 2 * len(History(store).kept())


def test_the_packaged_snapshot_says_that_it_has_no_predecessor(
    repository: Repository, text_of: TextOf, whole: Whole, inside: Inside
) -> None:
    assert "has no predecessor here" in text_of(changes.summary(View(repository)))
    shown = whole("/data/changes", View(repository).pair, {"from": "1066"})
    (problem,) = [part for part in inside(shown, html.P) if getattr(part, "className", "") == "problem"]
    assert text_of(problem).startswith("from: expected the id of a snapshot that is kept here")
    shown = whole("/data/changes", View(repository).pair)
    assert "it has no predecessor" in text_of(shown)
    assert "Years:" not in text_of(shown)


def test_the_overview_leads_to_all_that_changed(
    store: Store, repository: Repository, inside: Inside, text_of: TextOf
) -> None:
    first, second, _ = ids(store)
    found = copy.copy(repository)
    found.__dict__["changes"] = History(store).difference(first, second)
    card = changes.summary(View(found))
    assert "1 revised" in text_of(card)
    (link,) = [link for link in inside(card, html.A) if "changes" in link.href]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(link.href).query).items()}
    assert (asked["from"], asked["to"]) == (first, second)


def test_the_snapshots_kept_lead_to_themselves_and_to_what_changed(
    store: Store, kept: Repository, inside: Inside
) -> None:
    listed = changes.kept_list(View(kept), History(store).kept())
    links = [parse_qs(urlsplit(link.href).query) for link in inside(listed, html.A)]
    assert sum("snapshot" in asked for asked in links) == 4
    assert sum("from" in asked for asked in links) == 3


def test_our_own_errors_are_listed_with_old_and_new_value(
    repository: Repository, inside: Inside, text_of: TextOf
) -> None:
    (card,) = [part for part in inside(page.body(View(repository)), html.Section) if part.id == "errata"]
    told = " ".join(text_of(card).split())
    assert told.startswith(f"Corrections of our own figures: {len(errata())}")
    rows = [[" ".join(text_of(cell).split()) for cell in row.children] for row in inside(card, html.Tr)]
    assert ["Partner’s gas that crosses the country, All western border points", "Belarus → Russia", "2020", "26.1 %",
            "17.8 %"] in rows  # fmt: skip
    assert ["Loans announced, signed, paid out and paid back, Announced, press", "Belarus → Russia", "2020",
            "300 mn USD", "no value"] in rows  # fmt: skip
    assert len(rows) == sum(len(one.changes) + 1 for one in errata())
    assert "No figure of ours has been corrected yet." in text_of(errata_list(View(repository), ()))
