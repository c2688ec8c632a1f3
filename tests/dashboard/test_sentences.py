"""Each state of the sentences that pages and briefs answer with: what they say, and that no language says less."""

import copy
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from dashboard import sentences
from dashboard.figures import Line
from dashboard.language import Words, speaking
from dashboard.repository import DEFAULT_PAIR, Repository
from dashboard.view import View
from indicators.catalogue import CATALOGUE
from indicators.model import Pair, Result, Row

NAN = math.nan
Told = Sequence[Any]  # variant, period, value, low, high, status
UNITS = {
    "export_share": "percent", "creditor_share": "percent", "trade_asymmetry": "points",
    "gas_price_discount": "percent", "gas_price_paid": "USD/1000 m3", "gas_price_hub": "USD/1000 m3",
    "net_official_flow": "USD mn", "port_oil_agreed": "Mt", "port_oil_reported": "Mt", "arms_supplier_share": "percent",
}  # fmt: skip


def firm(period: str, value: float, variant: str = "", status: str = "reported") -> Told:
    return (variant, period, value, value, value, status)


def bounded(period: str, low: float, high: float, variant: str = "", status: str = "official_statement") -> Told:
    return (variant, period, NAN, low, high, status)


def seen(repository: Repository, known: Mapping[str, Sequence[Told]], benchmark: str = "hub") -> View:
    """A view of a repository that knows these rows and nothing else."""

    def answer(name: str, pair: Pair, as_of: object = None) -> Result:
        rows = tuple(Row(*row, ()) for row in known.get(name, ()))
        title = CATALOGUE[name].title if name in CATALOGUE else name
        reason = None if rows else "no observation"
        return Result(name, title, UNITS[name], 1, pair, None, "made", rows, reason, ("hub", "net_flow"))

    made: Any = copy.copy(repository)
    made.result = made.measure = answer
    return View(made, benchmark=benchmark)


def plain(words: object) -> str:
    if isinstance(words, list | tuple):
        return "".join(map(plain, words))
    return plain(words.children) if hasattr(words, "children") else "" if words is None else str(words)


