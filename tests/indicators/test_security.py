"""Arms by supplier over five years, votes in the General Assembly, detections at the border."""

import csv
import math
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.repository import Repository
from indicators.catalogue import CATALOGUE
from indicators.model import Pair, Row
from indicators.security import position_difference
from ingest.declarations import groups

Answer = Callable[..., dict[str, Row]]
Published = Callable[..., list[float]]
PAIR = Pair("BLR", "RUS")
CLASSES = ("aircraft", "air_defence_systems", "armoured_vehicles", "missiles")
SIPRI = "econ/sipri_transfers_to_postsoviet_2000plus.csv"


# --- arms


def delivered(sources: Path) -> dict[str, dict[int, float]]:
    """SIPRI's TIV delivered to Belarus by supplier and year, from the published file."""
    with (sources / SIPRI).open(encoding="utf-8", errors="replace", newline="") as lines:
        rows = list(csv.reader(lines))
    start = next(number for number, row in enumerate(rows) if "Recipient" in row)
    found: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for cells in rows[start + 1 :]:
        row = dict(zip(rows[start], cells, strict=False))
        if row.get("Recipient") == "Belarus":
            found[row["Supplier"]][int(row["Delivery year"])] += float(row["TIV delivery values"])
    return found


def test_deliveries_of_2000_to_2023_in_the_published_file(sources: Path) -> None:
    found = delivered(sources)
    assert sum(found["Russia"].values()) == pytest.approx(1_672, abs=0.5)
    assert sum(sum(years.values()) for years in found.values()) == pytest.approx(1_719, abs=0.5)


def test_the_register_is_read_whole(answer: Answer) -> None:
    assert sum(row.value for row in answer("arms_by_year").values() if not math.isnan(row.value)) == pytest.approx(
        1_672, abs=0.5
    )


def test_every_window_is_the_sum_of_its_years_in_the_published_file(sources: Path, answer: Answer) -> None:
    found = delivered(sources)
    part, whole = answer("arms_from_partner"), answer("arms_from_all")
    assert list(part) == list(whole) == [f"{first}..{first + 4}" for first in range(2000, 2020)]
    for name in part:
        years = range(int(name[:4]), int(name[:4]) + 5)
        assert part[name].value == pytest.approx(sum(found["Russia"].get(year, 0.0) for year in years)), name
        every = sum(supplier.get(year, 0.0) for supplier in found.values() for year in years)
        assert whole[name].value == pytest.approx(every), name


def test_shares_by_class_and_in_all(answer: Answer) -> None:
    share = answer("arms_supplier_share", "all")
    assert share["2019..2023"].value == pytest.approx(100)
    assert share["2002..2006"].value == pytest.approx(79.6, abs=0.05)
    for variant in ("all", *CLASSES):
        rows = answer("arms_supplier_share", variant)
        assert rows, variant
        assert all(0 <= row.value <= 100 + 1e-9 for row in rows.values()), variant


def test_a_class_is_part_of_all(answer: Answer) -> None:
    whole = answer("arms_from_partner")
    for name in CLASSES:
        for span, row in answer(f"arms_{name}_from_partner").items():
            assert row.value <= whole[span].value + 1e-9, (name, span)


def test_windows_without_a_delivery_of_the_partner_s_count_as_none(answer: Answer) -> None:
    """Others delivered to Belarus in 2001-2005, Russia did not: nought of all, which the register tells."""
    assert answer("arms_from_partner")["2001..2005"].value == 0
    assert answer("arms_supplier_share", "all")["2001..2005"].value == 0
    azerbaijan = answer("arms_supplier_share", "all", pair=Pair("AZE", "RUS"))
    assert max(azerbaijan) == "2019..2023"
    assert azerbaijan["2019..2023"].value == 0


def test_a_supplier_that_is_not_in_the_register_delivered_nothing(answer: Answer) -> None:
    found = answer("arms_supplier_share", "all", pair=Pair("BLR", "POL"))
    assert list(found) == list(answer("arms_supplier_share", "all"))
    assert {row.value for row in found.values()} == {0.0}


def test_the_union_delivers_what_its_members_do(answer: Answer) -> None:
    union = answer("arms_from_partner", pair=Pair("KAZ", "EUU"))
    members = [answer("arms_from_partner", pair=Pair("KAZ", member)) for member in groups()["EUU"].members]
    for span, row in union.items():
        assert row.value == pytest.approx(math.fsum(one[span].value for one in members if span in one)), span
    assert 0 < union["2010..2014"].value < answer("arms_from_all", pair=Pair("KAZ", "EUU"))["2010..2014"].value


# --- votes


@given(st.floats(-4, 4), st.floats(-4, 4))
def test_a_pair_swapped_stands_as_far_apart_the_other_way(own: float, other: float) -> None:
    assert position_difference(own, other) == -position_difference(other, own)


def test_the_difference_of_the_published_positions_and_its_bounds(answer: Answer) -> None:
    here, there = answer("ideal_point"), answer("ideal_point", pair=Pair("RUS", "BLR"))
    for name, row in answer("foreign_policy_distance", "ideal_points").items():
        if not math.isnan(row.value):
            assert row.value == pytest.approx(here[name].value - there[name].value), name
            assert row.low == pytest.approx(here[name].low - there[name].high), name
            assert row.high == pytest.approx(here[name].high - there[name].low), name


def test_belarus_came_to_russia_s_side_in_2022(answer: Answer) -> None:
    found = answer("foreign_policy_distance", "ideal_points")
    assert found["2021"].high < 0
    assert found["2022"].low < 0 < found["2022"].high


def test_equal_votes_are_a_part_and_the_same_for_both(answer: Answer) -> None:
    here, there = (answer("foreign_policy_distance", "same_votes", pair=one) for one in (PAIR, Pair("RUS", "BLR")))
    assert here
    assert all(0 <= row.value <= 1 for row in here.values())
    assert all(row.value == here[name].value for name, row in there.items() if name in here)


# --- the border


@pytest.mark.parametrize(("name", "expected"), [("2020", 615), ("2021", 8_075)])
def test_detections_at_the_eastern_land_border(name: str, expected: int, answer: Answer) -> None:
    assert answer("border_detections")[name].value == expected


def test_a_year_begun_has_no_total(answer: Answer) -> None:
    monthly, yearly = answer("border_detections_monthly"), answer("border_detections")
    assert max(monthly)[:4] > max(yearly)
    assert all(name == name[:4] for name in yearly)
    assert math.fsum(row.value for name, row in monthly.items() if name.startswith("2021")) == yearly["2021"].value


def test_every_class_of_the_register_has_a_variant(repository: Repository) -> None:
    """Of what was delivered to Belarus: none is left out of the shares by class."""
    series = repository.snapshot.tables.series
    delivered = series[
        (series["source"] == "sipri") & (series["item"] == "tiv_delivered") & (series["reporter"] == "BLR")
    ]
    classes = set(delivered["product"]) - {"_T"}
    assert classes <= {variant.id for variant in CATALOGUE["arms_supplier_share"].variants}
    assert {"artillery", "engines", "sensors"} <= classes
