"""The Pink Sheet live: the page and its links, the workbook where it stood, stale files, all real editions."""

import contextlib
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import DepdashError, SourceError
from ingest.live import Ask, Pulled, Reply
from ingest.providers import pinksheet
from plays import RETRIEVED, Answer, driven
from plays import pinksheet as play

TODAY = date(2026, 11, 24)
PRINTED = date(2026, 11, 3)
ELSEWHERE = play.WORKBOOK.replace("0050012026", "0050012027")
GONE = Answer(b"<html>Page not found</html>", 404)
EDITIONS = ("2021-09-02", "2022-03-02", "2025-04-02", "2026-03-03", "2026-06-02")


def site(workbooks: Mapping[str, Answer | bytes], *links: str) -> Callable[[str, dict[str, str]], Answer]:
    """The bank's site with a page of `links`, by default to the first of its workbooks."""

    def answer(path: str, query: dict[str, str]) -> Answer:
        if path == play.PAGE:
            return play.page(links or tuple(workbooks))
        found = workbooks.get(path, GONE)
        return found if isinstance(found, Answer) else Answer(found)

    return answer


def pulled(answer: Callable[..., Answer], **changes: Any) -> tuple[Pulled | None, list[str]]:
    ask = Ask(**{"today": TODAY, "countries": ("BLR",), **changes})
    found, asked = driven(pinksheet.PROVIDER, pinksheet.pull(ask), answer)
    return found, [request.address for request in asked]


def page(body: str) -> Reply:
    return Reply(f"https://www.worldbank.org{play.PAGE}", 200, {}, body.encode(), RETRIEVED)


def edition(printed: date, *, revised: bool = False) -> bytes:
    return play.workbook(printed, 2025, revised=revised)


@pytest.fixture(scope="module")
def first() -> Pulled:
    found, asked = pulled(site({play.WORKBOOK: edition(PRINTED)}))
    assert asked == [play.PAGE, play.WORKBOOK]
    assert found is not None
    return found


def test_the_first_pull_asks_the_page_and_brings_the_workbook(first: Pulled) -> None:
    ((reply, table),) = first.parts
    assert (first.edition, first.vintage) == ("Updated on November 03, 2026", PRINTED)
    assert (table["period"].min(), table["period"].max()) == ("2025-01", "2026-10")
    assert set(table["vintage"]) == {PRINTED}
    assert table["item"].nunique() == 71
    assert first.mark == f"2026-11-03 {reply.sha256} {play.WORKBOOK}"


def test_the_play_of_the_simulator_is_a_whole_edition() -> None:
    found, _ = pulled(play.answer, today=play.TODAY)
    assert found is not None
    assert found.parts[0][1]["period"].min() == "2012-01"
    again, asked = pulled(play.answer, today=play.TODAY, known=found.mark)
    assert (again, asked) == (None, [play.WORKBOOK])
    second, asked = pulled(lambda *a: play.answer(*a, edition=2), today=play.TODAY, known=found.mark)
    assert second is not None
    assert second.vintage == found.vintage + timedelta(days=1)
    assert asked == [play.WORKBOOK]
    before, after = found.parts[0][1], second.parts[0][1]
    assert len(set(after["period"][after["value"] != before["value"]])) == 2


def test_an_unchanged_workbook_is_one_request(first: Pulled) -> None:
    again, asked = pulled(site({play.WORKBOOK: edition(PRINTED)}), known=first.mark)
    assert (again, asked) == (None, [play.WORKBOOK])


def test_a_new_edition_where_the_last_one_stood_is_one_request(first: Pulled) -> None:
    new = edition(date(2026, 12, 2))
    found, asked = pulled(site({play.WORKBOOK: new}), known=first.mark, today=date(2026, 12, 4))
    assert found is not None
    assert (found.vintage, asked) == (date(2026, 12, 2), [play.WORKBOOK])


