"""data/estimators.toml: every number with a source, and what its loader refuses."""

import re
from pathlib import Path

import pytest

from dashboard.repository import Repository
from ingest.declarations import data_folder
from ingest.errors import DeclarationError
from ingest.estimators import estimator_rules

TEXT = (data_folder() / "estimators.toml").read_text(encoding="utf-8")


def test_the_method_s_numbers() -> None:
    rules = estimator_rules()
    freight = rules.freight
    assert (freight.first, freight.last) == (2015, 2020)
    assert (freight.otherwise.value, freight.otherwise.low, freight.otherwise.high) == (1.06, 1.0, 1.1)
    assert [(one.flow, one.low, one.high) for one in freight.band] == [("exports", 0.87, 1.0)]
    assert (rules.nowcast.replay_first, rules.nowcast.replay_last, rules.nowcast.better_by) == (2016, 2021, 0.1)


def test_every_judgement_is_called_one() -> None:
    told = [text for name, text in re.findall(r'^(\w+_source) = "(.*)"$', TEXT, flags=re.MULTILINE)]
    assert len(told) == 6
    assert sum(text.startswith("Own judgement: ") for text in told) == 5


def test_every_measure_named_is_declared(repository: Repository) -> None:
    rules = estimator_rules()
    named = [measure for one in rules.freight.chapter for measure in (*one.own, one.other)]
    named += [one for way in (rules.nowcast.annual, rules.nowcast.monthly) for one in (way.flow, way.bridge)]
    for measure in named:
        for flow in ("exports", "imports"):
            assert measure.format(flow=flow) in repository.measures


@pytest.mark.parametrize(("old", "new", "told"), [
    ("least_years = 3\n", "", "estimators.toml: freight: least_years is missing"),
    ("least_years = 3", "least_year = 3", "least_years is missing"),
    ("first = 2020", "first = 2020\nlast = 2021", "estimators.toml: last is unknown"),
    ("value = 1.06", "value = 1", "freight: otherwise: value is 1, not a float"),
    ("value = 1.06", "value = 1.2", "the band 1.0, 1.2, 1.1 is out of order"),
    ("low = 0.87", "low = 1.87", "freight: band BLR RUS: the band 1.87, 1.0 is out of order"),
    ("last = 2020", "last = 2014", "freight: ends in 2014, before it begins in 2015"),
    ("coverage_last = 2019", "coverage_last = 2016", "residual: ends in 2016"),
    ("replay_last = 2021", "replay_last = 2015", "nowcast: ends in 2015"),
    ('flow = "exports"', 'flow = "export"', "freight: BLR RUS: flow is 'export', not one of exports, imports"),
    ("better_by = 0.1", "better_by = 1.5", "better_by is 1.5, not between 0 and 1"),
    ("years_ahead = 4", "years_ahead = 0", "years_ahead is 0, not 1 or more"),
    ('union = "EUU"', 'union = ""', "residual: union is empty"),
    ('leave_out = ["UZB"]', 'leave_out = "UZB"', "residual: leave_out is 'UZB', not a list"),
    ('leave_out = ["UZB"]', "leave_out = [1]", "residual: leave_out 1: it is 1, not a str"),
    ("low = 0.87", "low = 0.0", "freight: band BLR RUS: low is 0.0, not above 0"),
    ("[nowcast.annual]", "[nowcast.annual", "cannot be read as TOML"),
])  # fmt: skip
def test_what_is_wrong_is_said_in_one_line(old: str, new: str, told: str, tmp_path: Path) -> None:
    assert old in TEXT
    (tmp_path / "estimators.toml").write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DeclarationError) as error:
        estimator_rules(tmp_path)
    assert told in str(error.value)
    assert str(error.value).startswith("estimators.toml")
    if "TOML" not in told:
        assert "\n" not in str(error.value)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match=r"estimators\.toml: cannot be read"):
        estimator_rules(tmp_path)
