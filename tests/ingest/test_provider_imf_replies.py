"""The IMF's recorded replies, and messages of another shape: each is what it is, and nothing else."""

import contextlib
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import DepdashError, SourceError
from ingest.imf_live import observed as imf_observed
from ingest.imf_live.flows import AGENCIES, DIMENSIONS, questions
from ingest.imf_live.messages import observations
from ingest.imf_live.structures import Flow, availability, flows, key_order, opened
from ingest.live import Ask, Reply
from ingest.sources import imf as published
from plays import imf as play

OURS = ("ARM", "AZE", "BLR", "GEO", "KAZ", "KGZ", "MDA", "RUS", "TJK", "UKR", "UZB")
ASK = Ask(date(2026, 11, 24), OURS)
TRADE = Flow("IMTS", "IMF.STA", "1.0.0", "IMF.STA:DSD_IMTS")
ORDER = ("COUNTRY", "INDICATOR", "COUNTERPART_COUNTRY", "FREQUENCY")
KEY = {"COUNTRY": "BLR", "INDICATOR": "XG_FOB_USD", "COUNTERPART_COUNTRY": "G001", "FREQUENCY": "A"}


def reply(body: bytes, status: int = 200) -> Reply:
    address = "https://api.imf.org/external/sdmx/3.0/data"
    return Reply(address, status, {}, body, datetime(2026, 11, 24, 6, tzinfo=UTC))


def message(*years: int) -> bytes:
    """Belarus's exports to the world in a few years, as the service sends them."""
    nothing = play.answer("/data/dataflow/IMF.STA/IMTS/+/?.?.?.?", {}).body
    rows = [KEY | {"TIME_PERIOD": str(year), "OBS_VALUE": "7000000000", "DERIVATION_TYPE": "O"} for year in years]
    return play.with_rows(nothing, rows)


def body(recorded: Path, name: str) -> bytes:
    (found,) = (recorded / "imf").rglob(name)
    return found.read_bytes()


def test_an_unknown_structure_is_204_without_a_body(recorded: Path) -> None:
    empty = body(recorded, "structure_dataflow_all_not_a_real_database_+.json")
    with pytest.raises(SourceError, match="HTTP 204 without a body: the IMF knows no such structure"):
        flows(reply(empty, 204), AGENCIES)


def test_the_recorded_list_names_all_flows_with_their_versions(recorded: Path) -> None:
    found = flows(reply(body(recorded, "structure_dataflow_all_+.json")), AGENCIES)
    assert {name: flow.version for name, flow in found.items()} == {
        "IMTS": "1.0.0", "WEO": "9.0.0", "PCPS": "9.0.0", "IRFCL": "11.0.0", "BOP": "21.0.0", "DIP": "12.0.0",
    }  # fmt: skip
    assert found["IRFCL"].structure_path == "/structure/datastructure/IMF.STA/DSD_IRFCL_PUB/+"
    with pytest.raises(SourceError, match=r"data flow IFS of IMF\.STA; found none of that name"):
        flows(reply(body(recorded, "structure_dataflow_all_+.json")), {"IFS": "IMF.STA"})


@pytest.mark.parametrize(
    ("flow", "agency", "order"),
    [
        ("PCPS", "IMF.RES", "COUNTRY.INDICATOR.DATA_TRANSFORMATION.FREQUENCY"),
        ("BOP", "IMF.STA", "COUNTRY.BOP_ACCOUNTING_ENTRY.INDICATOR.UNIT.FREQUENCY"),
    ],
)
def test_the_order_of_a_key_is_read_from_the_recorded_structure(
    recorded: Path, flow: str, agency: str, order: str
) -> None:
    given = reply(body(recorded, f"structure_datastructure_{agency}_DSD_{flow}_+.json"))
    followed = Flow(flow, agency, "9.0.0", f"{agency}:DSD_{flow}")
    assert ".".join(key_order(given, followed, DIMENSIONS[flow])) == order
    for known in (DIMENSIONS[flow] - {"FREQUENCY"}, DIMENSIONS[flow] | {"SECTOR"}):
        with pytest.raises(SourceError, match="expected a key of"):
            key_order(given, followed, known)


