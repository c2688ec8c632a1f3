"""data/scenarios.toml: bands and sources of all parameters, and what its loader refuses."""

import re
import tomllib
from pathlib import Path

import pytest

from ingest.declarations import data_folder
from ingest.entries import JUDGEMENT
from ingest.errors import DeclarationError
from ingest.memo import claims
from ingest.scenarios import BASES, UNITS, scenarios

TEXT = (data_folder() / "scenarios.toml").read_text(encoding="utf-8")


def _changed(folder: Path, old: str, new: str) -> Path:
    assert old in TEXT
    (folder / "scenarios.toml").write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    return folder


def test_the_three_scenarios_have_every_parameter_with_a_source() -> None:
    found = scenarios()
    assert list(found.scenarios) == ["S1", "S2", "S3"]
    for one in found.scenarios.values():
        assert tuple(one.parameters) == tuple(UNITS)
        assert all(len(parameter.source) > 40 and parameter.title for parameter in one.parameters.values())
        assert {parameter.basis for parameter in one.parameters.values()} <= set(BASES)


def test_the_method_s_parameter_sets() -> None:
    bands = {
        (name, parameter.id): (parameter.low, parameter.central, parameter.high)
        for name, one in scenarios().scenarios.items()
        for parameter in one.parameters.values()
    }
    assert bands["S1", "alpha"] == (0.2, 0.5, 1.0)
    assert bands["S1", "alpha_o"] == (0.5, 1.0, 1.0)
    assert bands["S1", "rho"] == (0.0, 0.5, 1.0)
    assert bands["S1", "delta"] == (0.0, 0.05, 0.15)
    assert bands["S1", "closure"] == (0.0, 0.0, 0.0)
    assert bands["S2", "alpha"] == (0.0, 0.3, 0.6)
    assert bands["S2", "delta"] == (0.1, 0.25, 0.4)
    assert [bands["S2", name][1] for name in ("rho", "phi_12", "phi_24", "closure")] == [0.3, 0.2, 0.4, 0.1]
    assert bands["S3", "alpha"] == bands["S3", "alpha_o"] == (1.0, 1.0, 1.0)
    assert bands["S3", "rho"] == (0.0, 0.0, 0.0)
    assert bands["S3", "delta"] == (0.1, 0.3, 0.6)
    assert bands["S3", "closure"] == (0.0, 0.3, 1.0)
    assert bands["S3", "phi_12"][1] == bands["S3", "phi_24"][1] == 0.1
    assert bands["S3", "gas_cut"][2] == 0.2
    assert bands["S1", "eps"] == bands["S2", "eps"] == bands["S3", "eps"] == (0.1, 0.2, 0.3)
    assert bands["S3", "phase"] == (0.0, 0.0, 0.0)
    assert bands["S1", "phase"][1] == bands["S2", "phase"][1] == 24.0
    assert bands["S1", "oil_discount_left"][1] == pytest.approx((3 / 6) / (5 / 6))  # k of 2021 over k of 2019


def test_judgement_is_called_judgement() -> None:
    parameters = [parameter for one in scenarios().scenarios.values() for parameter in one.parameters.values()]
    judged = [one for one in parameters if one.basis == "judgement"]
    assert judged
    assert all(one.source.startswith(JUDGEMENT) and len(one.source) > len(JUDGEMENT) + 30 for one in judged)
    assert not any("judgement" in one.source for one in parameters if one.basis != "judgement")


def test_nothing_has_a_probability() -> None:
    document = tomllib.loads(TEXT)
    assert "probab" not in str(document).lower()
    assert "likel" not in str(document).lower()


def test_the_band_of_the_elasticity_of_substitution() -> None:
    sigma = scenarios().sigma
    assert [sigma[end].value for end in ("low", "central", "high")] == [1.76, 3.0, 5.0]
    assert all(re.search(r"\((19|20)\d\d\)", one.source) for one in sigma.values())


def test_each_scenario_reads_a_claim_of_the_memo_s_outlook() -> None:
    known = {claim.id: claim for claim in claims()}
    for one in scenarios().scenarios.values():
        assert known[one.claim].section == "Looking Ahead"
        assert known[one.claim].paragraph == 2


