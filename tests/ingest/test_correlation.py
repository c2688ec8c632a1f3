"""The UN's correlation of revisions: workbooks and CSV as UNSD lays them out, and what is refused."""

import io
from pathlib import Path

import openpyxl
import pytest

from ingest.correlation import correlation, correlations
from ingest.errors import SourceError
from ingest.places import place

# Tractors other than road tractors: one subheading until 2017, then five by engine power. Potash: one all along.
CSV = "HS 2017,HS 2012,Relationship\n" + "".join(f"87019{n},870190,n:1\n" for n in range(1, 6)) + "310420,310420,1:1\n"


def workbook(**sheets: list[tuple[object, ...]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title.replace("_", " ").replace("0x2D", "-"))
        for row in rows:
            sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_a_csv() -> None:
    found = correlation(CSV.encode(), "hs.csv")
    assert len(found) == 6
    assert (("H5", "870193"), ("H4", "870190")) in found
    assert (("H5", "310420"), ("H4", "310420")) in found


def test_the_workbook_of_2017() -> None:
    payload = workbook(
        Correlation_HS170x2DHS12=[
            ("Between", None, None, None), ("HS 2017", None, "HS 2012", "Relationship"),
            ("870191", None, "870190", "n:1"), (10121, None, "010121", "1:1"), (None, None, None, None),
        ],
        Conversion_HS170x2DHS12=[("From", "To"), ("HS 2017", "HS 2012"), ("870191", "999999")],
    )  # fmt: skip
    assert correlation(payload, "HS2017toHS2012ConversionAndCorrelationTables.xlsx") == {
        (("H5", "870191"), ("H4", "870190")), (("H5", "010121"), ("H4", "010121")),
    }  # fmt: skip


def test_the_workbook_of_2022() -> None:
    rows: list[tuple[object, ...]] = [("Between", None, None), ("HS2022", "HS2017", "Relationship")]
    rows += [("870121", "870120", "n:1"), ("8701.22", "8701.20", "n:1")]
    payload = workbook(HS20220x2DHS2017_Correlations=rows)
    assert correlation(payload, "x.xlsx") == {
        (("H6", "870121"), ("H5", "870120")), (("H6", "870122"), ("H5", "870120")),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "an empty file"), ("<html>", "an HTML page"), ("a,b\n310420,310420\n", "no such table"),
        ("HS 2017,HS 2017\n310420,310420\n", "H5 twice in row 1"), ("HS 2017,HS 2012\n310420,\n", "found 310420"),
        ("HS 2017,HS 2012\n3104,310420\n", "row 2: expected a code of six digits; found '3104'"),
        ("HS 2017,HS 2012\n310420,31042x\n", "'31042x'"), ("HS 2017,HS 2012\n", "no such table"),
        ("HS 2018,HS 2012\n310420,310420\n", "no such table"),
    ],
)  # fmt: skip
def test_anything_else_is_refused(text: str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        correlation(text.encode(), "hs.csv")


def test_a_workbook_of_conversions_alone_is_refused() -> None:
    payload = workbook(Conversion=[("HS 2017", "HS 2012"), ("870191", "870190")])
    with pytest.raises(SourceError, match="no such table"):
        correlation(payload, "x.xlsx")


def test_those_that_the_user_keeps_are_read_together(tmp_path: Path) -> None:
    assert correlations(place(tmp_path)) == frozenset()
    (tmp_path / "correlation").mkdir()
    (tmp_path / "correlation" / "a.csv").write_text(CSV)
    (tmp_path / "correlation" / "b.csv").write_text("HS 2022,HS 2017\n310420,310420\n")
    (tmp_path / "correlation" / "readme.txt").write_text("no table")
    assert len(correlations(place(tmp_path))) == 7
    (tmp_path / "correlation" / "c.csv").write_text("nothing\n")
    with pytest.raises(SourceError, match=r"correlation/c\.csv"):
        correlations(place(tmp_path))
