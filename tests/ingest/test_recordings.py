"""What becomes of every recorded reply: so many rows, or the reason why the provider's parser refuses it.

A new recording without a line here fails. What the rows say, the tests of each provider hold.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from ingest.errors import SourceError
from ingest.eurostat_live import answers, comext, jsonstat
from ingest.imf_live import messages, structures
from ingest.imf_live.flows import AGENCIES, DIMENSIONS
from ingest.live import Ask, Provider, Reply, Request
from ingest.providers import (
    cbr,
    comtrade,
    dbnomics,
    eia,
    entsog,
    fred,
    nbrb,
    wits,
    worldbank,
    worldbank_debt,
)  # fmt: skip
from plays import RETRIEVED, Answer, driven

Parser = Callable[[Reply], int]


def rates_of_the_russian_bank(reply: Reply) -> int:
    return len(cbr.rates(reply, "R01235", "USD", (date(2022, 3, 1), date(2022, 3, 10))))


def trade_of_the_union(reply: Reply) -> int:
    return len(comext.trade(reply, comext.Selection("M", ("EU27_2020",), ("CN",), ("84834030",), ("1",), 2025, 2025)))


def comtrade_rows(reply: Reply) -> int:
    block = comtrade.Block((156,), ("X", "M"), (2010,), ("TOTAL",), (276, 32))
    known = comtrade.Known({(156, 2010): date(2012, 1, 1)}, {156: "CHN", 276: "DEU", 32: "ARG"})
    return len(comtrade.flows(reply, block, 4, known)[0])


def comtrade_releases(reply: Reply) -> int:
    return len(comtrade.data_sets(reply, [112], 2000))


def comtrade_countries(reply: Reply) -> int:
    return len(comtrade.countries_by_number(reply, [112]))


def dbnomics_series(reply: Reply) -> int:
    return len(dbnomics.page(reply, 0)[1])


def brent_by_month(reply: Reply) -> int:
    return len(eia.prices(reply, eia.Window("monthly", 2021, 2021)))


def gas_flows(reply: Reply) -> int:
    return len(entsog.flows(reply, date(2026, 5, 1), date(2026, 5, 31)))


def gas_not_found(reply: Reply) -> int:
    assert entsog.nothing_found(Reply(reply.address, 404, {}, reply.body, RETRIEVED))
    return 0


def eurostat_cube(reply: Reply) -> int:
    return len(jsonstat.cube(reply).table)


def eurostat_answer(reply: Reply) -> int:
    """Data, or an error; 0 for an answer that is put off."""
    steps = answers.fetched(Request("/a"), "/comext/dissemination")
    next(steps)
    try:
        steps.send(reply)
    except StopIteration as end:
        return len(end.value.body)
    return 0


def brent_by_day(reply: Reply) -> int:
    return len(fred.prices(reply, "DCOILBRENTEU", "2025-07-01", "2026-01-31"))


def imf_flows(reply: Reply) -> int:
    return len(structures.flows(reply, AGENCIES))


def imf_flow_of_prices(reply: Reply) -> int:
    return len(structures.flows(reply, {"PCPS": "IMF.RES"}))


def imf_key(flow: str, agency: str) -> Parser:
    of = structures.Flow(flow, agency, "9.0.0", f"{agency}:DSD_{flow}")
    return lambda reply: len(structures.key_order(reply, of, DIMENSIONS[flow]))


def imf_available(dimension: str) -> Parser:
    return lambda reply: len(structures.availability(reply, "IMTS", dimension).codes)


def imf_data(flow: str, agency: str, *order: str) -> Parser:
    return lambda reply: len(messages.observations(reply, structures.Flow(flow, agency, "1.0.0", ""), order))


def rates_of_the_belarusian_bank(reply: Reply) -> int:
    return len(nbrb.rates(reply, nbrb.Window("USD", 431, 1, date(2021, 7, 9), date(2021, 7, 31))))


def list_of_the_belarusian_bank(reply: Reply) -> int:
    return len(nbrb.todays_rates(reply, date(2022, 2, 28)))


def wits_trade(reply: Reply) -> int:
    return len(wits.trade(reply))


def everywhere(provider: Provider) -> Parser:
    """A whole pull, to which each answer is the recording."""

    def rows(reply: Reply) -> int:
        steps = provider.pull(Ask(date(2026, 11, 24), ("BLR", "RUS")))
        found, _ = driven(provider, steps, lambda path, query: Answer(reply.body))
        return sum(len(table) for _, table in found.parts) if found else 0

    return rows


accounts = imf_data(
    "GFS_SOO", "IMF.STA", "COUNTRY", "SECTOR", "GFS_GRP", "INDICATOR", "TYPE_OF_TRANSFORMATION", "FREQUENCY"
)
outlook = imf_data("WHDREO", "IMF.WHD", "COUNTRY", "INDICATOR", "FREQUENCY")
development, debt = everywhere(worldbank.PROVIDER), everywhere(worldbank_debt.PROVIDER)

# Folder: file: parser, and the number of rows, names or codes that it reads, or why it refuses the file.
LINES: dict[str, dict[str, tuple[Parser, int | str]]] = {
    "cbr": {
        "XML_dynamic_R01235_2022-03_trimmed.xml": (rates_of_the_russian_bank, 3),
        "XML_daily_xml_response_april_1.xml": (rates_of_the_russian_bank, "found ValCurs Foreign Currency Market None"),
        "XML_daily_xml_response_april_2.xml": (rates_of_the_russian_bank, "found ValCurs Foreign Currency Market None"),
    },
    "comext": {"imports_EU27_84834030_2025-06.csv": (trade_of_the_union, "partner CN in row 2; found 'AT'")},
    "comtrade/comtradr/tests/goods_bulk/comtradeapi.un.org/bulk/v1/get/C/A": {
        "HS-4f1d0f.json": (comtrade_rows, "found Expected `str`, got `int` - at .*period"),
    },
    "comtrade/comtradr/tests/testthat/data/comtradeapi.un.org/data/v1/get/C/A": {
        "HS-60a6ad.json": (comtrade_rows, 4),
    },
    "comtrade/comtradr/tests/testthat/goods_bulk_error/comtradeapi.un.org/bulk/v1/get/C/A": {
        "HS-a503f3.json": (comtrade_releases, "data sets from 2000 on; found none"),
    },
    "comtrade/comtradr/tests/testthat/re_tb1/comtradeapi.un.org/files/v1/app/reference": {
        "HS.body.json": (comtrade_countries, "missing required field `reporterCode`"),
    },
    "comtrade/comtradr/tests/testthat/re_tb2/comtradeapi.un.org/files/v1/app/reference": {
        "ModeOfTransportCodes.body.json": (comtrade_countries, "missing required field `reporterCode`"),
        "Reporters.body.json": (comtrade_countries, 246),
    },
    "comtrade/comtradr/tests/testthat/re_tb3/comtradeapi.un.org/files/v1/app/reference": {
        "TradeDataItems.body.json": (comtrade_countries, "missing required field `reporterCode`"),
    },
    "comtrade/comtradr/tests/testthat/services/comtradeapi.un.org/data/v1/get/S/A": {
        "EB-b31ccb.body.json": (comtrade_rows, "4 rows, as counted; found 0 rows"),
    },
    "comtrade/transcribed": {
        "error_403_quota.json": (comtrade_rows, "found Out of call volume quota"),
        "error_429.json": (comtrade_rows, "found Rate limit is exceeded"),
        "preview_india_exports_2022_world_total.json": (comtrade_rows, "4 rows, as counted; found 1 rows"),
    },
    "dbnomics": {
        "error_unknown_provider.json": (dbnomics_series, "Could not find storage directory for provider 'PWT'"),
        "series_observations_TRIMMED_shape_only.json": (dbnomics_series, "missing required field `indexed_at`"),
    },
    "eia": {
        "international_crude_AGO_1973-01.json": (brent_by_month, "missing required field `series`"),
        "petroleum_pri_spt_weekly_RWTC_1986-01-03.json": (brent_by_month, "monthly prices; found weekly ones"),
    },
    "eia/electricitymaps": {
        "US-NW-BPAT-US-NW-NWMT-exchange.json": (brent_by_month, "monthly prices; found hourly ones"),
        "US-NW-PGE-with-nulls.json": (brent_by_month, "as many as its total; found 2 of 3"),
        "US_CAR_SC-nuclear.json": (brent_by_month, "as many as its total; found 0 of 0"),
        "US_NW_BPAT-consumption.json": (brent_by_month, "as many as its total; found 2 of 3"),
    },
    "entsog": {"physical_flow_2026-05-06_bacton.json": (gas_flows, "point and direction: .* found UK-TSO-0001ITP")},
    "entsog/transcribed": {
        "no_result_404.json": (gas_not_found, 0),
        "operationalData_GCV_2026-05-06.json": (gas_flows, "indicator: Physical Flow; found GCV"),
    },
    "eurostat": {
        "jsonstat_prc_hicp_minr_CZ_recorded_2026-10-10_trimmed.json": (eurostat_cube, 18),
        "sdmx_csv_ei_bpm6ca_q_2025-10-30.csv": (trade_of_the_union, "column 'reporter'; found columns DATAFLOW"),
    },
    "eurostat/sdmx-test-data/ESTAT": {
        "CL_FREQ.xml": (eurostat_answer, "data; found status 200, an XML document Structure"),
        "GOV_10Q_GGNFA.xml": (eurostat_answer, "data; found status 200, an XML document Structure"),
        "apro_mk_cola-structure.xml": (eurostat_answer, "data; found status 200, an XML document Structure"),
        "footer.xml": (eurostat_answer, "data; found status 200, an XML document GenericData"),
        "footer2.xml": (eurostat_answer, "data; found status 200, an XML document GenericData"),
    },
    "eurostat/transcribed": {
        "error_413_too_big.json": (eurostat_answer, "found 413 EXTRACTION_TOO_BIG"),
        "warning_async_200.json": (eurostat_answer, 0),
    },
    "fred": {"fredgraph_DCOILBRENTEU_head_2025-07-28_2026-01-30.csv": (brent_by_day, 131)},
    "imf": {"sdmx_csv_WEO_9.0.0_MEX_NGDP_RPCH_trimmed.csv": (outlook, "JSON in UTF-8; found JSON is malformed")},
    "imf/imfp_bodies": {
        "data_dataflow_IMF.STA_GFS_SOO_+_ABW.S13.G2M.G23_T.POGDP_PT.A_dimensionAtObservation_TIME_PERIOD_attributes"
        "_dsd_measures_.json": (accounts, 5),
        "data_dataflow_IMF.WHD_WHDREO_+_._.M_dimensionAtObservation_TIME_PERIOD_attributes_dsd_measures_all.json": (
            outlook,
            0,
        ),
        "structure_dataflow_all_+.json": (imf_flows, 6),
        "structure_dataflow_IMF.RES_PCPS_+.json": (imf_flow_of_prices, 1),
        "structure_dataflow_all_not_a_real_database_+.json": (imf_flows, "found HTTP 200 without a body"),
        "structure_datastructure_IMF.RES_DSD_PCPS_+.json": (imf_key("PCPS", "IMF.RES"), 4),
        "structure_datastructure_IMF.STA_DSD_BOP_+.json": (imf_key("BOP", "IMF.STA"), 5),
        **{
            f"structure_{name}_+.json": (imf_flows, r"data\.dataflows; found")  # lists of codes, not asked for
            for name in (
                "codelist_IMF.RES_CL_PCPS_DATA_TRANSFORMATION", "codelist_IMF.RES_CL_PCPS_INDICATOR",
                "codelist_IMF.STA_CL_BOP_ACCOUNTING_ENTRY", "codelist_IMF_CL_COUNTRY", "codelist_IMF_CL_FREQ",
                "codelist_IMF_CL_UNIT", "codelist_all_CL_BOP_ACCOUNTING_ENTRY", "codelist_all_CL_FREQ",
                "codelist_all_CL_PCPS_DATA_TRANSFORMATION", "codelist_all_CL_PCPS_INDICATOR",
                "conceptscheme_IMF.RES_CS_PCPS", "conceptscheme_IMF.STA_CS_BOP",
            )
        },
    },
    "imf/sdmx-test-data/IMF": {
        "01R.xml": (imf_flows, "SDMX-JSON, which was asked for; found SDMX-ML"),
        "PCPS.xml": (imf_flows, "SDMX-JSON, which was asked for; found SDMX-ML"),
    },
    "imf/sdmx-test-data/IMF_RES": {
        "WEO-data.xml": (outlook, "SDMX-JSON, which was asked for; found SDMX-ML"),
        "WEO-structure.xml": (imf_flows, "SDMX-JSON, which was asked for; found SDMX-ML"),
    },
    "imf/sdmx-test-data/IMF_STA": {
        "DSD_BOP.xml": (imf_key("BOP", "IMF.STA"), "SDMX-JSON, which was asked for; found SDMX-ML"),
        "availableconstraint_CPI.xml": (
            imf_available("COUNTRY"),
            "SDMX-JSON, which was asked for; found SDMX-ML",
        ),
    },
    "imf/transcribed": {
        "imts_availability_all_COUNTRY.json": (imf_available("COUNTRY"), 237),
        "imts_availability_usa_INDICATOR.json": (imf_available("INDICATOR"), 3),
        "imts_availability_usa_xg_g001_FREQUENCY.json": (imf_available("FREQUENCY"), 3),
        "imts_data_usa_xg_a.sdmx30.xml": (outlook, "SDMX-JSON, which was asked for; found SDMX-ML"),
    },
    "nbrb": {"rates_2022-02-28_trimmed.json": (list_of_the_belarusian_bank, 2)},
    "nbrb/transcribed": {"dynamics_431_2021-07-09_2021-07-31.json": (rates_of_the_belarusian_bank, 23)},
    "wits": {"sdmx-test-data_gh-78.xml": (wits_trade, "expected JSON in UTF-8")},
    "wits/tests/data": {"sample_trade_data.json": (wits_trade, 29)},
    "worldbank": {"indicator_header_and_rows_trimmed.json": (development, 2)},
    "worldbank/derived_from_rds": {
        f"wb-{name}.json": (development, "the shape that answers have")  # rows alone, or of other kinds
        for name in (
            "country", "country-indicator", "income-level", "indicator", "language", "lending-type", "project",
            "region", "source", "topic",
        )
    },
    "worldbank/transcribed": {
        "error_175_not_found.json": (development, "found the message 175 Invalid format"),
        "error_200_invalid_value.json": (development, "found the message 120 Invalid value"),
        "error_sources_200_xml.xml": (debt, "found the message 160 Data not found"),
    },
}  # fmt: skip
NO_REPLIES = {"README.md": "says what the recordings are"}
EVERY = [(f"{folder}/{name}", *line) for folder, lines in LINES.items() for name, line in lines.items()]


@pytest.mark.parametrize(("name", "parser", "outcome"), EVERY, ids=[name for name, _, _ in EVERY])
def test_a_recorded_reply_is_read_or_refused(name: str, parser: Parser, outcome: int | str, recorded: Path) -> None:
    reply = Reply("https://provider.example/recorded", 200, {}, (recorded / name).read_bytes(), RETRIEVED)
    if isinstance(outcome, int):
        assert parser(reply) == outcome
    else:
        with pytest.raises(SourceError, match=outcome):
            parser(reply)


def test_every_recording_has_its_line(recorded: Path) -> None:
    found = {path.relative_to(recorded).as_posix() for path in recorded.rglob("*") if path.is_file()}
    assert found == {name for name, _, _ in EVERY} | set(NO_REPLIES)