DISCOUNT, PAID, HUB = "gas_price_discount", "gas_price_paid", "gas_price_hub"
PRICES = {PAID: [firm("2020", 127.0)], HUB: [firm("2020", 114.0)]}
GAP = {"share_of_dependent": [firm("2020", 48.0, "share_of_dependent")]}
STATES: list[tuple[Callable[[View], Words], dict[str, list[Told]], str]] = [
    (sentences.overview, {},
     "Nothing that is known tells how far Belarus depends on Russia."),
    (sentences.overview, {"export_share": [bounded("2020", NAN, NAN, status="undisclosed")]},
     "Nothing that is known tells how far Belarus depends on Russia."),
    (sentences.overview, {"export_share": [firm("2019", 41.3)]},
     "Russia took 41.3 % of Belarus’s goods exports in 2019."),
    (sentences.overview, {"export_share": [firm("2019", 41.3), bounded("2023", 57, 63)]},
     "Russia took 41.3 % of Belarus’s goods exports in 2019, the last year reported, and 57.0–63.0 % in 2023 by "
     "official statements."),
    (sentences.overview, {"export_share": [firm("2019", 41.3), bounded("2023", 57, 63, status="estimated")]},
     "Russia took 41.3 % of Belarus’s goods exports in 2019, the last year reported, and 57.0–63.0 % in 2023 "
     "(estimate)."),
    (sentences.overview, {"export_share": [bounded("2023", 57, 63)]},
     "Russia took 57.0–63.0 % of Belarus’s goods exports in 2023 (official statement)."),
    (sentences.overview, {"export_share": [("", "2019", NAN, 30, 50, "reported")]},  # two reports that contradict
     "Russia took 30.0–50.0 % of Belarus’s goods exports in 2019."),
    (sentences.overview, {"creditor_share": [firm("2024", 46.7)]},
     "Russia holds 46.7 % of Belarus’s public external debt (2024)."),
    (sentences.overview, {"creditor_share": [bounded("2024", 40, 50)]},
     "Russia holds 40.0–50.0 % of Belarus’s public external debt (2024)."),
    (sentences.overview, {"creditor_share": [firm("2024", 0.0)]},
     "Nothing that is known tells how far Belarus depends on Russia."),
    (sentences.overview, {"export_share": [firm("2019", 41.3)], "creditor_share": [firm("2024", 46.7)]},
     "Russia took 41.3 % of Belarus’s goods exports in 2019; it holds 46.7 % of Belarus’s public external debt "
     "(2024)."),
    (sentences.trade, {},
     "The trade of Belarus with Russia cannot be set beside both countries' totals."),
    (sentences.trade, {"trade_asymmetry": GAP["share_of_dependent"]},
     "The trade of Belarus with Russia cannot be set beside both countries' totals."),
    (sentences.trade, {"trade_asymmetry": [*GAP["share_of_dependent"], firm("2020", 5.0, "share_of_partner"),
                                           firm("2021", 6.0, "share_of_partner")]},  # of one country alone
     "The trade between the two was 48.0 % of Belarus’s goods turnover and 5.0 % of Russia’s in 2020."),
    (sentences.energy, {},
     "No price that Belarus pays for gas from Russia is at hand."),
    (sentences.energy, {DISCOUNT: [bounded("2020", 24, 27, "hub")]},
     "Gas from Russia was 24.0–27.0 % below Europe's hub (Pink Sheet) in 2020."),
    (sentences.energy, {DISCOUNT: [bounded("2020", -12, -8, "hub")]},
     "Gas from Russia was dearer than Europe's hub (Pink Sheet) in 2020: the discount was −12.0 to −8.0 %."),
    (sentences.energy, {DISCOUNT: [bounded("2020", -2, 3, "hub")]},
     "Whether gas from Russia was cheaper than Europe's hub (Pink Sheet) in 2020 is open: the discount was −2.0 to "
     "3.0 %."),
    (sentences.energy, {DISCOUNT: [firm("2020", 25, "hub")], **PRICES},
     "Belarus was to pay 127.0 USD per 1,000 m³ in 2020; Europe's hub (Pink Sheet) stood at 114.0 USD per 1,000 m³: "
     "a discount of 25.0 %."),
    (sentences.energy, {DISCOUNT: [firm("2020", -11, "hub")], **PRICES},
     "Belarus was to pay 127.0 USD per 1,000 m³ in 2020, more than Europe's hub (Pink Sheet) at 114.0 USD per "
     "1,000 m³: a discount of −11.0 %."),
    (sentences.energy, {DISCOUNT: [bounded("2020", -2, 3, "hub")], **PRICES},
     "Belarus was to pay 127.0 USD per 1,000 m³ in 2020; Europe's hub (Pink Sheet) stood at 114.0 USD per 1,000 m³: "
     "a discount of −2.0 to 3.0 %, which leaves open which of the two is dearer."),
    (sentences.energy, {DISCOUNT: [firm("2019", -3, "hub"), firm("2020", 25, "hub")], **PRICES},
     "Belarus was to pay 127.0 USD per 1,000 m³ in 2020; Europe's hub (Pink Sheet) stood at 114.0 USD per 1,000 m³: "
     "a discount of 25.0 %, and one that was negative in 2019."),
    (sentences.finance, {"net_official_flow": [firm("2022", -333, "net_flow")]},
     "What Russia lent Belarus, less what was paid back, is not known for any whole year."),
    (sentences.finance, {"net_official_flow": [firm("2022", 1272, "net_flow"), firm("2022", 1050, "net_transfer")]},
     "After repayments and interest the government of Russia brought in 1,050 mn USD in 2022; interest aside, the net "
     "flow was 1,272 mn USD."),
    (sentences.finance, {"net_official_flow": [firm("2022", -333, "net_flow"), firm("2022", -740, "net_transfer"),
                                               firm("2023", 900, "net_flow")]},  # without interest in its year
     "After repayments and interest the government of Russia took out 740 mn USD in 2022; interest aside, the net "
     "flow was −333 mn USD."),
    (sentences.finance, {"net_official_flow": [firm("2022", -333, "net_flow"),
                                               bounded("2022", -800, -700, "net_transfer")]},
     "After repayments and interest the government of Russia took out 700–800 mn USD in 2022; interest aside, the net "
     "flow was −333 mn USD."),
    (sentences.finance, {"net_official_flow": [firm("2022", 300, "net_flow"),
                                               bounded("2022", -200, 100, "net_transfer")]},
     "Whether credit of the government of Russia brought money in or took it out in 2022 is open: after repayments "
     "and interest it was −200 to 100 mn USD; interest aside, the net flow was 300 mn USD."),
    (sentences.transit, {"port_oil_reported": [firm("2023", 6.5)]},
     "No cargo of Belarus through the ports of Russia is known beside an agreed one."),
    (sentences.transit, {"port_oil_reported": [firm("2023", 6.5)], "port_oil_agreed": [bounded("2023", NAN, NAN)]},
     "No cargo of Belarus through the ports of Russia is known beside an agreed one."),
    (sentences.transit, {"port_oil_reported": [firm("2023", 6.5)], "port_oil_agreed": [firm("2023", 3.1)]},
     "The ports of Russia carried 6.5 Mt of oil products in 2023, against 3.1 Mt agreed between the governments."),
    (sentences.security, {},
     "No arms delivered by Russia to Belarus are in the register."),
    (sentences.security, {"arms_supplier_share": [firm("2019..2023", 98.4, "all")]},
     "Russia delivered 98.4 % of the arms that Belarus received from 2019 to 2023, by SIPRI's count."),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "known", "said"), STATES)
