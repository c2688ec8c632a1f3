"""All pairs of the world at once: totals, and ranks that plain Python finds again in the published file."""

import csv
import gzip
import math
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.model import Pair, Row
from indicators.world import World
from ingest.model import Tables

MadeTables = Callable[..., Tables]
Answer = Callable[..., dict[str, Row]]
BACI = "trade/baci_pairs_2000_2020.csv.gz"
YEARS = ("2010", "2019")
AREAS = ("A", "B", "C", "D")
Flows = dict[tuple[str, str], float]


@pytest.fixture(scope="module")
def flows(sources: Path) -> dict[str, Flows]:
    """Exporter, importer and thousand dollars of two years, from the published file."""
    found: dict[str, Flows] = {year: {} for year in YEARS}
    with gzip.open(sources / BACI, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["year"] in found:
                found[row["year"]][row["exporter"], row["importer"]] = float(row["value_thousand_usd"])
    return found


def shares(flows: Flows, end: int) -> Flows:
    """Each flow as a part of all flows of its exporter (0) or its importer (1)."""
    totals: dict[str, float] = defaultdict(float)
    for pair, value in flows.items():
        totals[pair[end]] += value
    return {pair: value / totals[pair[end]] for pair, value in flows.items() if totals[pair[end]] > 0}


def rank(flows: Flows, seller: str, buyer: str, end: int, *, all_pairs: bool) -> int:
    """One more than the number of pairs with a higher share, among those that face the same other end or among all."""
    held = shares(flows, end)
    facing = (seller, buyer)[1 - end]
    others = [share for pair, share in held.items() if all_pairs or pair[1 - end] == facing]
    return 1 + sum(share > held[seller, buyer] * (1 + 1e-12) for share in others)


# --- by plain Python from the published file


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("pair", [Pair("BLR", "RUS"), Pair("MDA", "RUS"), Pair("KAZ", "CHN")], ids=str)
def test_ranks_are_found_again(year: str, pair: Pair, flows: dict[str, Flows], answer: Answer) -> None:
    own, partner = pair.dependent, pair.partner
    for variant, ends, all_pairs in (
        ("exports", (own, partner, 0), False),
        ("exports_all_pairs", (own, partner, 0), True),
        ("imports", (partner, own, 1), False),
        ("imports_all_pairs", (partner, own, 1), True),
    ):
        found = answer("trade_share_rank", variant, pair=pair)[year].value
        assert found == rank(flows[year], *ends, all_pairs=all_pairs), variant


@pytest.mark.parametrize("year", YEARS)
def test_the_world_s_total_and_the_intensity_are_found_again(
    year: str, flows: dict[str, Flows], answer: Answer
) -> None:
    held = flows[year]
    world = math.fsum(held.values())
    assert answer("world_goods_exports")[year].value == pytest.approx(world / 1e3)
    exports = math.fsum(value for (seller, _), value in held.items() if seller == "BLR")
    bought = {end: math.fsum(value for (_, buyer), value in held.items() if buyer == end) for end in ("BLR", "RUS")}
    intensity = (held["BLR", "RUS"] / exports) / (bought["RUS"] / (world - bought["BLR"]))
    assert answer("trade_intensity")[year].value == pytest.approx(intensity, rel=1e-9)


def test_belarus_leads_the_countries_that_sell_to_russia(answer: Answer) -> None:
    ranks = answer("trade_share_rank", "exports")
    assert list(ranks) == [str(number) for number in range(2000, 2021)]
    assert {row.value for row in ranks.values()} == {1.0, 2.0}
    everywhere = answer("trade_share_rank", "exports_all_pairs")
    assert all(ranks[name].value <= row.value <= 38_146 for name, row in everywhere.items())


def test_a_rank_stands_on_the_pair_s_own_flow(answer: Answer) -> None:
    row = answer("trade_share_rank", "exports")["2019"]
    assert (row.status, row.observations) == ("mirror", answer("goods_exports_reconciled")["2019"].observations)


def test_no_rank_on_figures_known_to_be_wrong(answer: Answer) -> None:
    """The British figure stands in Belarus's imports of 2020, China's in Kyrgyzstan's of every year."""
    for variant in ("imports", "imports_all_pairs"):
        assert max(answer("trade_share_rank", variant)) == "2019"
        assert answer("trade_share_rank", variant, pair=Pair("KGZ", "CHN")) == {}
        assert answer("trade_share_rank", variant, pair=Pair("TJK", "RUS")) == {}
    assert max(answer("trade_share_rank", "exports")) == "2020"
    assert answer("trade_share_rank", "exports", pair=Pair("KGZ", "CHN"))


# --- small worlds


def made(tables_of: MadeTables, flows: Flows, wrong: tuple[tuple[str, str], ...] = ()) -> World:
    rest = (float("nan"), float("nan"), "mirror")
    rows = [
        ("baci", "export", *pair, "_T", "USD thousand", "A", "2019", value, *rest, np.datetime64("2022-01-01"),
         2 if pair in wrong else 1)
        for pair, value in flows.items()
    ]  # fmt: skip
    return World(tables_of(*rows), "baci", "export")


WORLD = {("A", "B"): 60.0, ("A", "C"): 40.0, ("D", "B"): 90.0, ("D", "C"): 10.0, ("C", "B"): 5.0, ("C", "A"): 5.0}


def test_a_small_world_by_hand(tables_of: MadeTables) -> None:
    world = made(tables_of, WORLD)
    # B takes 60 % of A's exports, 90 % of D's and 50 % of C's.
    assert world.rank("D", "B", "reporter", "dependents") == {"2019": 1.0}
    assert world.rank("A", "B", "reporter", "dependents") == {"2019": 2.0}
    assert world.rank("C", "B", "reporter", "dependents") == {"2019": 3.0}
    # A sells B 60 of 155 and C 40 of 50; all shares of exports: 90, 60, 50, 50, 40, 10.
    assert world.rank("A", "C", "partner", "dependents") == {"2019": 1.0}
    assert world.rank("A", "B", "partner", "dependents") == {"2019": 2.0}
    assert world.rank("C", "B", "reporter", "pairs") == world.rank("C", "A", "reporter", "pairs") == {"2019": 3.0}
    assert world.rank("A", "C", "reporter", "pairs") == {"2019": 5.0}
    assert world.totals(1e-3)["2019"].value == pytest.approx(0.21)


def test_no_rank_without_a_flow_or_a_country(tables_of: MadeTables) -> None:
    world = made(tables_of, WORLD)
    assert math.isnan(world.rank("B", "A", "reporter", "pairs")["2019"])
    assert world.rank("A", "Z", "reporter", "pairs") == {}


def test_a_wrong_flow_takes_the_rank_from_those_whose_total_holds_it(tables_of: MadeTables) -> None:
    world = made(tables_of, WORLD, wrong=(("D", "C"),))
    assert math.isnan(world.rank("D", "B", "reporter", "dependents")["2019"])
    assert math.isnan(world.rank("A", "C", "partner", "dependents")["2019"])
    assert world.rank("A", "B", "reporter", "dependents") == {"2019": 2.0}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(st.sampled_from([(a, b) for a in AREAS for b in AREAS if a != b]), st.floats(1, 1e6), min_size=1)
)
def test_ranks_run_from_one_and_the_best_is_first(tables_of: MadeTables, flows: Flows) -> None:
    world = made(tables_of, flows)
    for end, name in enumerate(("reporter", "partner")):
        ranks = {pair: world.rank(*pair, name, "pairs")["2019"] for pair in flows}
        assert min(ranks.values()) == 1
        assert all(1 <= found <= len(flows) for found in ranks.values())
        held = shares(flows, end)
        for pair, found in ranks.items():
            facing = world.rank(*pair, name, "dependents")["2019"]
            assert 1 <= facing <= found
            higher = sum(share > held[pair] * (1 + 1e-9) for share in held.values())
            not_lower = sum(share > held[pair] * (1 - 1e-9) for share in held.values())
            assert 1 + higher <= found <= not_lower
