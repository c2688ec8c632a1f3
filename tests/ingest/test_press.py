"""Press figures: amounts, periods, days of articles, status, keys; statements' last digit; transit notes; refusals."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.press import cells, figures
from ingest.sources import press

TABLES = press.FILES[:4]  # the fifth has tests of its own
FIGURES, MORE, STATEMENTS, TRANSIT = TABLES
KEY = ["item", "reporter", "partner", "product", "unit", "period"]
VIA_PORTS = "oil_products_via_RUS_Baltic_ports"

# Rows of figures.csv that name no certain period, and those that give no single number.
UNDATED = {24, 32, 110, 137, 147, 172, 173, 189}
NO_NUMBER = {39, 72, 90, 91, 140, 175, 176, 177, 178, 179, 180, 181, 191, 192}


@pytest.fixture(scope="module")
def parsed(sources: Path) -> dict[str, Parsed]:
    return {path: press.parse((sources / path).read_bytes(), path) for path in TABLES}


@pytest.fixture(scope="module")
def table(parsed: dict[str, Parsed]) -> pd.DataFrame:
    return pd.concat([one.observations.assign(file=path) for path, one in parsed.items()], ignore_index=True)


def pick(table: pd.DataFrame, item: str, **where: str) -> pd.DataFrame:
    found = table[table["item"] == item]
    for column, value in where.items():
        found = found[found[column] == value]
    return found


def one(table: pd.DataFrame, item: str, **where: str) -> "pd.Series[float]":
    found = pick(table, item, **where)
    assert len(found) == 1, found
    return found.iloc[0]


# Figures


def test_gas_price_of_several_publishers_is_one_series(table: pd.DataFrame) -> None:
    prices = pick(table, "gas_price_paid_by_BLR", product="_Z")
    assert prices[["reporter", "partner", "unit"]].drop_duplicates().values.tolist() == [["BLR", "RUS", "USD/1000 m3"]]
    of_2009 = prices[prices["period"] == "2009"].set_index("value")
    assert of_2009["preference"].to_dict() == {148.0: 0, 150.0: 2}
    assert of_2009.loc[148.0, "note"].startswith("BelaPAN citing Belstat; Belstat average import price")
    ahead = prices[prices["status"] != "official_statement"]
    assert dict(zip(ahead["period"], ahead["status"], strict=True)) == dict.fromkeys(
        ("2010Q2", "2022", "2015-01"), "forecast"
    )
    assert one(table, "gas_price_paid_by_BLR", product="final_consumer_side")["value"] == 147


def test_gas_prices_are_known_from_the_day_of_their_article(table: pd.DataFrame) -> None:
    known = {
        year: one(table, "gas_price_paid_by_BLR", period=year, product="_Z")[["value", "vintage"]].tolist()
        for year in ("2019", "2021", "2022")
    }
    assert known == {
        "2019": [127.0, date(2020, 1, 1)],
        "2021": [128.5, date(2021, 1, 31)],
        "2022": [128.5, date(2021, 7, 13)],
    }


def test_refused_rows_are_listed_with_their_reasons(parsed: dict[str, Parsed], sources: Path) -> None:
    reasons = {refusal.row: refusal.reason for refusal in parsed[FIGURES].refused}
    assert {row for row, reason in reasons.items() if reason.endswith("names no certain period")} == UNDATED
    assert {row for row, reason in reasons.items() if reason.endswith("is not one number")} == NO_NUMBER
    assert set(reasons) == UNDATED | NO_NUMBER
    assert reasons[72] == "'18 + 6' is not one number"
    rows = len((sources / FIGURES).read_text(encoding="utf-8").splitlines()) - 1
    assert len(parsed[FIGURES].observations) + len(reasons) == rows == 198
    assert (len(parsed[MORE].observations), parsed[MORE].refused) == (29, ())


def test_of_fifteen_values_that_are_no_plain_number_one_is_a_bound(sources: Path, parsed: dict[str, Parsed]) -> None:
    raw = pd.read_csv(sources / FIGURES, dtype=str, keep_default_na=False)
    assert (~raw["value"].str.fullmatch(r"-?\d+(\.\d+)?")).sum() == 15
    bounds = parsed[FIGURES].observations.query("value.isna()")
    assert bounds["row"].tolist() == [135]


def test_a_qualified_estimate_is_a_bound(table: pd.DataFrame) -> None:
    estimate = one(table, "russian_subsidy_estimate", period="2006")
    assert (estimate["low"], estimate["status"]) == (7.0, "estimated")
    assert pd.isna(estimate["value"])
    assert pd.isna(estimate["high"])


@pytest.mark.parametrize(
    ("item", "named"),
    [
        ("external_debt_repayment", "2021Q1"),
        ("external_debt_repayment", "2020"),
        ("external_public_debt", "2021-04-01"),
        ("crude_import_price", "2018H1"),
        ("crude_import_price", "2019-01"),
    ],
)
def test_the_same_figure_in_both_tables_has_one_key(table: pd.DataFrame, item: str, named: str) -> None:
    found = pick(table, item, period=named)
    assert set(found["file"]) == {FIGURES, MORE}
    assert len(found.drop_duplicates([*KEY, "vintage", "value"])) == 1


def test_price_of_russian_crude_and_of_all_crude_are_apart(table: pd.DataFrame) -> None:
    prices = pick(table, "crude_import_price").drop_duplicates([*KEY, "value"])
    by_partner = {partner: set(rows["period"]) for partner, rows in prices.groupby("partner")}
    assert by_partner["RUS"] == {"2014-01..2014-05", "2018H1", "2019-01", "2019"}
    assert {"2007-01..2007-07", "2020-01..2020-05"} <= by_partner["WLD"]
    assert pick(prices, "crude_import_price", period="2020-01..2020-05")["value"].tolist() == [180.7, 181.0]


@pytest.mark.parametrize(
    ("item", "where", "expected"),
    [
        ("russian_state_loan", {"period": "2015"}, ("BLR", "RUS", "govt_and_banks", "USD mn", 1571.9)),
        ("russian_state_loan", {"period": "2020-04-01"}, ("BLR", "RUS", "npp_drawn", "USD bn", 4.33)),
        ("russian_state_loan", {"period": "2020-09"}, ("BLR", "RUS", "package", "USD bn", 1.5)),
        ("russian_state_loan", {"period": "2008-11"}, ("BLR", "RUS", "signed", "USD bn", 2.0)),
        ("russian_state_loan", {"period": "2020-10-16"}, ("BLR", "_EFSD", "_Z", "USD mn", 500.0)),
        ("russian_state_loan_tranche", {"period": "2020-12-30"}, ("BLR", "RUS", "_Z", "USD mn", 500.0)),
        ("russian_loans_received_all", {"period": "2020"}, ("BLR", "RUS", "_Z", "USD mn", 1051.0)),
        ("efsd_repaid", {"period": "2020"}, ("BLR", "_EFSD", "_Z", "USD mn", 376.9)),
        ("debt_owed_to_RUS", {"period": "2009-10-01"}, ("BLR", "RUS", "_Z", "percent of external public debt", 50.4)),
        ("external_public_debt", {"period": "2018-01-01"}, ("BLR", "_Z", "_Z", "USD bn", 16.7)),
        ("debt_owed_to_RUS", {"product": "change"}, ("BLR", "RUS", "change", "USD bn", -0.125)),
        ("gross_reserves", {"period": "2021-01-01"}, ("BLR", "_Z", "_Z", "USD mn", 7468.5)),
        ("gazprom_average_price_europe", {}, ("RUS", "_Z", "europe", "USD/1000 m3", 203.0)),
        ("beltransgaz_purchase", {}, ("RUS", "_Z", "_Z", "USD bn", 2.5)),
        ("eu_vehicles_and_parts_exports", {"period": "2024-01"}, ("BLR", "EU", "_Z", "USD mn", 268.0)),
        ("settlement_currency", {"period": "2023"}, ("BLR", "RUS", "_Z", "percent RUB", 92.0)),
        ("oil_supply_cut", {}, ("BLR", "RUS", "_Z", "Mt", -5.0)),
        ("oil_quota", {"period": "2010"}, ("BLR", "RUS", "duty_free", "Mt", 6.3)),
        ("potash_via_RUS_ports", {"period": "2023"}, ("BLR", "RUS", "run_rate", "Mt/year", 12.0)),
        ("russian_subsidy_estimate", {"period": "2007..2009"}, ("BLR", "RUS", "oil_only_per_year", "USD bn", 4.124)),
        ("frontex_detections", {}, ("_Z", "_Z", "eastern_land_border_of_the_eu", "persons", 7915.0)),
    ],
)
def test_entities_become_areas_and_products(
    table: pd.DataFrame, item: str, where: dict[str, str], expected: tuple[str, str, str, str, float]
) -> None:
    assert tuple(one(table, item, **where)[["reporter", "partner", "product", "unit", "value"]]) == expected


def test_debt_to_russia_with_the_fund_has_its_own_partner(table: pd.DataFrame) -> None:
    debt = one(table, "debt_owed_to_RUS", partner="_RUS_EFSD")
    assert (debt["unit"], debt["value"]) == ("percent of external state debt", 62.7)


def test_russia_is_not_its_own_partner() -> None:
    row = dict.fromkeys(figures.COLUMNS, "") | {"topic": "exports_of_RUS", "entity": "RUS->Europe", "period": "2020"}
    stated = figures.observation(row | {"value": "1"})
    assert (stated["reporter"], stated["partner"], stated["product"]) == ("RUS", "_Z", "europe")


def test_gas_volumes_of_both_spellings_of_the_entity_are_one_series(table: pd.DataFrame) -> None:
    volumes = pick(table, "gas_import_volume_from_RUS")
    assert len(volumes.drop_duplicates(["reporter", "partner", "product", "unit"])) == 1
    assert sorted(volumes.loc[volumes["period"] == "2013", "value"]) == [19.5, 20.3]


@pytest.mark.parametrize(
    ("item", "where", "status"),
    [
        ("russian_subsidy_estimate", {"period": "2000..2020"}, "estimated"),
        ("russian_subsidy_estimate", {"product": "plan"}, "forecast"),
        ("gas_supply_contract_cost", {"period": "2022"}, "estimated"),
        ("crude_import_price", {"period": "2014-01..2014-05"}, "estimated"),
        ("crude_import_volume_from_RUS", {"period": "2016"}, "forecast"),
        ("tax_manoeuvre_loss", {"period": "2019..2024"}, "estimated"),
        ("tax_manoeuvre_loss", {"period": "2020"}, "forecast"),
        ("tax_manoeuvre_compensation", {"period": "2021-09-09..2022-12-31"}, "forecast"),
        ("oil_quota", {"period": "2016..2024"}, "forecast"),
        ("potash_via_RUS_ports", {"period": "2022"}, "official_statement"),  # its note forecasts another year
        (VIA_PORTS, {"product": "target"}, "forecast"),
        (VIA_PORTS, {"product": "ambassador_plan"}, "forecast"),
        ("external_debt_repayment", {"period": "2017"}, "official_statement"),
        ("union_support_poll", {}, "estimated"),
    ],
)
def test_status_follows_the_declared_rules(table: pd.DataFrame, item: str, where: dict[str, str], status: str) -> None:
    assert one(table, item, **where)["status"] == status


def test_a_loss_told_beforehand_and_one_told_afterwards(table: pd.DataFrame) -> None:
    losses = pick(table, "tax_manoeuvre_loss", period="2019").set_index("value")["status"].to_dict()
    assert losses == {330.0: "official_statement", 400.0: "forecast"}


def test_a_word_after_the_period_that_is_not_declared_is_no_figure() -> None:
    row = dict.fromkeys(figures.COLUMNS, "") | {"topic": "t", "entity": "BLR", "period": "2020 perhaps", "value": "1"}
    with pytest.raises(cells.NoFigure, match="unknown words 'perhaps'"):
        figures.observation(row)


def test_the_row_is_the_line_of_the_file(parsed: dict[str, Parsed], sources: Path) -> None:
    for path in (FIGURES, MORE, STATEMENTS, TRANSIT):
        lines = (sources / path).read_text(encoding="utf-8").splitlines()
        for stated in parsed[path].observations.itertuples():
            if stated.locator.startswith("http") and "(same)" not in lines[stated.row - 1]:
                assert stated.locator in lines[stated.row - 1]


# Official statements


@pytest.mark.parametrize(
    ("item", "where", "low", "high"),
    [
        ("goods_turnover", {"period": "2020", "file": STATEMENTS}, 29.515, 29.525),
        ("goods_turnover", {"period": "2021"}, 39.5, 40.5),
        ("goods_turnover", {"period": "2023", "reporter": "BLR"}, 48.5, 49.0),  # "almost"
        ("goods_turnover", {"period": "2023", "reporter": "RUS"}, 46.45, 46.55),  # in a note
        ("goods_turnover", {"period": "2022"}, 45.75, 45.85),  # in a note
        ("goods_imports", {"period": "2023-01..2023-11"}, 21.265, 21.275),  # in a note
        ("goods_exports", {"period": "2022", "partner": "RUS"}, 22.85, 22.95),
        ("goods_exports", {"period": "2023", "reporter": "RUS"}, 22.55, 22.65),
        ("goods_exports", {"period": "2023H1", "partner": "WLD"}, 19.4065, 19.4075),
        ("goods_exports", {"period": "2021", "partner": "EU"}, 9.45, 9.55),
        ("goods_imports", {"period": "2023", "reporter": "RUS"}, 23.85, 23.95),
        ("goods_balance", {"period": "2022"}, 0.12735, 0.12745),
        ("share_of_goods_exports", {"period": "2021", "partner": "RUS"}, 41.05, 41.15),
        ("share_of_goods_exports", {"partner": "_RUS_CHN"}, 63.5, 64.5),
        ("share_of_goods_imports", {"period": "2021"}, 56.55, 56.65),
        ("goods_and_services_turnover", {"period": "2024"}, 59.0, 60.0),
    ],
)
def test_statements_are_intervals(
    table: pd.DataFrame, item: str, where: dict[str, str], low: float, high: float
) -> None:
    stated = one(table, item, **where)
    assert (stated["low"], stated["high"]) == (low, high)
    assert stated["unit"] == ("percent" if item.startswith("share") else "USD bn")


def test_turnover_is_one_series_from_two_tables(table: pd.DataFrame) -> None:
    turnover = pick(table, "goods_turnover", reporter="BLR")
    assert len(turnover.drop_duplicates(["reporter", "partner", "product", "unit", "title"])) == 1
    assert turnover.set_index("period")["value"].to_dict() == {
        "2011": 38.6076, "2020": 29.52, "2021": 40.0, "2022": 45.8, "2023": 49.0, "2024": 50.0,
        "2025-01..2025-10": 44.0, "2025-01..2025-11": 49.2,
    }  # fmt: skip
    assert set(pick(table, "goods_turnover", period="2020")["file"]) == {FIGURES, STATEMENTS}
    assert pick(table, "trade_share_RUS")["unit"].tolist() == ["percent of goods turnover"]


def test_statements_of_the_future_and_rounded_ones(table: pd.DataFrame) -> None:
    assert one(table, "goods_and_services_turnover")["status"] == "forecast"
    assert one(table, "goods_turnover", period="2024")["preference"] == 2
    assert set(pick(table, "goods_exports")["status"]) == {"official_statement"}


# Transit quotes


def test_what_an_agreement_foresees_is_known_from_its_day(table: pd.DataFrame) -> None:
    agreed = pick(table, VIA_PORTS, product="agreed")
    by_period = agreed.groupby("period")["vintage"].min().to_dict()
    assert by_period == dict.fromkeys(("2021", "2022", "2023", "2021..2023"), date(2021, 2, 19))


def test_agreed_target_expected_and_reported_tonnes_are_apart(table: pd.DataFrame) -> None:
    tonnes = pick(table, VIA_PORTS).drop_duplicates([*KEY, "value"])
    found = {key: rows["value"].tolist() for key, rows in tonnes.groupby(["product", "period"])}
    assert {key[0] for key in found} == {
        "agreed", "ambassador_plan", "expected", "gasoline", "offered", "reported", "shipped_by_5_april", "target",
    }  # fmt: skip
    assert [found["agreed", named] for named in ("2021", "2022", "2023", "2021..2023")] == [[3.5], [3.2], [3.1], [9.8]]
    assert (found["target", "2021"], found["ambassador_plan", "2021"]) == ([1.7], [1.5])
    assert (found["expected", "2021"], found["expected", "2022"], found["reported", "2023"]) == ([2.3], [3.0], [6.5])


@pytest.mark.parametrize(
    ("item", "product", "named"),
    [
        (VIA_PORTS, "agreed", "2021..2023"),
        (VIA_PORTS, "expected", "2021"),
        (VIA_PORTS, "reported", "2023"),
        ("all_cargo_via_RUS_ports", "_Z", "2023H1"),
    ],
)
def test_transit_quotes_share_their_keys_with_the_figures(
    table: pd.DataFrame, item: str, product: str, named: str
) -> None:
    found = pick(table, item, product=product, period=named)
    assert set(found["file"]) == {FIGURES, TRANSIT}
    assert len(found.drop_duplicates([*KEY, "value"])) == 1


def test_figures_that_stand_in_a_note(table: pd.DataFrame, sources: Path) -> None:
    base = one(table, "cargo_before_sanctions_via_baltic_and_ukrainian_ports")
    assert (base["value"], base["unit"], base["period"], base["reporter"]) == (18.8, "Mt", "2023", "BLR")
    lines = (sources / TRANSIT).read_text(encoding="utf-8").splitlines()
    assert "18.8 Mt/yr" in lines[base["row"] - 1]
    earlier = one(table, "all_cargo_via_RUS_ports", period="2022H1")
    assert (earlier["value"], earlier["vintage"]) == (1.5, date(2023, 7, 18))
    latvia = pick(table, "bnk_exports", product="via_latvian_ports").set_index("period")
    assert latvia["value"].to_dict() == {"2014H1": 1.6176, "2013H1": 1.8736}
    assert latvia["locator"].str.startswith("https://neftegaz.ru/").all()


def test_an_event_among_the_quotes_is_refused(parsed: dict[str, Parsed]) -> None:
    (refusal,) = parsed[TRANSIT].refused
    assert (refusal.row, refusal.reason) == (11, "unknown metric 'BNK suspends oil products via Klaipedos nafta'")


# Files that are not what they should be

HEADER = ",".join(figures.COLUMNS)
STATED = "period,metric,value,unit,who,url,note\n"


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("2022,BLR exports to Mars,1,bn USD,a,b,c", "unknown metric 'BLR exports to Mars'"),
        ("2022,BLR goods exports to RUS,1,bn EUR,a,b,c", "unknown unit 'bn EUR'"),
        ("2022 perhaps,BLR goods exports to RUS,1,bn USD,a,b,c", "unknown words 'perhaps' after the period"),
    ],
)
def test_an_unknown_metric_or_unit_of_a_statement_is_refused(lines: str, reason: str) -> None:
    good = "2023,BLR goods exports to RUS,1,bn USD,a,b,c"
    parsed = press.parse(f"{STATED}{lines}\n{good}\n".encode(), STATEMENTS)
    assert [(refusal.row, refusal.reason) for refusal in parsed.refused] == [(2, reason)]
    assert parsed.observations["row"].tolist() == [3]


@pytest.mark.parametrize(
    ("payload", "path", "message"),
    [
        (b"<html><body>", FIGURES, "an HTML page"),
        (f"{HEADER.replace('topic', 'theme')}\n{',' * 8}\n".encode(), FIGURES, "column 'topic'"),
        (f"{STATED.replace('metric', 'measure')},,,,,,\n".encode(), STATEMENTS, "column 'metric'"),
        (f"{STATED}2022,BLR goods exports to RUS,1".encode(), STATEMENTS, "a line end after the last record"),
        (f"{STATED}2022,BLR goods exports to RUS,1\n".encode(), STATEMENTS, "the file is cut"),
        (f"{STATED},,,,,,\n".encode(), TRANSIT, "1 rows without any"),
        (f"{STATED},,,,,,\n".encode(), "trade/quotes.csv", "a name that begins with"),
    ],
)
def test_what_is_not_the_table_is_refused(payload: bytes, path: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        press.parse(payload, path)