def test_an_old_edition_under_the_old_hash_sends_to_the_page(first: Pulled) -> None:
    """The old address goes on serving the file of November: once the next is due, the page is asked where it is."""
    both = {ELSEWHERE: edition(date(2026, 12, 2)), play.WORKBOOK: edition(PRINTED)}
    early, asked = pulled(site(both), known=first.mark, today=date(2026, 12, 8))
    assert (early, asked) == (None, [play.WORKBOOK])
    found, asked = pulled(site(both), known=first.mark, today=date(2026, 12, 9))
    assert found is not None
    assert (found.vintage, asked) == (date(2026, 12, 2), [play.WORKBOOK, play.PAGE, ELSEWHERE])
    assert found.mark.endswith(ELSEWHERE)


def test_where_the_page_names_the_old_address_the_edition_is_late_then_stale(first: Pulled) -> None:
    same = site({play.WORKBOOK: edition(PRINTED)})
    late, asked = pulled(same, known=first.mark, today=PRINTED + timedelta(days=75))
    assert (late, asked) == (None, [play.WORKBOOK, play.PAGE])
    with pytest.raises(SourceError, match=r"expected an edition of .*found 'Updated on November 03, 2026', .* stale"):
        pulled(same, known=first.mark, today=PRINTED + timedelta(days=76))
    with pytest.raises(SourceError, match="stale"):
        pulled(same, today=PRINTED + timedelta(days=76))


@pytest.mark.parametrize(
    "gone", [GONE, Answer(b"", 410), Answer(b"<html>Access denied</html>", 403), Answer(b"<!DOCTYPE html><html>Moved")]
)
def test_where_no_workbook_stands_any_more_the_page_is_asked(gone: Answer, first: Pulled) -> None:
    moved: dict[str, Answer | bytes] = {ELSEWHERE: edition(PRINTED, revised=True), play.WORKBOOK: gone}
    found, asked = pulled(site(moved), known=first.mark)
    assert found is not None
    assert asked == [play.WORKBOOK, play.PAGE, ELSEWHERE]


def test_an_edition_older_than_the_known_one_is_refused(first: Pulled) -> None:
    with pytest.raises(
        SourceError, match="an edition of 2026-11-03 to 2026-11-24; found 'Updated on October 02, 2026'"
    ):
        pulled(site({play.WORKBOOK: edition(date(2026, 10, 2))}), known=first.mark)


def test_an_edition_of_a_day_to_come_is_refused() -> None:
    with pytest.raises(SourceError, match="'Updated on November 26, 2026', which is of a day to come"):
        pulled(site({play.WORKBOOK: edition(date(2026, 11, 26))}))
    found, _ = pulled(site({play.WORKBOOK: edition(date(2026, 11, 25))}))
    assert found is not None


def test_a_mark_that_is_none_brings_everything() -> None:
    found, asked = pulled(site({play.WORKBOOK: edition(PRINTED)}), known="of another version")
    assert found is not None
    assert asked == [play.PAGE, play.WORKBOOK]


def test_since_leaves_out_what_is_before() -> None:
    found, _ = pulled(site({play.WORKBOOK: edition(PRINTED)}), since=2026)
    assert found is not None
    assert found.parts[0][1]["period"].min() == "2026-01"


@pytest.mark.parametrize("day", EDITIONS)
def test_the_real_editions_are_brought(day: str, sources: Path) -> None:
    """With a row of codes and without, `..`, `…` and `...`, names that drift: five editions as they were published."""
    printed = date.fromisoformat(day)
    body = (sources / f"pinksheet/CMO-Historical-Data-Monthly_{day}.xlsx").read_bytes()
    found, _ = pulled(site({play.WORKBOOK: body}), today=printed + timedelta(days=20))
    assert found is not None
    assert found.vintage == printed
    ((_, table),) = found.parts
    assert table["item"].nunique() == 71
    assert table["period"].min() == "1960-01"
    august = table[(table["item"] == "NGAS_EUR") & (table["period"] == "2021-08")]["value"].item()
    assert august == pytest.approx(15.4919978 if day == "2021-09-02" else 15.43, abs=0.005 if day > "2022" else 1e-6)
    again, asked = pulled(site({play.WORKBOOK: body}), today=printed + timedelta(days=21), known=found.mark)
    assert (again, len(asked)) == (None, 1)


LINK = "https://thedocs.worldbank.org/en/doc/1/related/CMO-Historical-Data-Monthly.xlsx"


