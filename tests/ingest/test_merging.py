"""What a build makes of files that overlap: shown on small files of a made-up source."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from ingest import build
from ingest.debt import creditors as debt
from ingest.errors import SourceError
from ingest.model import Parsed, Refusal, Source, tidy


def only(monkeypatch: pytest.MonkeyPatch, *readers: Any) -> None:
    monkeypatch.setattr(build, "readers", lambda: list(readers))


def reader(*files: str, freq: str = "A", redistribute: bool = True, id: str = "x") -> Any:
    """A reader of `reporter,period,value,vintage` lines; a line `?` becomes a refusal."""

    def parse(payload: bytes, path: str) -> Parsed:
        lines = [line.split(",") for line in payload.decode().split()]
        rows = [
            {"reporter": line[0], "period": line[1], "value": float(line[2]), "row": number, "vintage": day(line)}
            for number, line in enumerate(lines, 1)
            if line != ["?"]
        ]
        refused = tuple(Refusal(path, number, "no figure") for number, line in enumerate(lines, 1) if line == ["?"])
        table = tidy(pd.DataFrame(rows), item="export", unit="USD mn", freq=freq, title="Exports")
        return Parsed("2020", date(2020, 12, 31), table, refused, via="a/b @1234567")

    source = Source(id, "A publisher", "A title", "", "CC BY 4.0", redistribute, "", "annual")
    return SimpleNamespace(SOURCE=source, FILES=files, parse=parse)


def day(line: list[str]) -> date:
    return date.fromisoformat(line[3]) if len(line) > 3 else date(2020, 12, 31)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "p").mkdir()
    return tmp_path / "p"


def write(folder: Path, **files: str) -> None:
    for name, lines in files.items():
        (folder / f"{name}.csv").write_text(lines.replace(" ", "\n"), encoding="ascii")


def values(contents: build.Contents) -> list[tuple[str, str, float, int]]:
    """(reporter, period, value, file) of each observation."""
    reporters = contents.series["reporter"].to_numpy()[contents.observations["series"]]
    rest = (contents.observations[name] for name in ("period", "value", "file"))
    return list(zip(reporters, *rest, strict=True))


def test_the_first_file_of_an_edition_counts_and_the_difference_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, first="BLR,2018,5 BLR,2019,10", later="BLR,2018,5 BLR,2019,11 BLR,2020,12")
    only(monkeypatch, reader("first.csv", "later.csv"))
    found = build.contents(folder)
    assert values(found) == [("BLR", "2018", 5, 0), ("BLR", "2019", 10, 0), ("BLR", "2020", 12, 1)]
    assert found.raw[0]["conflicts"] == []
    assert found.raw[1]["conflicts"] == ["export BLR _Z 2019: 11 here, 10 kept"]
    assert [(raw["rows"], raw["kept"]) for raw in found.raw] == [(2, 2), (3, 1)]
    only(monkeypatch, reader("later.csv", "first.csv"))
    turned = build.contents(folder)
    assert turned.raw[1]["conflicts"] == ["export BLR _Z 2019: 10 here, 11 kept"]
    assert [raw["path"] for raw in turned.raw] == ["later.csv", "first.csv"]


def test_what_differs_by_rounding_of_the_computer_is_no_conflict(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, first="BLR,2019,0.3 KAZ,2019,0", later="BLR,2019,0.30000000000000004 KAZ,2019,0")
    only(monkeypatch, reader("first.csv", "later.csv"))
    found = build.contents(folder)
    assert len(found.observations) == 2
    assert found.raw[1]["conflicts"] == []


def test_another_edition_is_another_observation(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, first="BLR,2019,10,2021-12-31", later="BLR,2019,10,2020-12-31 BLR,2019,9,2022-12-31")
    only(monkeypatch, reader("first.csv", "later.csv"))
    found = build.contents(folder)
    assert values(found) == [("BLR", "2019", 10, 1), ("BLR", "2019", 10, 0), ("BLR", "2019", 9, 1)]
    assert found.raw[1]["conflicts"] == []


def test_the_same_from_two_sources_stays_two(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, first="BLR,2019,10", later="BLR,2019,11")
    only(monkeypatch, reader("first.csv", id="x"), reader("later.csv", id="y"))
    found = build.contents(folder)
    assert found.series["source"].tolist() == ["x", "y"]
    assert [raw["conflicts"] for raw in found.raw] == [[], []]


def test_figures_are_one_only_where_period_and_value_agree(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, first="BLR,2019,10 BLR,2019,11", later="BLR,2019,10 BLR,2019,12 BLR,2019H1,10")
    only(monkeypatch, reader("first.csv", "later.csv", freq="_O"))
    found = build.contents(folder)
    expected = [("BLR", "2019H1", 10, 1), ("BLR", "2019", 10, 0), ("BLR", "2019", 11, 0), ("BLR", "2019", 12, 1)]
    assert values(found) == expected
    assert found.raw[1]["conflicts"] == []


def test_of_equal_figures_the_day_first_known_is_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, first="BLR,2016,132,2017-01-01", later="BLR,2016,132,2016-10-03")
    only(monkeypatch, reader("first.csv", "later.csv", freq="_O"))
    assert build.contents(folder).observations["vintage"].dt.date.tolist() == [date(2016, 10, 3)]


def test_refusals_are_listed_by_row(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, first="BLR,2019,10 ? BLR,2020,11 ?")
    only(monkeypatch, reader("first.csv"))
    (raw,) = build.contents(folder).raw
    assert raw["refused"] == [{"row": 2, "reason": "no figure"}, {"row": 4, "reason": "no figure"}]


def test_a_limited_source_keeps_the_rows_of_the_eleven(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, first="BLR,2019,10 DEU,2019,11 UZB,2019,12 TKM,2019,13")
    only(monkeypatch, reader("first.csv", redistribute=False))
    found = build.contents(folder)
    assert found.series["reporter"].tolist() == ["BLR", "UZB"]
    assert (found.raw[0]["rows"], found.raw[0]["kept"], found.raw[0]["redistribute"]) == (4, 2, False)
    only(monkeypatch, reader("first.csv"))
    assert build.contents(folder).series["reporter"].tolist() == ["BLR", "DEU", "TKM", "UZB"]


def test_the_order_of_rows_and_files_on_disk_does_not_matter(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, b="KAZ,2019,1 BLR,2020,2", a="BLR,2019,3")
    only(monkeypatch, reader("*.csv"))
    one = build.contents(folder)
    assert [raw["path"] for raw in one.raw] == ["a.csv", "b.csv"]
    assert values(one) == [("BLR", "2019", 3, 0), ("BLR", "2020", 2, 1), ("KAZ", "2019", 1, 1)]
    assert one.series["series_id"].tolist() == ["x:export:BLR:_Z:_Z:USD_mn:A", "x:export:KAZ:_Z:_Z:USD_mn:A"]


def test_a_file_that_two_patterns_match_is_read_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, a="BLR,2019,1", b="BLR,2020,2")
    only(monkeypatch, reader("b.csv", "*.csv"))
    assert [raw["path"] for raw in build.contents(folder).raw] == ["b.csv", "a.csv"]


def test_a_missing_file_names_the_pattern(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, a="BLR,2019,1")
    only(monkeypatch, reader("a.csv", "c_*.csv"))
    with pytest.raises(SourceError, match=r"p/c_\*\.csv: expected files of source x; found none"):
        build.contents(folder)


DEBT = "country,counterpart-area,series,time,value,series_code\n"


def service(creditor: str, year: int, value: float, kind: str = "BLAT") -> str:
    words = {"BLAT": "bilateral", "BLTC": "bilateral concessional", "PBND": "bonds"}[kind]
    return f'Moldova,{creditor},"PPG, {words} (AMT, current US$)",{year},{value},DT.AMT.{kind}.CD\n'


def test_what_was_scheduled_is_withdrawn_by_the_edition_that_tells_of_its_year_without_it(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    russia = "Russian Federation"
    first = service(russia, 2021, 10.9) + service(russia, 2022, 14.5) + service("World", 2022, 32.8)
    first += service("World", 2023, 9.5) + service("World", 2022, 0.0, "PBND")
    first += service("World", 2022, 3.1, "BLTC")
    second = service(russia, 2021, 10.9) + service("World", 2022, 15.0)
    for edition, lines in {"2022-12": first, "2023-12": second}.items():
        (folder / f"debt_service_by_creditor_2009_{edition}.csv").write_text(DEBT + lines, encoding="ascii")
    ids = reader("debt_service_by_creditor_2009_*.csv", id="worldbank_debt")
    ids.parse = debt.service
    only(monkeypatch, ids)
    found = build.contents(folder)
    partners = found.series[["item", "partner"]].agg(" ".join, axis=1).to_numpy()[found.observations["series"]]
    rows = found.observations.assign(of=partners)
    due = rows[(rows["of"] == "DT.AMT.BLAT.CD RUS") & (rows["period"] == "2022")].sort_values("vintage")
    assert due["vintage"].dt.date.tolist() == [date(2022, 12, 31), date(2023, 12, 31)]
    assert due["value"].fillna(-1).tolist() == [14.5, -1]
    assert due["note"].tolist()[1] == "withdrawn by the publisher"
    assert due["file"].tolist() == [0, 1]
    # What is still ahead stays scheduled, what the later file has no items of, and a 0 not repeated: it says the same.
    assert rows[rows["period"] == "2023"]["value"].tolist() == [9.5]
    assert rows[rows["of"] == "DT.AMT.PBND.CD WLD"]["value"].tolist() == [0.0]
    assert rows[rows["of"] == "DT.AMT.BLTC.CD WLD"]["value"].tolist() == [3.1]
