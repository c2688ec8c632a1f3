"""Downloads from comtradeplus.un.org: known rows, encodings, what is a part of another row, what is refused.

The rows are made up in the layout of the API's recorded replies; not one figure is the UN's.
"""

import json
from datetime import date
from pathlib import Path

import pytest

from ingest.build import merged, read
from ingest.errors import SourceError
from ingest.importing import published_path, with_files
from ingest.model import Parsed
from ingest.sources import comtrade
from ingest.store import Store

PATH = "trade/TradeData_2_20_2025_10_30_9.csv"
HEADER = (
    "typeCode,freqCode,refPeriodId,refYear,refMonth,period,reporterCode,reporterISO,reporterDesc,flowCode,flowDesc,"
    "partnerCode,partnerISO,partnerDesc,partner2Code,partner2ISO,partner2Desc,classificationCode,"
    "classificationSearchCode,isOriginalClassification,cmdCode,cmdDesc,aggrLevel,isLeaf,customsCode,customsDesc,mosCode,"
    "motCode,motDesc,qtyUnitCode,qtyUnitAbbr,qty,isQtyEstimated,altQtyUnitCode,altQtyUnitAbbr,altQty,isAltQtyEstimated,"
    "netWgt,isNetWgtEstimated,grossWgt,isGrossWgtEstimated,cifvalue,fobvalue,primaryValue,legacyEstimationFlag,"
    "isReported,isAggregate"
)
NAMES = HEADER.split(",")
COMMON = {
    "typeCode": "C", "freqCode": "A", "period": "2019", "reporterISO": "BLR", "reporterDesc": "Belarus",
    "flowCode": "M", "partnerCode": "643", "partnerISO": "RUS", "partnerDesc": "Russian Federation",
    "partner2Code": "0", "classificationCode": "H5", "cmdCode": "310420", "customsCode": "C00", "motCode": "0",
    "primaryValue": "1500000.5",
}  # fmt: skip
WORLD = {"partnerCode": "0", "partnerISO": "W00", "partnerDesc": "World"}


def line(**cells: str) -> str:
    return ",".join((COMMON | cells).get(name, "") for name in NAMES)


def parse(*lines: str, path: str = PATH, header: str = HEADER) -> Parsed:
    return comtrade.parse("".join(f"{one}\n" for one in (header, *lines)).encode(), path)


def rows(parsed: Parsed) -> list[list[object]]:
    return parsed.observations[["item", "reporter", "partner", "product", "period", "value"]].values.tolist()


def test_a_line_keeps_its_revision_and_a_chapter_needs_none() -> None:
    found = parse(
        line(), line(**WORLD, primaryValue="2e6"), line(cmdCode="31"), line(cmdCode="TOTAL", classificationCode="H6"),
        line(cmdCode="3104", flowCode="X"), line(flowCode="RX"),
    )  # fmt: skip
    assert rows(found) == [
        ["import", "BLR", "RUS", "H5-310420", "2019", 1500000.5], ["import", "BLR", "WLD", "H5-310420", "2019", 2e6],
        ["import", "BLR", "RUS", "31", "2019", 1500000.5], ["import", "BLR", "RUS", "_T", "2019", 1500000.5],
        ["export", "BLR", "RUS", "H5-3104", "2019", 1500000.5],
        ["re_export", "BLR", "RUS", "H5-310420", "2019", 1500000.5],
    ]  # fmt: skip
    assert found.observations["title"].tolist()[::2] == [
        "Imports, HS 310420 of revision H5", "Imports, HS 31", "Exports, HS 3104 of revision H5",
    ]  # fmt: skip
    assert (found.vintage, found.edition) == (date(2025, 2, 20), "downloaded 2025-02-20")
    assert not found.refused


def test_latin_letters_and_a_comma_too_many_are_read() -> None:
    turkey = line(partnerCode="792", partnerISO="TUR", partnerDesc="Türkiye")
    expected = rows(parse(turkey, line(**WORLD)))
    assert expected[0][2] == "TUR"
    for text in (f"{HEADER}\n{turkey}\n{line(**WORLD)}\n", f"{HEADER}\r\n{turkey},\r\n{line(**WORLD)},\r\n"):
        assert rows(comtrade.parse(text.encode("latin-1"), PATH)) == expected


