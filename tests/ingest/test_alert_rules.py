"""The declaration of alerts: what each rule watches is there, and nothing misspelt passes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.repository import Repository
from indicators.catalogue import CATALOGUE
from ingest.alerts import KINDS, alert_rules
from ingest.declarations import data_folder
from ingest.errors import DeclarationError

Edited = Callable[[str, str], Path]


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    """Return a copy of the declaration in which one text stands for another."""

    def edit(old: str, new: str) -> Path:
        text = (data_folder() / "alerts.toml").read_text(encoding="utf-8")
        assert old in text
        (tmp_path / "alerts.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
        return tmp_path

    return edit


def test_every_rule_watches_what_there_is(repository: Repository) -> None:
    rules = alert_rules()
    assert {rule.kind for rule in rules} == set(KINDS)
    for rule in rules:
        if rule.kind == "verdict":
            assert rule.of in {claim.id for claim in repository.claims}, rule.id
            continue
        known = CATALOGUE[rule.of].variants if rule.of in CATALOGUE else ()
        assert rule.of in CATALOGUE or rule.of in repository.measures, rule.id
        assert not rule.variant or rule.variant in [variant.id for variant in known], rule.id
        assert rule.variant or len(known) < 2 or known[0].id == "", rule.id


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('kind = "change"', 'kind = "chance"', "kind is 'chance', not one of level, change, sign"),
        ('direction = "rise"', 'direction = "above"', "direction is 'above', not one of rise, fall, either"),
        ("limit = 40.0\n", "", "limit is missing"),
        ("limit = 40.0", "limit = 40", "limit is 40, not a float"),
        ("limit = 40.0", "limit = 0.0", "limit is 0.0, not above 0"),
        ("limit = 40.0", "limits = 40.0", "limits is unknown; known are"),
        ('kind = "break"', 'kind = "break"\nlimit = 1.0', "limit has no meaning for a break"),
        ('frequency = "M"', 'frequency = "W"', "frequency is 'W', not one of A, Q, M"),
        ('severity = "high"', 'severity = "grave"', "severity is 'grave', not one of high, medium, low"),
        ('events = ["gas"]', 'events = ["petrol"]', "events is 'petrol', not one of"),
        ('id = "reserves_fall"', 'id = "gas_price_gap"', "rule 'gas_price_gap' is given twice"),
        ('kind = "stopped"', 'kind = "stopped"\nrelative = true', "relative is for a change or a revision"),
        ('kind = "verdict"', 'kind = "verdict"\nlimit = 1.0', "limit has no meaning for a verdict"),
        ('kind = "rank"', 'kind = "rank"\nrelative = true', "relative is for a change or a revision"),
    ],
)
def test_a_slip_is_told_with_its_place(old: str, new: str, said: str, edited: Edited) -> None:
    with pytest.raises(DeclarationError, match=r"alerts\.toml") as caught:
        alert_rules(edited(old, new))
    assert said in str(caught.value)