def test_the_recorded_availability_of_trade(recorded: Path) -> None:
    every = availability(reply(body(recorded, "imts_availability_all_COUNTRY.json")), "IMTS", "COUNTRY")
    assert (every.series, every.end, len(every.codes)) == (471734, "2025-09-01", 237)
    assert {*OURS, "CHN", "G001", "G998"} <= every.codes
    own = availability(reply(body(recorded, "imts_availability_usa_INDICATOR.json")), "IMTS", "INDICATOR")
    assert own.codes == {"MG_CIF_USD", "TBG_USD", "XG_FOB_USD"}
    world = availability(reply(body(recorded, "imts_availability_usa_xg_g001_FREQUENCY.json")), "IMTS", "FREQUENCY")
    assert (world.series, world.codes) == (3, {"A", "M", "Q"})


def test_recorded_data_without_values_and_without_series(recorded: Path) -> None:
    accounts = reply(body(recorded, "data_dataflow_IMF.STA_GFS_SOO*"))
    order = ("COUNTRY", "SECTOR", "GFS_GRP", "INDICATOR", "TYPE_OF_TRANSFORMATION", "FREQUENCY")
    table = observations(accounts, Flow("GFS_SOO", "IMF.STA", "12.0.0", "IMF.STA:DSD_GFS"), order)
    assert table["period"].tolist() == ["1972", "1973", "1974", "1975", "1976"]
    assert table["value"].isna().sum() == 5  # null, never nought
    assert set(table["DERIVATION_TYPE"]) == {"O"}
    assert set(table["UNIT"]) == {"PT"}
    assert [table[name].iloc[0] for name in order] == ["ABW", "S13", "G2M", "G23_T", "POGDP_PT", "A"]
    outlook = reply(body(recorded, "data_dataflow_IMF.WHD_WHDREO*"))
    flow = Flow("WHDREO", "IMF.WHD", "5.0.0", "IMF.WHD:DSD_WHDREO")
    assert len(observations(outlook, flow, ("COUNTRY", "INDICATOR", "FREQUENCY"))) == 0
    with pytest.raises(SourceError, match=r"expected data of IMF\.STA:IMTS"):
        observations(outlook, TRADE, ("COUNTRY", "INDICATOR", "FREQUENCY"))


def test_the_codes_that_are_asked_for_are_in_the_recorded_lists(recorded: Path) -> None:
    def codes(name: str) -> set[str]:
        listed = opened(reply(body(recorded, f"structure_codelist_{name}_+.json")))["data"]["codelists"]
        return {code["id"] for codelist in listed for code in codelist["codes"]}

    asked = {question.flow: question for question in questions(ASK)}
    assert set(asked["PCPS"].items) <= codes("IMF.RES_CL_PCPS_INDICATOR")
    assert set(asked["PCPS"].codes["DATA_TRANSFORMATION"]) <= codes("IMF.RES_CL_PCPS_DATA_TRANSFORMATION")
    assert set(asked["BOP"].codes["BOP_ACCOUNTING_ENTRY"]) <= codes("IMF.STA_CL_BOP_ACCOUNTING_ENTRY")
    assert {"A", "M"} <= codes("IMF_CL_FREQ")
    assert {*OURS, "CHN", "G001", "G998", "WBG"} <= codes("IMF_CL_COUNTRY")
    sent = {unit for question in asked.values() for item in question.items.values() for unit in item.sent}
    assert sent <= codes("IMF_CL_UNIT")
    for code in codes("IMF_CL_COUNTRY"):  # as the published file's reader names them
        assert imf_observed.area(code) in ("", published._partner(code))


