"""Ranks of pairs by each indicator of trade: found again in the published file by plain Python, and by hand."""

import csv
import gzip
import math
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.model import Pair, Row
from indicators.pairs import trade_of_pairs
from indicators.peers import POST_SOVIET
from indicators.ranks import INDICATORS, place

Answer = Callable[..., dict[str, Row]]
BACI = "trade/baci_pairs_2000_2020.csv.gz"
YEARS = ("2010", "2019")
Values = dict[tuple[str, str], float]  # by dependent and partner
PAIRS = [Pair("BLR", "RUS"), Pair("FRA", "DEU"), Pair("KAZ", "TUR"), Pair("NAM", "ZAF"), Pair("MEX", "USA")]


@pytest.fixture(scope="module")
def plain(sources: Path) -> dict[str, dict[str, Values]]:
    """Every indicator of every pair that trades, by year and id, from the published file without a line of ours."""
    flows: dict[str, dict[tuple[str, str], float]] = {year: {} for year in YEARS}
    with gzip.open(sources / BACI, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["year"] in flows and float(row["value_thousand_usd"]) > 0:
                flows[row["year"]][row["exporter"], row["importer"]] = float(row["value_thousand_usd"])
    return {year: indicators(held) for year, held in flows.items()}


def indicators(flows: dict[tuple[str, str], float]) -> dict[str, Values]:
    sold: dict[str, float] = defaultdict(float)
    bought: dict[str, float] = defaultdict(float)
    squares: dict[tuple[str, str], float] = defaultdict(float)
    for (seller, buyer), value in flows.items():
        sold[seller] += value
        bought[buyer] += value
    for (seller, buyer), value in flows.items():
        squares["export", seller] += (value / sold[seller]) ** 2
        squares["import", buyer] += (value / bought[buyer]) ** 2
    world = math.fsum(flows.values())
    found: dict[str, Values] = defaultdict(dict)
    for own, other in {*flows, *((buyer, seller) for seller, buyer in flows)}:
        exports, imports = flows.get((own, other), 0.0), flows.get((other, own), 0.0)
        of_own = (exports + imports) / (sold[own] + bought[own])
        of_other = (exports + imports) / (sold[other] + bought[other])
        values = {
            "turnover_share": 100 * of_own,
            "trade_asymmetry": 100 * (of_own - of_other),
            "salience": math.sqrt(of_own * of_other),
            "symmetry": 1 - abs(of_own - of_other),
            "interdependence": math.sqrt(of_own * of_other) * (1 - abs(of_own - of_other)),
        }
        if sold[own]:
            share = exports / sold[own]
            values["export_share"] = 100 * share
            values["export_partner_hhi"] = squares["export", own]
            values["partner_part_of_concentration_exports"] = 100 * share**2 / squares["export", own]
            if bought[other]:
                values["trade_intensity"] = share / (bought[other] / (world - bought[own]))
        if bought[own]:
            share = imports / bought[own]
            values["import_share"] = 100 * share
            values["import_partner_hhi"] = squares["import", own]
            values["partner_part_of_concentration_imports"] = 100 * share**2 / squares["import", own]
        for name, value in values.items():
            found[name][own, other] = value
    return found


def above(value: float, others: list[float]) -> int:
    """How many are higher, equality within rounding being none."""
    return sum(other > value + 1e-12 * max(1.0, abs(value)) for other in others)


def rank(values: Values, pair: Pair, among: str) -> int:
    own = values[pair.dependent, pair.partner]
    if among == "peers":
        others = [value for (who, whom), value in values.items() if who in POST_SOVIET and whom == pair.partner]
    elif among == "countries":
        others = list({who: value for (who, _), value in values.items()}.values())
    else:
        others = list(values.values())
    return 1 + above(own, others)


VARIANTS = [variant.id for variant in INDICATORS[0].variants]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.dependent}-{pair.partner}")
@pytest.mark.parametrize("variant", VARIANTS)
def test_every_rank_is_found_again(
    variant: str, pair: Pair, plain: dict[str, dict[str, Values]], answer: Answer
) -> None:
    name, _, among = variant.rpartition("_of_")
    known = answer("trade_rank", variant, pair=pair)
    if among == "peers" and pair.dependent not in POST_SOVIET:
        assert known == {}
        return
    for year in YEARS:
        assert known[year].value == rank(plain[year][name], pair, among), (variant, year)
        assert known[year].observations


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.dependent}-{pair.partner}")
def test_the_values_of_any_pair_are_found_again(
    pair: Pair, plain: dict[str, dict[str, Values]], answer: Answer
) -> None:
    """France and Germany too: any dependent and any partner of the 206, though pages offer a dozen."""
    own = (pair.dependent, pair.partner)
    if pair.dependent in POST_SOVIET:
        return  # their own reports come first
    variants = {"export_partner_hhi": "baci", "import_partner_hhi": "baci", "trade_asymmetry": "difference"}
    for name in ("export_share", "import_share", "turnover_share", "trade_asymmetry", "salience", "symmetry",
                 "interdependence", "trade_intensity", "export_partner_hhi", "import_partner_hhi"):  # fmt: skip
        known = answer(name, variants.get(name, ""), pair=pair)["2019"]
        assert known.value == pytest.approx(plain["2019"][name][own], rel=1e-9), name
        assert known.status == "mirror"


def test_the_table_of_all_pairs_has_the_same_ranks(answer: Answer, repository: object) -> None:
    world = repository.resolver().world("baci", "export")  # type: ignore[attr-defined]
    table = trade_of_pairs(world, range(2019, 2020))
    for pair in PAIRS:
        row = table[(table["dependent"] == pair.dependent) & (table["partner"] == pair.partner)].iloc[0]
        for name in ("export_share", "import_share"):
            assert answer("trade_rank", f"{name}_of_pairs", pair=pair)["2019"].value == row[f"{name}_rank"]


def test_what_rests_on_the_wrong_british_flow_has_no_rank(answer: Answer) -> None:
    assert "2020" not in answer("trade_rank", "import_share_of_peers")
    assert "2019" in answer("trade_rank", "import_share_of_peers")


def test_pairs_that_do_not_trade_or_are_not_known_have_no_rank(answer: Answer, repository: object) -> None:
    nobody = repository.result("trade_rank", Pair("BLR", "BLR"))  # type: ignore[attr-defined]
    assert nobody.rows == ()
    assert "BACI" in str(nobody.reason)
    assert answer("trade_rank", "salience_of_pairs", pair=Pair("BLR", "EUU")) == {}


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=20))
def test_places_count_from_one_and_share_the_better(values: list[float]) -> None:
    places = [place(value, np.array([*values, np.nan])) for value in values]
    assert min(places) == 1
    ordered = sorted(values, reverse=True)
    assert places == [ordered.index(value) + 1 for value in values]
    assert math.isnan(place(math.nan, np.array(values)))