def test_the_base_year() -> None:
    found = scenarios()
    assert (found.base_year, found.hub_year) == (2021, 2021)
    assert "2021" in found.base_source


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id = "alpha"\n', 'id = "alpah"\n', "S1: alpah: is unknown; known are alpha, eps"),
        ("low = 0.2\n", "lo = 0.2\n", "S1: alpha: low is missing"),
        ("low = 0.2\n", "low = 0.6\n", "the band 0.6, 0.5, 1.0 is out of order or outside 0 to 1"),
        ("low = 0.2\n", "low = -0.2\n", "the band -0.2, 0.5, 1.0 is out of order or outside 0 to 1"),
        ("low = 0.2\n", "low = nan\n", "the band nan, 0.5, 1.0 is out of order"),
        ("low = 0.2\n", "low = 0\n", "S1: alpha: low is 0, not a float"),
        ("low = 0.2\n", "low = 0.2\nmost = 1.0\n", "S1: alpha: most is unknown; known are id, low"),
        ("high = 1.0\nunit", "high = 1.1\nunit", "outside 0 to 1"),
        ("high = 7000.0", "high = inf", "the band 6000.0, 6000.0, inf is out of order or outside 0 to inf"),
        ('unit = "months"', 'unit = "part"', "unit is 'part', not 'months'"),
        ('basis = "law"', 'basis = "rumour"', "basis is 'rumour', not one of data, law"),
        ('basis = "law"', 'basis = "judgement"', "a source begins with 'Own judgement: ' where the basis is judgement"),
        (
            'basis = "judgement"',
            'basis = "data"',
            "a source begins with 'Own judgement: ' where the basis is judgement",
        ),
        ('id = "S2"', 'id = "S1"', "scenarios.toml: scenario 'S1' is given twice"),
        ('claim = "C092"', 'claim = ""', "S1: claim is empty"),
        ("year = 2021", 'year = "2021"', "base: year is '2021', not a int"),
        ("[base]", "[bases]", "scenarios.toml: base is missing"),
        ('alpha = "', 'beta = "', "title: alpha is missing"),
        ("low = { value = 1.76", "low = { value = 1.0", "sigma: low: value is 1.0, not above 1"),
        ("low = { value = 1.76", "low = { value = 3.5", "sigma: the band 3.5, 3.0, 5.0 is out of order"),
        ("high = { value = 5.0", "high = { value = inf", "sigma: high: value is inf, not above 1"),
        ("low = { value = 1.76,", "low = {", "sigma: low: value is missing"),
        ("low = { value = 1.76", "middle = { value = 1.76", "sigma: low is missing"),
        ("[base]", "[base", "cannot be read as TOML"),
    ],
)
def test_what_the_loader_refuses(old: str, new: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match=re.escape(message)):
        scenarios(_changed(tmp_path, old, new))


def test_a_parameter_that_is_missing_or_given_twice(tmp_path: Path) -> None:
    block = re.search(r'\[\[scenario\.parameter\]\]\nid = "alpha"\n.*?\n\n', TEXT, re.DOTALL)
    assert block
    with pytest.raises(DeclarationError, match="S1: parameter 'alpha' is missing"):
        scenarios(_changed(tmp_path, block.group(), ""))
    with pytest.raises(DeclarationError, match="S1: parameter 'alpha' is given twice"):
        scenarios(_changed(tmp_path, block.group(), block.group() * 2))
    shared = re.search(r'\[\[parameter\]\]\nid = "eps"\n.*?\n\n', TEXT, re.DOTALL)
    assert shared
    own = shared.group().replace("[[parameter]]", "[[scenario.parameter]]")
    with pytest.raises(DeclarationError, match="S1: parameter 'eps' is given for every scenario already"):
        scenarios(_changed(tmp_path, block.group(), block.group() + own))


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "scenarios.toml").write_text(re.sub(r"\n\[\[parameter\]\].*?(?=\n\[\[scenario\]\])", "", TEXT,
                                                    flags=re.DOTALL), encoding="utf-8")  # fmt: skip
    with pytest.raises(DeclarationError, match=r"scenarios\.toml: parameter is missing"):
        scenarios(tmp_path)
    with pytest.raises(DeclarationError, match=re.escape("every scenario: a parameter: is 1, not a table")):
        scenarios(_listed(tmp_path))
    whole = "scenario = [1]\n" + TEXT[: TEXT.index("\n[[scenario]]")]
    (tmp_path / "scenarios.toml").write_text(whole, encoding="utf-8")
    with pytest.raises(DeclarationError, match=re.escape("a scenario: is 1, not a table")):
        scenarios(tmp_path)
    with pytest.raises(DeclarationError, match="cannot be read as TOML"):
        scenarios(tmp_path / "nowhere")


def _listed(folder: Path) -> Path:
    (folder / "scenarios.toml").write_text(
        "parameter = [1]\n" + re.sub(r"\n\[\[parameter\]\].*?(?=\n\[\[scenario\]\])", "", TEXT, flags=re.DOTALL),
        encoding="utf-8",
    )
    return folder
