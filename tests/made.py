"""Small made-up measures, observations and indicators, whose every value a test chooses."""

from collections.abc import Callable
from datetime import date
from typing import Any

from indicators.model import Indicator, Input, Pair, Result, Variant
from ingest.model import Tables

MadeTables = Callable[..., Tables]
NAN = float("nan")
PAIR = Pair("BLR", "RUS")
FLOW = {"source": "wits", "item": "export", "reporter": "dependent", "partner": "partner"}
TOTAL = {"source": "wits", "item": "export", "reporter": "dependent", "partner": "WLD"}
STATED = {"source": "press", "item": "stated", "reporter": "dependent"}
PARTS = {"part": Input("flow"), "whole": Input("total")}


def declared(**candidates: Any) -> dict[str, Any]:
    return {name: {"title": f"The {name}", "unit": "USD mn", "candidate": found} for name, found in candidates.items()}


def indicator(*variants: Variant) -> Indicator:
    return Indicator("x", "X", "How much?", "part / whole", r"\frac{a}{b}", "percent", 1, "", (), "trade", variants)


def wits(name: str, value: float, partner: str = "RUS", reporter: str = "BLR") -> tuple[Any, ...]:
    return ("wits", "export", reporter, partner, "_T", "USD mn", "A", name, value)


def press(name: str, value: float, vintage: date = date(2021, 1, 1)) -> tuple[Any, ...]:
    return ("press", "stated", "BLR", "_Z", "_Z", "USD mn", "_O", name, value, NAN, NAN, "official_statement", vintage)


def simple(formula: Callable[..., Any], **inputs: Input) -> Indicator:
    return indicator(Variant("", "", formula, inputs))


def known(result: Result, variant: str = "") -> dict[str, float]:
    return {row.period: round(row.value, 9) for row in result.of(variant)}
