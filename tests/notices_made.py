"""Notices of alerts that say what they are: made for tests."""

from dataclasses import replace

from ingest.notices import Notice, notice_id


def made(number: int = 1, **other: object) -> Notice:
    """The notice of a number: rule, period and text have it."""
    period = str(1900 + number)
    whole = Notice(
        id=notice_id(("gap", period), (str(number),)), rule="gap", severity="high", indicator="gas_price_discount",
        variant="hub", dependent="BLR", partner="RUS", pair="Belarus on Russia", subject="Gas price discount",
        period=period, since="1899", title="The gap <widened> & more", text=f"The gap <widened>. {number} USD.",
        why="Europe's price is what else it'd cost.", value=float(number), low=None, high=None, unit="USD",
        known_by="2026-01-01", snapshot="80cc7fb2b30c",
    )  # fmt: skip
    return replace(whole, **other)
