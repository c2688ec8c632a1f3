"""General Assembly votes: known ideal points, agreement recomputed from single votes, and what is refused."""

import gzip
import io
from pathlib import Path

import pandas as pd
import pytest

from ingest.errors import SourceError
from ingest.model import Parsed
from ingest.sources import unga

POINTS = "politics/unga_idealpoints_july2025_extract.csv"
OLDER = "econ/unga_voting_idealpoints_1946_2012_postsoviet.csv"
AGREEMENT = "politics/unga_agreement_with_russia_us_1992_2019_derived.csv"
VOTES = "politics/unga_roll_call_votes_1991_2019_extract.csv.gz"
AGREES = {"yes": 1.0, "abstain": 0.5, "no": 0.0}


@pytest.fixture(scope="module")
def files(sources: Path) -> dict[str, Parsed]:
    return {path: unga.parse((sources / path).read_bytes(), path) for path in (POINTS, OLDER, AGREEMENT, VOTES)}


def found(parsed: Parsed, item: str, reporter: str, partner: str = "_Z") -> pd.DataFrame:
    table = parsed.observations
    keys = (table["item"] == item) & (table["reporter"] == reporter) & (table["partner"] == partner)
    return table[keys].set_index("period")


def test_known_ideal_points_converge_after_2022(files: dict[str, Parsed]) -> None:
    years = ["2020", "2021", "2022", "2023"]
    belarus = found(files[POINTS], "idealpointall", "BLR").loc[years, "value"]
    russia = found(files[POINTS], "idealpointall", "RUS").loc[years, "value"]
    assert belarus.round(2).tolist() == [-0.68, -1.06, -1.40, -1.24]
    assert russia.round(2).tolist() == [-0.40, -0.78, -1.41, -1.27]


def test_each_ideal_point_ends_where_its_column_does(files: dict[str, Parsed]) -> None:
    last = {item: found(files[POINTS], item, "BLR").index.max() for item in unga._IDEAL_POINTS}
    assert last == {"idealpointfp": "2024", "idealpointall": "2023", "idealpointlegacy": "2023"}


def test_low_and_high_are_the_quantiles_of_the_same_point(files: dict[str, Parsed]) -> None:
    point = found(files[POINTS], "idealpointfp", "ARM").loc["1992"]
    assert point[["value", "low", "high", "status"]].tolist() == [0.4125667, 0.2044613, 0.6130482, "estimated"]
    table = files[POINTS].observations
    bounded = table[table["item"].isin(["idealpointall", "idealpointfp"])]
    assert (bounded["low"] < bounded["value"]).all()
    assert (bounded["value"] < bounded["high"]).all()
    assert found(files[POINTS], "idealpointlegacy", "ARM")["low"].isna().all()
    assert found(files[POINTS], "nvotesall", "ARM").loc["1992", ["value", "unit"]].tolist() == [40, "votes"]


def test_each_definition_of_agreement_is_an_item_of_its_own(files: dict[str, Parsed]) -> None:
    items = {path: set(parsed.observations["item"]) for path, parsed in files.items()}
    assert items[OLDER] == {"idealpoint", "pct_agree"}
    assert items[AGREEMENT] == {"same_vote", "agree3", "votes_compared"}
    assert not items[POINTS] & items[OLDER]
    older = found(files[OLDER], "pct_agree", "BLR", "RUS").loc["2012"]
    assert older[["value", "unit"]].tolist() == [0.7846154, "ratio"]
    assert found(files[AGREEMENT], "same_vote", "BLR", "RUS").loc["2012", "value"] == pytest.approx(0.7865, abs=1e-4)


def test_known_agreement(files: dict[str, Parsed]) -> None:
    same = found(files[AGREEMENT], "same_vote", "BLR", "RUS")["value"].round(2)
    assert same[["2005", "2019"]].tolist() == [0.83, 0.77]