@pytest.mark.parametrize(
    ("body", "address"),
    [
        (f'<a href="{LINK}">Monthly prices</a>', LINK),
        (f"<A class=x HREF='{LINK}'>", LINK),
        (f'<a href=" {LINK}?cid=1#top ">', f"{LINK}?cid=1#top"),
        (f'<a href="{LINK.removeprefix("https:")}">', LINK),
        ('<a href="/en/doc/1/CMO-Historical-Data-Monthly.xlsx">', "/en/doc/1/CMO-Historical-Data-Monthly.xlsx"),
        ('<a href="CMO-Historical-Data-Monthly.xlsx">', "/en/research/CMO-Historical-Data-Monthly.xlsx"),
        (f'<!-- <a href="/old/CMO-Historical-Data-Monthly.xlsx"> --><a href="{LINK}">', LINK),
        (f'<a><a href><a href="http://[/x"><a href="/CMO-Historical-Data-Annual.xlsx"><a href="{LINK}">', LINK),
    ],
)
def test_the_link_is_found_by_its_file_name(body: str, address: str) -> None:
    assert pinksheet.workbook_address(page(f"<html><body>{body}</body></html>")) == address


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html><body>Maintenance</body></html>",
        '<a href="/CMO-Historical-Data-Annual.xlsx">',
        '<a href="/x?file=CMO-Historical-Data-Monthly.xlsx">',
        '{"message": "error"}',
        "<![foo[<a href=",
    ],
)
def test_a_page_without_the_link_is_refused(body: str) -> None:
    with pytest.raises(
        SourceError, match=r"expected a link to CMO-Historical-Data-Monthly.xlsx; found \d+ other links"
    ):
        pinksheet.workbook_address(page(body))


def changed(change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> bytes:
    body = edition(PRINTED)
    return play.with_rows(body, change(play.rows(body)))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"<!DOCTYPE html><html>", "an HTML page"),
        (b"", "an empty file"),
        (edition(PRINTED)[:-300], "does not open"),
        (changed(lambda rows: [row | {"value": None} for row in rows]), "expected prices; found none"),
        (changed(lambda rows: [row | {"value": -row["value"]} for row in rows]), "a number above 0"),
        (changed(lambda rows: [row | {"value": 0} for row in rows]), "a number above 0"),
        (changed(lambda rows: [row | {"value": str(row["value"])} for row in rows]), "a number above 0"),
        (
            changed(lambda rows: [row | {"value": float("inf")} for row in rows]),
            "an undamaged workbook; found ValueError",
        ),
        (changed(lambda rows: [row | {"unit": "($/st)"} for row in rows]), "units"),
        (changed(lambda rows: rows + rows[:3]), "the month after"),
        (
            changed(lambda rows: [row for row in rows if row["period"] != "2025-07".replace("-", "M")]),
            "the month after",
        ),
        (changed(lambda rows: [row for row in rows if row["series"] != "Copper"]), "a column 'Copper'"),
        (
            changed(lambda rows: [row | {"series": row["series"].replace("Lead", "Copper ")} for row in rows]),
            "one column 'Copper'; found two",
        ),
    ],
)
def test_what_is_not_the_workbook_is_refused(body: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        pulled(site({play.WORKBOOK: body}))


def test_a_new_column_is_refused_by_name_and_another_order_changes_nothing(first: Pulled) -> None:
    found, _ = pulled(site({play.WORKBOOK: changed(lambda rows: [row | {"Lithium": 7} for row in rows])}))
    assert found is not None
    assert [refusal.reason for refusal in found.refused] == ["unknown series 'Lithium'"]
    turned, _ = pulled(site({play.WORKBOOK: changed(lambda rows: [dict(reversed(row.items())) for row in rows])}))
    assert turned is not None
    key = ["item", "period"]
    for other in (found, turned):
        same = other.parts[0][1].sort_values(key, ignore_index=True)
        assert same.equals(first.parts[0][1].sort_values(key, ignore_index=True))


@given(st.text(max_size=80) | st.builds(lambda text: f'<a href="{text}">', st.text(max_size=40)))
def test_any_page_is_read_or_refused(body: str) -> None:
    with contextlib.suppress(DepdashError):
        pinksheet.workbook_address(page(body + f'<a href="//[x/{play.PAGE}">'))