@pytest.mark.parametrize(
    ("path", "new", "found"),
    [
        (("dataSets", 0, "observations"), {}, "one data set, by series"),
        (("dataSets", 0, "series"), {"0:0:0:9": {"observations": {}}}, "KeyError '9'"),
        (("dataSets", 0, "series"), {"0:0:0": {"observations": {}}}, "ValueError"),
        (("dataSets", 0, "series"), {"0:0:0:0": {"observations": {"0": "12"}}}, "TypeError observation '12'"),
        (("dataSets", 0, "series"), {"0:0:0:0": {"observations": {"-1": ["12"]}}}, "KeyError '-1'"),
        (("dataSets", 0, "series"), {"0:0:0:0": {"observations": {"0": []}}}, "IndexError"),
        (("dataSets", 0, "dimensionGroupAttributes"), {"::::": [None, 7]}, "IndexError"),
        (("structures", 0, "attributes", "dimensionGroup", 1, "values"), [{"id": "XDC"}], "export in USD; found XDC"),
        (("structures", 0, "measures", "observation", 0, "id"), "VALUE", "ValueError measures"),
        (
            ("structures", 0, "dimensions", "series", 3, "id"),
            "FREQ",
            "found COUNTRY.INDICATOR.COUNTERPART_COUNTRY.FREQ",
        ),
        (("structures", 0, "dimensions", "series", 3, "keyPosition"), 2, "expected the dimensions"),
        (("structures", 0, "dimensions", "observation", 0, "id"), "MONTH", "observations by TIME_PERIOD alone"),
        (("structures", 0, "links", 0, "urn"), "urn:Dataflow=IMF.STA:DOTS(1.0.0)", "data of IMF.STA:IMTS"),
    ],
)
def test_a_message_of_another_shape_is_refused(path: tuple[Any, ...], new: Any, found: str) -> None:
    document = json.loads(message(2023))
    document["data"]["structures"][0]["links"] = document["data"]["structures"][0]["links"][:1]
    place = document["data"]
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = new
    given = reply(json.dumps(document).encode())
    with pytest.raises(SourceError, match=found):
        imf_observed.observed(observations(given, TRADE, ORDER), questions(ASK)[0], given, None)


GOOD = message(*range(2015, 2024))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["data", "dataSets", "structures", "series", "id", "values", "0", "0:0:0:0"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=25,
)


@given(
    st.binary(max_size=300)
    | JSON.map(lambda document: json.dumps(document).encode())
    | st.tuples(st.integers(0, len(GOOD)), st.binary(max_size=4), st.integers(0, 6)).map(
        lambda edit: GOOD[: edit[0]] + edit[1] + GOOD[edit[0] + edit[2] :]
    )
    | st.integers(0, len(GOOD)).map(lambda end: GOOD[:end])
)
def test_no_body_ends_in_a_traceback(body: bytes) -> None:
    given = reply(body)
    readers: list[Callable[[], object]] = [
        lambda: flows(given, AGENCIES),
        lambda: key_order(given, TRADE, DIMENSIONS["IMTS"]),
        lambda: availability(given, "IMTS", "COUNTRY"),
        lambda: imf_observed.observed(observations(given, TRADE, ORDER), questions(ASK)[0], given, None),
    ]
    for reader in readers:
        with contextlib.suppress(DepdashError):
            reader()


def test_positions_count_and_not_the_order_in_which_dimensions_are_listed(recorded: Path) -> None:
    document = json.loads(message(2023))
    dimensions, data = document["data"]["structures"][0]["dimensions"]["series"], document["data"]["dataSets"][0]
    dimensions[2]["values"].insert(0, {"id": "POL"})
    data["series"] = {"0:0:1:0": data["series"]["0:0:0:0"]}
    dimensions.reverse()
    table = observations(reply(json.dumps(document).encode()), TRADE, ORDER)
    assert {name: table[name].iloc[0] for name in ORDER} == KEY
    listed = json.loads(body(recorded, "structure_datastructure_IMF.RES_DSD_PCPS_+.json"))
    listed["data"]["dataStructures"][0]["dataStructureComponents"]["dimensionList"]["dimensions"].reverse()
    flow = Flow("PCPS", "IMF.RES", "9.0.0", "IMF.RES:DSD_PCPS")
    order = key_order(reply(json.dumps(listed).encode()), flow, DIMENSIONS["PCPS"])
    assert ".".join(order) == "COUNTRY.INDICATOR.DATA_TRANSFORMATION.FREQUENCY"
