"""The declaration of the composite indices: what it must hold, and that nothing unknown passes."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.repository import DEPENDENTS
from indicators.catalogue import CATALOGUE
from indicators.composite import COVERAGE
from ingest.declarations import data_folder
from ingest.errors import DeclarationError
from ingest.index import indices

Edited = Callable[[str, str], Path]


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    """Return a copy of the declarations in which one text stands for another."""

    def edit(old: str, new: str) -> Path:
        for name in ("index.toml", "measures.toml"):
            shutil.copy(data_folder() / name, tmp_path / name)
        shutil.copytree(data_folder() / "memo", tmp_path / "memo", dirs_exist_ok=True)
        text = (tmp_path / "index.toml").read_text(encoding="utf-8")
        assert old in text
        (tmp_path / "index.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
        return tmp_path

    return edit


def test_the_indices_are_those_of_the_catalogue_and_never_merge_support_with_dependence() -> None:
    declared = indices()
    assert list(declared.indices) == ["dependence_index", "opacity_index"]
    assert declared.peers == DEPENDENTS
    assert declared.draws >= 2000
    for index in declared.indices.values():
        assert index.coverage == COVERAGE
        assert CATALOGUE[index.id].title == index.title
        pillars = [pillar.id for pillar in index.pillars]
        variants = [variant.id for variant in CATALOGUE[index.id].variants]
        assert variants[0] == "arithmetic"
        assert variants[-len(pillars) :] == pillars
        (headline,) = (variant for variant in CATALOGUE[index.id].variants if variant.id == "arithmetic")
        assert set(headline.needs) == {one.indicator for one in index.inputs}
        for one in index.inputs:
            assert one.variant in [variant.id for variant in CATALOGUE[one.indicator].variants]
    dependence = declared.indices["dependence_index"]
    support = {"support_generosity", "gas_price_discount", "implicit_gas_transfer", "oil_transfer"}
    assert not support & {one.indicator for one in dependence.inputs}
    assert not {one.indicator for one in declared.indices["opacity_index"].inputs} & {
        one.indicator for one in dependence.inputs
    }
    assert {one.what for one in dependence.left_out} >= {"Transit", "Products", "Security"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("seed = 20210930", "sead = 20210930", "rules: seed is missing"),
        ("draws = 2000", "draws = 1999", "rules: draws is 1999, not 2000 or more"),
        ("concentration = 50.0", "concentration = 0.0", "rules: concentration is 0.0, not above 0"),
        ("concentration = 50.0", "concentration = 50", "rules: concentration is 50, not a float"),
        ('partners = ["RUS", "CHN", "EUU"]', "partners = []", "rules: partners is empty"),
        ("coverage = 0.65", "coverage = 1.65", "dependence_index: coverage is 1.65"),
        ('"min_max", ', '"mini_max", ', "dependence_index: normalisations is 'mini_max', not one of goalposts"),
        ('["arithmetic", "geometric"', '["geometric"', "aggregations begins with 'geometric', not with the headline's"),
        ('id = "gas_from_partner"', 'id = "trade"', "dependence_index: pillar or input 'trade' is given twice"),
        ('id = "energy"\n', 'id = "power"\n', "energy_from_partner: pillar is 'energy', not one of trade, power"),
        ('pillar = "finance"', 'pillar = "money"', "creditor_share: pillar is 'money', not one of trade, energy"),
        ("high = 73.8", "high = -1.0", "export_share: goalposts 0.0 and -1.0 are out of order"),
        ('panel = "world"', 'panel = "moon"', "export_share: panel is 'moon', not one of world, peers, bound"),
        ("direction = 1\n", "direction = 0\n", "export_share: direction is 0, not 1 or -1"),
        ("weight = 1.0\nlow", "weight = -1.0\nlow", "export_share: weight is -1.0, not above 0"),
        ('parts = "none"', 'parts = "some"', "export_share: parts is 'some', not one of none, stand_in"),
        ('what = "Transit"', 'what = ""', "left_out: what is empty"),
        ('event = "belstat_stop_2022"', 'event = "nothing"', "event 'nothing' is not in memo/events.toml"),
        ("year = 2022\nmeasures", "year = 2021\nmeasures", "year is 2021, but belstat_stop_2022 is of 2022"),
        ('measures = ["gas_price_paid"]', 'measures = ["gas"]', "discontinued: measure 'gas' is not in measures.toml"),
        ('id = "opacity_index"', 'id = "dependence_index"', "index.toml: index 'dependence_index' is given twice"),
        ("[rules]", "[rules", "index.toml: cannot be read as TOML"),
    ],
)
def test_what_is_wrong_is_named(edited: Edited, old: str, new: str, said: str) -> None:
    with pytest.raises(DeclarationError) as refused:
        indices(edited(old, new))
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