def test_parts_of_other_rows_own_trade_and_unknown_partners_are_left_out_and_told() -> None:
    found = parse(
        line(), line(partner2Code="276"), line(motCode="2100"), line(customsCode="C01"),
        line(partnerCode="112", partnerISO="BLR", partnerDesc="Belarus"),
        line(partnerCode="838", partnerISO="", partnerDesc="Free Zones"),
    )  # fmt: skip
    assert len(found.observations) == 1
    assert [refusal.reason for refusal in found.refused] == [
        "a part of the trade by transport, customs procedure or second partner (3 rows)",
        "a partner that is not in data/codes/areas.csv (1 rows)",
        "trade of a country with itself: goods that came back (1 rows)",
    ]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"typeCode": "S"}, "goods"), ({"freqCode": "M", "period": "201901"}, "years"),
        ({"period": "201901"}, "a year"),
        ({"flowCode": "DX"}, "a flow of X, M, RX, RM"), ({"classificationCode": "S3"}, "a revision"),
        ({"classificationCode": "B5"}, "a revision"), ({"cmdCode": "AG6"}, "a code of two"),
        ({"cmdCode": "31042"}, "a code of two"), ({"reporterISO": "W00"}, "a reporter's code"),
        ({"primaryValue": "12.5.1"}, "a number"),
    ],
)  # fmt: skip
def test_rows_of_another_kind_are_refused(cells: dict[str, str], reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        parse(line(), line(**cells))


def test_a_flow_given_twice_is_refused() -> None:
    with pytest.raises(SourceError, match="import BLR RUS H5-310420 2019 again in row 3"):
        parse(line(), line())


@pytest.mark.parametrize("name", ["TradeData_13_40_2025_1.csv", "TradeData_export.csv"])
def test_a_name_without_a_day_is_refused(name: str) -> None:
    with pytest.raises(SourceError):
        parse(line(), path=f"trade/{name}")


def test_a_table_that_was_cut_or_is_none_is_refused() -> None:
    many = [line(cmdCode=f"{number:06}") for number in range(100000, 100500)]
    assert len(parse(*many[1:]).observations) == 499
    with pytest.raises(SourceError, match="500 rows: downloads are cut there"):
        parse(*many)
    for payload in (b"", b"<html></html>", b"a,b\n1,2\n"):
        with pytest.raises(SourceError):
            comtrade.parse(payload, PATH)


def test_the_columns_are_those_of_a_recorded_reply(recorded: Path) -> None:
    (path,) = recorded.glob("comtrade/**/HS-60a6ad.json")
    document = json.loads(path.read_bytes())
    names = list(document["data"][0])
    table = [["" if row[name] is None else str(row[name]) for name in names] for row in document["data"]]
    text = "\n".join([",".join(names), *(",".join(f'"{cell}"' for cell in row) for row in table)])
    found = comtrade.parse(f"{text}\n".encode(), PATH)
    assert ["import", "CHN", "DEU", "_T", "2010", 74251272075.0] in rows(found)
    assert ["export", "CHN", "ARG", "_T", "2010", 6115764185.0] in rows(found)
    assert len(rows(found)) == 4


def test_a_download_is_imported_beside_the_packaged_files(tmp_path: Path) -> None:
    assert published_path(comtrade, f"/home/me/{Path(PATH).name}") == PATH
    text = "".join(f"{one}\n" for one in (HEADER, line(), line(**WORLD), line(reporterISO="USA", reporterDesc="USA")))
    store = Store(tmp_path)
    first = store.load(store.write(merged([read(comtrade, PATH, text.encode())])))
    later = "TradeData_3_1_2025_1_1_1.csv"
    found = with_files(first, "comtrade", [(later, f"{HEADER}\n{line(primaryValue='7')}\n".encode())])
    products = set(found.series["product"])
    assert products == {"H5-310420"}
    assert set(found.series["reporter"]) == {"BLR", "USA"}, "lines are the user's own: those of every reporter are kept"
    assert len(found.observations) == 4