def test_a_sentence_says_what_its_rows_carry(
    sentence: Callable[[View], Words], known: dict[str, list[Told]], said: str, repository: Repository
) -> None:
    assert plain(sentence(seen(repository, known))) == said


@pytest.mark.parametrize("code", ["ru", "be"])
@pytest.mark.parametrize(("sentence", "known", "said"), STATES)
def test_each_language_fills_in_the_same_figures(
    sentence: Callable[[View], Words], known: dict[str, list[Told]], said: str, code: str, repository: Repository
) -> None:
    with speaking(code):
        other = plain(sentence(seen(repository, known)))
    assert figures(other) == figures(said)
    assert "{" not in other
    assert not re.search(r"\b(the|of|in|was)\b", other)


def figures(text: str) -> list[str]:
    """The numbers of a text in the digits alone, sorted: word order and decimal signs are each language's own."""
    return sorted(re.sub(r"\D", "", each) for each in re.findall(r"\d(?:[\d.,\xa0\u202f]*\d)?", text))


def test_a_benchmark_without_prices_says_why(repository: Repository) -> None:
    said = plain(sentences.energy(seen(repository, {}, "netback")))
    assert said.startswith("The discount beside this benchmark cannot be told: ")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({}, "No value is known that could be compared; each country stands for itself below."),
        ({"BLR": bounded("2020", 40, 50)},
         "No value is known that could be compared; each country stands for itself below."),
        ({"BLR": firm("2020", 41)}, "Only Belarus has a value in 2020: 41.0 %."),
        ({"BLR": firm("2020", 41), "KAZ": firm("2020", 20)},
         "In 2020 Belarus came first with 41.0 % and Kazakhstan last with 20.0 %; no other has a value."),
        ({"BLR": firm("2020", 41), "ARM": firm("2020", 30), "KAZ": firm("2020", 20)},
         "In 2020 Belarus came first with 41.0 %, Armenia second with 30.0 % and Kazakhstan last with 20.0 %, among "
         "the 3 countries with a value."),
        ({"BLR": ("", "2020", 41, 25, 50, "reported"), "ARM": firm("2020", 30), "KAZ": firm("2020", 20)},
         "In 2020 Belarus came first with 41.0 %, Armenia second with 30.0 % and Kazakhstan last with 20.0 %, among "
         "the 3 countries with a value. Bounds overlap: who comes first or last is not certain."),
    ],
)  # fmt: skip
def test_peers_are_ranked_as_far_as_their_bounds_let_tell(
    rows: dict[str, Told], said: str, repository: Repository
) -> None:
    countries = {
        code: Result("export_share", "Share", "percent", 1, Pair(code, "RUS"), None, "made", (Row(*row, ()),))
        for code, row in rows.items()
    }
    assert plain(sentences.peers(View(repository), countries, "", "2020")) == said


def test_what_is_compared_leaves_out_what_is_not_known(repository: Repository) -> None:
    known = seen(repository, {"export_share": [firm("2020", 41.0)]}).result("export_share")
    lines = [Line("A", known), Line("B", known, "none"), Line("C", known)]
    assert plain(sentences.compared(View(repository), lines)) == "A: 41.0 % in 2020; C: 41.0 % in 2020."
    assert plain(sentences.compared(View(repository), lines[1:2])) == "No value is known of what is asked for."


@pytest.mark.parametrize(
    ("states", "said"),
    [
        (["supported", "supported_with_correction", "prediction_held", "contradicted", "mixed", "undecidable"],
         "Of 6 statements the data at hand support or correct 3, contradict 1, and find 1 mixed; the rest are not "
         "decided by them, and each says why."),
        (["prediction_failed"],
         "Of 1 statements the data at hand support or correct 0, contradict 1, and find 0 mixed; the rest are not "
         "decided by them, and each says why."),
    ],
)  # fmt: skip
def test_the_memo_is_counted_by_verdict(states: list[str], said: str) -> None:
    assert plain(sentences.memo(states)) == said


def test_the_flow_is_named_for_its_direction(repository: Repository) -> None:
    view = View(repository)
    assert view.pair == DEFAULT_PAIR
    assert sentences.flow_title(view, "exports") == "Belarus’s exports to Russia"
    assert sentences.flow_title(view, "imports") == "Belarus’s imports from Russia"