def test_agreement_follows_from_the_single_votes_by_calendar_year(sources: Path, files: dict[str, Parsed]) -> None:
    """The published `year` is not the session's, and a vote without Russia counts for nobody: both are shown here."""
    text = io.BytesIO(gzip.decompress((sources / VOTES).read_bytes()))
    votes = pd.read_csv(text, keep_default_na=False)
    countries = votes["country_code"].map(unga._ISO3)
    stated = votes.assign(value=votes["vote"].map(AGREES), country=countries, year=votes["date"].str[:4])
    wide = stated.pivot(index=["rcid", "year"], columns="country", values="value").dropna(subset=["RUS"])
    checked = 0
    for (reporter, partner), table in files[AGREEMENT].observations.groupby(["reporter", "partner"]):
        both = wide[[reporter, partner]].dropna()
        by_year = both.assign(same_vote=both[reporter] == both[partner], agree3=1 - abs(both[reporter] - both[partner]))
        means = (
            by_year.groupby("year")[["same_vote", "agree3"]]
            .mean()
            .assign(votes_compared=by_year.groupby("year").size())
        )
        expected = means.stack()
        given = table.set_index(["period", "item"])["value"]
        assert abs(given - expected[given.index]).max() < 1e-12
        checked += len(given)
    assert checked == len(files[AGREEMENT].observations) == 2_226


def test_a_year_of_one_vote_is_refused(files: dict[str, Parsed]) -> None:
    assert "2020" not in set(files[AGREEMENT].observations["period"])
    assert "72 figures of 2020: one vote, no share" in [refusal.reason for refusal in files[AGREEMENT].refused]


def test_agreement_with_itself_is_refused(files: dict[str, Parsed]) -> None:
    for path, number in ((OLDER, 66), (AGREEMENT, 84)):
        table = files[path].observations
        assert (table["reporter"] != table["partner"]).all()
        reason = f"{number} figures of a country's agreement with itself"
        assert reason in [refusal.reason for refusal in files[path].refused]


def test_single_votes_are_checked_but_not_kept(files: dict[str, Parsed]) -> None:
    assert files[VOTES].observations.empty
    assert [refusal.reason.split(":")[0] for refusal in files[VOTES].refused] == ["34846 single votes"]
    with pytest.raises(SourceError, match="a vote: yes, no or abstain in row 2"):
        unga.parse(gzip.compress(b"rcid,date,country_code,vote\n1,2019-01-01,BY,absent\n"), VOTES)


def test_vintages(files: dict[str, Parsed]) -> None:
    assert files[POINTS].vintage.isoformat() == "2025-07-31"
    assert all("not recorded" in files[path].edition for path in (OLDER, AGREEMENT, VOTES))


def test_a_number_is_where_row_says(sources: Path, files: dict[str, Parsed]) -> None:
    row = found(files[AGREEMENT], "same_vote", "BLR", "RUS").loc["2005", "row"]
    assert (sources / AGREEMENT).read_text().splitlines()[row - 1].startswith('"BY",2005,94,')


@pytest.mark.parametrize(
    ("path", "old", "new", "complaint"),
    [
        (POINTS, b"q95fp", b"q95", "column 'q95fp'"),
        (POINTS, b"1992.0", b"1992.5", "a year in row 2"),
        (OLDER, b",0.6571429", b",65.71429", "a share from 0 to 1 in row 2"),
        (AGREEMENT, b'"AM"', b'"ZZ"', "one of the fifteen countries in row 2"),
        (AGREEMENT, b"0.696969696969697", b"69.7", "a share from 0 to 1 in row 2"),
    ],
)
def test_planted_faults_are_refused(sources: Path, path: str, old: bytes, new: bytes, complaint: str) -> None:
    payload = (sources / path).read_bytes()
    with pytest.raises(SourceError, match=complaint):
        unga.parse(payload.replace(old, new, 1), path)


def test_an_unknown_country_is_refused_once(sources: Path) -> None:
    payload = (sources / OLDER).read_bytes().replace(b",Moldova,", b",Atlantis,")
    assert "unknown area 'Atlantis'" in [refusal.reason for refusal in unga.parse(payload, OLDER).refused]


def test_what_is_no_whole_file_is_refused(sources: Path) -> None:
    for path in (POINTS, OLDER, AGREEMENT):
        with pytest.raises(SourceError, match="an HTML page"):
            unga.parse(b"<html>", path)
        with pytest.raises(SourceError, match="line end"):
            unga.parse((sources / path).read_bytes()[:-4], path)
    with pytest.raises(SourceError, match="an undamaged gzip file"):
        unga.parse((sources / VOTES).read_bytes()[:-20], VOTES)
    with pytest.raises(SourceError, match="a name that begins with"):
        unga.parse(b"x", "politics/votes.csv")
