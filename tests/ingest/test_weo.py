"""WEO: projections, units, the world's rows, and the edition in the name."""

import re
from pathlib import Path

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.sources import weo

PATH = "econ/imf_weo_2026apr_postsoviet.csv"


@pytest.fixture(scope="module")
def payload(sources: Path) -> bytes:
    return (sources / PATH).read_bytes()


@pytest.fixture(scope="module")
def parsed(payload: bytes) -> Parsed:
    return weo.parse(payload, PATH)


def belarus(parsed: Parsed, item: str) -> pd.DataFrame:
    table = parsed.observations
    return table[(table["item"] == item) & (table["reporter"] == "BLR")].set_index("period")


def test_known_answers_for_belarus(parsed: Parsed) -> None:
    account = belarus(parsed, "bca")
    assert (account.loc["2024", "value"], account.loc["2024", "unit"]) == (-2.428, "USD bn")
    assert belarus(parsed, "ngdpd").loc["2025", "value"] == 92.766
    assert belarus(parsed, "ggxwdg_ngdp").loc["2022", ["value", "unit"]].tolist() == [40.844, "percent"]


def test_2025_and_later_are_projections(parsed: Parsed) -> None:
    table = parsed.observations
    assert table["period"].max() == "2031"
    assert set(table.loc[table["period"] >= "2025", "status"]) == {"forecast"}
    assert set(table.loc[table["period"] < "2025", "status"]) == {"reported"}


def test_the_world_keeps_only_what_exists_for_it_alone(parsed: Parsed) -> None:
    table = parsed.observations
    assert set(table.loc[table["reporter"] == "WLD", "item"]) == {"ngdp_rpchmk", "tradepch"}
    assert "G001" not in set(table["reporter"])
    assert table["reporter"].nunique() == 12


def test_commodity_prices_are_left_to_the_pink_sheet(parsed: Parsed) -> None:
    prices = {item for item in parsed.observations["item"] if item.startswith("p")}
    assert prices == {"pcpi", "pcpie", "pcpiepch", "pcpipch", "pppex", "pppgdp", "ppppc", "pppsh"}
    assert parsed.refused == ()


def test_units_are_those_of_the_list_of_codes(sources: Path, parsed: Parsed) -> None:
    codes = (sources / "econ/imf_weo_2026apr_codes.txt").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^  (\S+) .* \(([^()]*\[\w+\])\)$", codes, flags=re.MULTILINE))
    scaled = {
        "US dollar [Billions]": "USD bn",
        "US dollar [Units]": "USD",
        "Domestic currency [Billions]": "LCU bn",
        "Domestic currency [Units]": "LCU",
        "Percent [Units]": "percent",
        "Index [Units]": "index",
    }
    unlabelled = {
        "lp": "persons mn",
        "lur": "percent",
        "ngdprppppc": "intl USD",
        "pppex": "LCU per intl USD",
        "pppgdp": "intl USD bn",
        "ppppc": "intl USD",
    }
    carried = parsed.observations.drop_duplicates("item").set_index("item")["unit"].to_dict()
    assert carried == {item: scaled.get(listed[item]) or unlabelled[item] for item in carried}


def test_the_edition_is_in_the_name(payload: bytes, parsed: Parsed) -> None:
    assert (parsed.edition, parsed.vintage.isoformat()) == ("April 2026", "2026-04-30")
    autumn = weo.parse(payload, "econ/imf_weo_2026oct_postsoviet.csv")
    assert (autumn.edition, autumn.vintage.isoformat()) == ("October 2026", "2026-10-31")
    statuses = autumn.observations.set_index("period")["status"]
    assert set(statuses["2025"]) == {"reported"}
    assert set(statuses["2026"]) == {"forecast"}
    with pytest.raises(SourceError, match="an edition in the name"):
        weo.parse(payload, "econ/weo.csv")


def test_an_unknown_subject_is_refused_by_name(payload: bytes) -> None:
    head, _, body = payload.decode().partition("\r\n")
    lines = [f"{line},1" for line in body.splitlines()]
    planted = "\n".join([f"{head},xyz_new", *lines]) + "\n"
    assert [refusal.reason for refusal in weo.parse(planted.encode(), PATH).refused] == [
        "subject 'xyz_new' is not known"
    ]


def test_damaged_files_are_refused(payload: bytes) -> None:
    with pytest.raises(SourceError, match="column 'ngdpd'"):
        weo.parse(payload.replace(b",ngdpd,", b",gdp,", 1), PATH)
    with pytest.raises(SourceError, match="line end"):
        weo.parse(payload[:-30], PATH)
    with pytest.raises(SourceError, match="an HTML page"):
        weo.parse(b"<!doctype html>", PATH)
    with pytest.raises(SourceError, match="a number in row"):
        weo.parse(payload.replace(b",78.847,", b",n/a,", 1), PATH)
