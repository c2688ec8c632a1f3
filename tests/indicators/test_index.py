"""The composite indices on the packaged snapshot: goalposts, headline, band, coverage, ranks, changes, opacity."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from dashboard.repository import DEFAULT_PAIR, DEPENDENTS, Repository
from indicators.composite import FLOOR, scores
from indicators.engine import variant_cells
from indicators.index.panel import index_panel, scale_panel
from indicators.index.result import IndexResult, index_result
from indicators.measures import Resolver
from indicators.model import Cell, Pair, Row
from indicators.pairs import trade_of_pairs
from indicators.world import World
from ingest.errors import DeclarationError
from ingest.index import indices
from ingest.model import STATUSES, Tables

Answer = Callable[..., dict[str, Row]]
MadeTables = Callable[..., Tables]
INDEX = "dependence_index"
ASKED = [Pair(country, partner) for partner in ("RUS", "CHN", "EUU") for country in DEPENDENTS]


@pytest.fixture(scope="module")
def resolver(repository: Repository) -> Resolver:
    return repository.resolver()


@pytest.fixture(scope="module")
def found(resolver: Resolver) -> IndexResult:
    return index_result(resolver, INDEX, DEFAULT_PAIR)


# --- Goalposts, computed again


def goalpost(name: str) -> float:
    return next(one.goalposts.high for one in indices().indices[INDEX].inputs if one.id == name)


@pytest.mark.parametrize("name", ["export_share", "import_share"])
def test_goalposts_of_the_world_are_percentiles_of_the_largest_partner(repository: Repository, name: str) -> None:
    pairs = trade_of_pairs(World(repository.snapshot.tables, "baci", "export"))
    assert pairs["year"].between(2000, 2020).all()
    largest = pairs.groupby(["dependent", "year"], observed=True)[name].max().dropna()
    assert np.percentile(largest, 95) == pytest.approx(goalpost(name), abs=0.05)


def test_goalposts_of_the_peers_are_percentiles_of_firm_values(repository: Repository) -> None:
    for one in indices().indices[INDEX].inputs:
        if one.goalposts.panel != "peers":
            continue
        largest: dict[tuple[str, str], float] = {}
        for pair in ASKED:
            for row in repository.result(one.indicator, pair).of(one.variant):
                firm = row.status in ("reported", "mirror") and not math.isnan(row.value)
                if firm and row.period.isdigit() and 2000 <= int(row.period) <= 2020:
                    key = pair.dependent, row.period
                    largest[key] = max(largest.get(key, -math.inf), row.value)
        assert len(largest) > 100
        assert np.percentile(list(largest.values()), 95) == pytest.approx(one.goalposts.high, abs=0.05), one.id


def test_only_firm_values_make_a_scale(resolver: Resolver) -> None:
    panel = index_panel(resolver, INDEX, DEFAULT_PAIR)
    place = panel.countries.index("BLR")
    # Belarus's shares of 2020 are official statements; those of 2019 were reported.
    columns = [column for column, one in enumerate(panel.declared.inputs) if one.pillar == "trade"]
    assert np.isnan(panel.firm[place, panel.years.index(2020), columns]).all()
    assert not np.isnan(panel.values[place, panel.years.index(2020), columns]).any()
    scale = scale_panel(resolver, INDEX)
    assert scale.shape == (11, 21, len(panel.declared.inputs))
    both = ~np.isnan(panel.firm[place, :21])
    assert (scale[panel.rules.peers.index("BLR")][both] >= panel.firm[place, :21][both]).all()


# --- Headline


def test_the_headline_of_2012_by_hand(answer: Answer, found: IndexResult) -> None:
    trade = [
        min(answer(name)["2012"].value / goalpost(name), 1.0)
        for name in ("export_share", "import_share", "trade_to_gdp")
    ]
    # No volume of gas is known for 2012: that of 2011 and 2013, halfway.
    gas = answer("supplier_energy_dependency", "gas")
    energy = [
        min(answer("supplier_energy_dependency", "all_fuels")["2012"].value / goalpost("energy_from_partner"), 1.0),
        (gas["2011"].value + gas["2013"].value) / 2 / 100,
    ]
    finance = answer("creditor_share")["2012"].value / goalpost("creditor_share")
    pillars = [sum(trade) / 3, sum(energy) / 2, finance]
    for name, expected in zip(("trade", "energy", "finance"), pillars, strict=True):
        assert answer(INDEX, name)["2012"].value == pytest.approx(expected)
    assert answer(INDEX, "arithmetic")["2012"].value == pytest.approx(sum(pillars) / 3)
    assert answer(INDEX, "geometric")["2012"].value == pytest.approx(math.prod(pillars) ** (1 / 3))
    assert answer(INDEX, "quadratic")["2012"].value == pytest.approx(math.sqrt(sum(p * p for p in pillars) / 3))
    assert answer(INDEX, "maximum")["2012"].value == max(pillars)
    assert sum(one.contribution for one in found.used("BLR", 2012)) == pytest.approx(sum(pillars) / 3)


@pytest.mark.parametrize("pair", ASKED, ids=lambda pair: f"{pair.dependent}-{pair.partner}")
def test_every_pair_has_ordered_bounds_status_and_lineage(repository: Repository, pair: Pair) -> None:
    result = repository.result(INDEX, pair)
    assert result.rows
    known: dict[str, dict[str, Row]] = {name: {row.period: row for row in result.of(name)} for name in result.variants}
    for row in result.rows:
        if not row.status:
            continue
        assert row.observations
        assert 0.0 <= row.low <= row.high <= 1.0 + 1e-9
        assert math.isnan(row.value) or row.low - 1e-9 <= row.value <= row.high + 1e-9
    for when, row in known["arithmetic"].items():
        pillars = [known[name][when].value for name in result.variants[4:] if when in known[name]]
        # The geometric mean takes what is below its floor for the floor.
        if row.value == row.value and min(pillars) >= FLOOR:
            views = [known[name][when].value for name in ("geometric", "arithmetic", "quadratic", "maximum")]
            assert views == sorted(views) or views == pytest.approx(sorted(views))


def test_status_and_lineage_are_those_of_what_was_used(answer: Answer) -> None:
    names = (("export_share", ""), ("import_share", ""), ("trade_to_gdp", ""), ("creditor_share", ""))
    used = [answer(name, variant)["2022"] for name, variant in names]
    row = answer(INDEX, "arithmetic")["2022"]
    assert set(row.observations) == {number for one in used for number in one.observations}
    assert row.status == max((one.status for one in used), key=STATUSES.index) == "official_statement"


def test_below_the_coverage_there_are_bounds_alone(found: IndexResult, answer: Answer) -> None:
    coverage = {year: float(found.headline.coverage.loc[("BLR", year)]) for year in (2012, 2021, 2023, 2024)}
    # all; without energy of all fuels, a sixth; without energy, a third; and without two thirds of trade as well
    assert coverage == pytest.approx({2012: 1.0, 2021: 5 / 6, 2023: 2 / 3, 2024: 4 / 9})
    rows = answer(INDEX, "arithmetic")
    assert math.isnan(rows["2024"].value)
    assert rows["2024"].low < 0.4 < 0.9 < rows["2024"].high
    assert "2024" not in answer(INDEX, "geometric")
    assert "2024" not in answer(INDEX, "trade")  # a third of a pillar is not shown as the pillar
    assert math.isnan(found.band[1, found.panel.countries.index("BLR"), found.panel.years.index(2024)])


def test_bounds_without_a_value_are_an_estimate(answer: Answer) -> None:
    """In 2024 the register of series alone is known of what is hidden, reported; the rest may be anything."""
    rows = answer("opacity_index", "arithmetic")
    assert (rows["2024"].status, rows["2023"].status) == ("estimated", "official_statement")
    assert math.isnan(rows["2024"].value)


def test_the_same_snapshot_gives_the_same_bytes(repository: Repository, found: IndexResult) -> None:
    again = Resolver(
        repository.snapshot.tables, repository.measures, repository.hidden_from, groups=repository.groups,
        indices=repository.indices,
    )  # fmt: skip
    other = index_result(again, INDEX, Pair("ARM", "RUS"))
    assert other.draws.tobytes() == found.draws.tobytes()
    assert other.band.tobytes() == found.band.tobytes()
    assert other.ranks.tobytes() == found.ranks.tobytes()


def test_peers_are_computed_once_and_a_stranger_joins_them(resolver: Resolver, found: IndexResult) -> None:
    assert index_result(resolver, INDEX, Pair("KGZ", "RUS")) is found
    stranger = index_result(resolver, INDEX, Pair("MNG", "RUS"))
    assert stranger.panel.countries == (*found.panel.countries, "MNG")
    shared = len(found.panel.years)
    assert np.array_equal(stranger.values[:11, :shared], found.values, equal_nan=True)
    assert index_panel(resolver, INDEX, Pair("BLR", "UKR")).countries == tuple(c for c in DEPENDENTS if c != "UKR")


# --- Ranks, changes, rises


def test_ranks_are_of_the_countries_with_a_value(found: IndexResult) -> None:
    at = found.panel.years.index(2012)
    valued = ~np.isnan(found.values[:, at])
    assert valued.sum() == 7
    low, middle, high = found.ranks[:, :, at]
    assert np.isnan(middle[~valued]).all()
    assert (low[valued] >= 1).all()
    assert (high[valued] <= 7).all()
    assert (low[valued] <= middle[valued]).all()
    assert (middle[valued] <= high[valued]).all()
    assert middle[found.panel.countries.index("BLR")] == 1


def test_changes_add_up(found: IndexResult) -> None:
    place = found.panel.countries.index("BLR")
    for since, until in ((2000, 2012), (2012, 2017), (2012, 2023)):
        moved = found.change("BLR", since, until)
        ends = [found.values[place, found.panel.years.index(year)] for year in (since, until)]
        assert moved.sum() == pytest.approx(ends[1] - ends[0])
    by_pillar = found.geometric_change("BLR", 2000, 2012)
    assert by_pillar.sum() == pytest.approx(1.0)
    assert by_pillar["finance"] > by_pillar["trade"]
    assert found.geometric_change("BLR", 2012, 2023).isna().all()  # energy is not known in 2023


def test_a_rise_is_likelier_the_more_the_shared_inputs_rose(found: IndexResult) -> None:
    rise = found.rise("BLR", 2000)
    assert min(rise) == 2001
    assert rise[2007] > 0.8  # debt went from a tenth to half of all; trade fell by a tenth
    assert math.isnan(rise[2024])  # what both years know is less than 65 % of the weight
    assert found.rise("BLR", 2007)[2013] < 0.05


def test_support_that_grows_changes_no_dependence(repository: Repository) -> None:
    inputs = [one.indicator for one in indices().indices[INDEX].inputs]
    themes = {name: repository.result(name, DEFAULT_PAIR).direction for name in inputs}
    assert set(themes.values()) == {1}
    assert not set(inputs) & {"gas_price_discount", "support_generosity", "bounds_width", "opacity_share"}


# --- Gaps


def test_one_missing_year_is_filled_and_two_are_not(found: IndexResult, answer: Answer) -> None:
    column = [one.id for one in found.panel.declared.inputs].index("gas_from_partner")
    cells = found.panel.cells["BLR"][column]
    gas = answer("supplier_energy_dependency", "gas")
    assert math.isnan(gas["2010"].value)
    assert cells["2010"] == Cell(
        (gas["2009"].value + gas["2011"].value) / 2,
        min(gas["2009"].low, gas["2011"].low),
        max(gas["2009"].high, gas["2011"].high),
        STATUSES.index("official_statement"),
        (*gas["2009"].observations, *gas["2011"].observations),
    )
    assert "2015" not in cells
    assert "2016" not in cells


def test_no_gap_is_filled_across_the_blackout(repository: Repository) -> None:
    hidden = Resolver(
        repository.snapshot.tables, repository.measures, {"BLR": 2011}, groups=repository.groups,
        indices=repository.indices,
    )  # fmt: skip
    column = [one.id for one in indices().indices[INDEX].inputs].index("gas_from_partner")
    assert "2010" not in index_panel(hidden, INDEX, DEFAULT_PAIR).cells["BLR"][column]


# --- Opacity


def test_inputs_discontinued_are_those_of_the_register(answer: Answer, resolver: Resolver) -> None:
    rows = answer("discontinued_inputs")
    assert {rows[str(year)].value for year in range(2000, 2022)} == {0.0}
    ended = {measure for one in indices().discontinued for measure in one.measures}
    assert len(ended) == 10
    ever = 100 * len(ended) / rows["2022"].value
    assert ever == pytest.approx(round(ever))
    assert ever > 60
    assert all(resolver.quantity(measure, DEFAULT_PAIR) for measure in ended)
    assert rows["2022"].observations


def test_a_country_without_a_register_has_no_zero(repository: Repository) -> None:
    result = repository.result("discontinued_inputs", Pair("KAZ", "RUS"))
    assert result.rows == ()
    assert result.reason is not None
    assert "not zero" in result.reason


def test_opacity_of_2021_by_hand(answer: Answer) -> None:
    (hidden,) = answer("opacity_share").values()
    parts = [hidden.value, answer("discontinued_inputs")["2021"].value, answer("bounds_width")["2021"].value]
    row = answer("opacity_index", "arithmetic")["2021"]
    assert row.value == pytest.approx(sum(parts) / 300)
    assert row.status == "estimated"  # seven months stand for the year
    assert math.isnan(answer("opacity_index", "arithmetic")["2024"].value)


# --- Declarations


def test_an_index_without_a_declaration_is_refused(tables_of: MadeTables, repository: Repository) -> None:
    made = tables_of(("wits", "export", "BLR", "RUS", "_T", "USD mn", "A", "2019", 1.0))
    for given in (None, indices()):
        with pytest.raises(DeclarationError, match="no index 'nothing'"):
            index_panel(Resolver(made, repository.measures, indices=given), "nothing", DEFAULT_PAIR)
    with pytest.raises(DeclarationError, match="no index 'dependence_index'"):
        variant_cells(INDEX, "arithmetic", Resolver(made, repository.measures), DEFAULT_PAIR)


def test_an_empty_snapshot_has_an_empty_index(tables_of: MadeTables, repository: Repository) -> None:
    made = tables_of(("pinksheet", "nothing", "WLD", "_Z", "_Z", "USD", "A", "2019", 1.0))
    resolver = Resolver(made, repository.measures, indices=indices())
    for variant in ("arithmetic", "geometric", "maximum", "trade"):
        assert variant_cells(INDEX, variant, resolver, DEFAULT_PAIR) == {}
    empty = index_result(resolver, INDEX, DEFAULT_PAIR)
    assert scores(empty.table, empty.panel.structure).isna().all(axis=None)
