"""What is asked of the IMF: data flows, codes by dimension, and what each indicator becomes here."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from ingest.live import Ask

WORLD = "G001"
_EU = "G998"
_MIRRORS = ("RUS", "CHN", _EU)  # whose own reports of their trade with our countries are wanted too


@dataclass(frozen=True, slots=True)
class Item:
    """What an indicator is here, and between which figures the largest of a reply must lie.

    The API sends full units whatever its SCALE says. A reply that does send thousands or millions has its largest
    figure outside `least` and `most`: for our countries they are wide enough for every year since 1992, and narrower
    than a thousand times on either side of what Russia or Kazakhstan has.
    """

    item: str
    title: str
    unit: str
    least: float
    most: float
    divisor: float = 1.0  # how many of what the IMF sends make one of `unit`
    sent: tuple[str, ...] = ("USD",)  # the IMF's codes of the units that may be stated
    signed: bool = False  # whether it can be below nought


@dataclass(frozen=True, slots=True)
class Question:
    """One request for data: the codes wanted by dimension (all of those not named) and what its indicators become."""

    flow: str
    codes: Mapping[str, tuple[str, ...]]
    items: Mapping[str, Item]
    product: str = "_Z"
    projected: bool = False  # whether years to come are foretold

    @property
    def frequency(self) -> str:
        """The one frequency that is asked for."""
        return self.codes["FREQUENCY"][0]


AGENCIES: Mapping[str, str] = MappingProxyType(
    {
        "IMTS": "IMF.STA",
        "WEO": "IMF.RES",
        "PCPS": "IMF.RES",
        "IRFCL": "IMF.STA",
        "BOP": "IMF.STA",
        "DIP": "IMF.STA",
    }
)
DIMENSIONS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "IMTS": frozenset(("COUNTRY", "INDICATOR", "COUNTERPART_COUNTRY", "FREQUENCY")),
        "WEO": frozenset(("COUNTRY", "INDICATOR", "FREQUENCY")),
        "PCPS": frozenset(("COUNTRY", "INDICATOR", "DATA_TRANSFORMATION", "FREQUENCY")),
        "IRFCL": frozenset(("COUNTRY", "INDICATOR", "SECTOR", "FREQUENCY")),
        "BOP": frozenset(("COUNTRY", "BOP_ACCOUNTING_ENTRY", "INDICATOR", "UNIT", "FREQUENCY")),
        "DIP": frozenset(("COUNTRY", "DV_TYPE", "INDICATOR", "COUNTERPART_COUNTRY", "FREQUENCY")),
    }
)

_TRADE = {
    "XG_FOB_USD": Item("export", "Goods exports, FOB", "USD mn", 1e3, 1e7, 1e6),
    "MG_CIF_USD": Item("import", "Goods imports, CIF", "USD mn", 1e3, 1e7, 1e6),
}
_TRADE_OF_TWO_BY_MONTH = {code: replace(item, least=1e2, most=1e5) for code, item in _TRADE.items()}
_OUTLOOK = {
    "NGDPD": Item("NGDPD", "GDP, current prices, US dollars", "USD bn", 3, 1e4, 1e9),
    "GGXWDG_NGDP": Item("GGXWDG_NGDP", "General government gross debt, share of GDP", "percent", 5, 1e3, sent=("PT",)),
    "BCA_NGDPD": Item("BCA_NGDPD", "Current account balance, share of GDP", "percent", 1, 500, 1.0, ("PT",), True),
    "PCPIPCH": Item("PCPIPCH", "Consumer prices, period average, change", "percent", 1, 1e5, 1.0, ("PT",), True),
    "NGDP_RPCH": Item("NGDP_RPCH", "GDP, constant prices, growth", "percent", 0.5, 300, 1.0, ("PT",), True),
}
_PRICES = {
    "PPOTASH": Item("PPOTASH", "Potassium fertilizer", "USD/t", 50, 5e3, sent=("USD", "USDPMT")),
    "POILBRE": Item("POILBRE", "Crude oil, Brent", "USD/bbl", 10, 500, sent=("USD", "USD_BBL")),
    "PNGASEU": Item("PNGASEU", "Natural gas, EU", "USD/MMBtu", 1, 300, sent=("USD", "USDBTU")),
}
_RESERVES = {
    "IRFCLDT1_IRFCL65_USD": Item(
        "IRFCLDT1_IRFCL65_USD", "Official reserve assets, end of month", "USD mn", 1e3, 5e6, 1e6
    )
}
_CURRENT_ACCOUNT = {"CAB": Item("CAB", "Current account balance", "USD mn", 300, 1e6, 1e6, signed=True)}
_INVESTMENT = {
    "INWD_D_NETLA_FALL_ALL": Item(
        "INWD_D_NETLA_FALL_ALL", "Inward direct investment position", "USD mn", 1e3, 5e6, 1e6, signed=True
    )
}


def mirrors(ask: Ask) -> tuple[str, ...]:
    """Return the partners whose own reports are asked for beside those of the countries asked for.

    >>> from datetime import date
    >>> mirrors(Ask(date(2026, 11, 24), ("BLR", "RUS")))
    ('CHN', 'G998')
    """
    return tuple(code for code in _MIRRORS if code not in ask.countries)


def questions(ask: Ask) -> list[Question]:
    """Return what is asked, the trade by partner first; the countries are those of `ask`."""
    ours, partners = ask.countries, ("RUS", "CHN", WORLD)
    trade = tuple(_TRADE)
    two = ("BLR", "RUS")
    asked = [
        _question("IMTS", _TRADE, "A", COUNTRY=ours, INDICATOR=trade),
        _question("IMTS", _TRADE, "A", COUNTRY=mirrors(ask), INDICATOR=trade, COUNTERPART_COUNTRY=ours),
        _question("IMTS", _TRADE_OF_TWO_BY_MONTH, "M", COUNTRY=two, INDICATOR=trade, COUNTERPART_COUNTRY=two),
        _question("WEO", _OUTLOOK, "A", COUNTRY=ours),
        _question("PCPS", _PRICES, "M", DATA_TRANSFORMATION=("USD",)),
        _question("IRFCL", _RESERVES, "M", COUNTRY=ours, SECTOR=("S1XS1311",)),
        _question("BOP", _CURRENT_ACCOUNT, "A", COUNTRY=ours, BOP_ACCOUNTING_ENTRY=("NETCD_T",), UNIT=("USD",)),
        _question("DIP", _INVESTMENT, "A", COUNTRY=ours, DV_TYPE=("O",), COUNTERPART_COUNTRY=partners),
    ]
    return [one for one in asked if one.items is not _TRADE_OF_TWO_BY_MONTH or set(two) <= set(ours)]


def _question(flow: str, items: Mapping[str, Item], frequency: str, **codes: tuple[str, ...]) -> Question:
    named = {"INDICATOR": tuple(items), **codes, "FREQUENCY": (frequency,)}
    return Question(flow, named, items, "_T" if flow == "IMTS" else "_Z", flow == "WEO")
