"""The gate: whether a pull may go on top of what is held, by named checks that each have a threshold.

The thresholds are those that real revisions stay under: five editions of the Pink Sheet, four of the International Debt
Statistics, and the last years of every packaged series held against the years before.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from types import MappingProxyType

import numpy as np
import pandas as pd

from ingest.jumps import JUMP, PROJECTED, WITNESSED, changes, newest, revised, unheard_of
from ingest.layout import days_of, joined, packed, spans_of
from ingest.model import Status
from ingest.vintages import CELL, standing

THRESHOLDS: Mapping[str, float] = MappingProxyType(
    {
        "rows_lost": 0.03,  # of the live rows held, in series that are still there
        "series_lost": 0.05,  # of the live series held; or an area with three or more, all gone
        "periods_lost": 0.5,  # of the live rows held of one year, in all or in one item
        "values_replaced": 0.5,  # of a series' or a country's values, which are twice or half of those held
        "value_jump": 0.01,  # of the series, with a change beyond all that they have done
        "unit_slip": 0.3,  # of a series' values, or of all, by the same power of ten
        "unit_changed": 0.0,  # of the series held
        "sign_flip": 0.3,  # of a series' values, or of all
        "duplicates": 0,
        "future_reported": 0,
        "world_below_parts": 0.05,  # by which countries together exceed the world
        "mirror_band": 5.0,  # times beyond what a flow's two reports have ever differed by
        "edition_older": 0,  # days
    }
)
_FEWEST = 3  # values, rows or series that make a pattern
_SERIES = list(CELL[:-1])
_AHEAD = timedelta(days=7)  # rates are set for days to come
# Units of which the parts do not add up to the whole.
_RATES = ("percent", "years", "index", "ratio", "points")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check has against a pull.

    >>> print(Finding("rows_lost", "9 of 90 rows gone", "3 %", ("RBRTE 2019-05",)))
    rows_lost: 9 of 90 rows gone; allowed 3 %; as in RBRTE 2019-05
    """

    check: str
    found: str
    allowed: str
    examples: tuple[str, ...] = ()

    def __str__(self) -> str:
        shown = f"; as in {', '.join(self.examples)}" if self.examples else ""
        return f"{self.check}: {self.found}; allowed {self.allowed}{shown}"


@dataclass(frozen=True)
class _Case:
    """A pull beside what is held: rows of either have `series` and `cell` numbers in common."""

    held: pd.DataFrame  # of the years that were asked for, without what was withdrawn
    rows: pd.DataFrame  # all that was pulled
    today: date

    @cached_property
    def pulled(self) -> pd.DataFrame:
        """The newest vintage of each cell."""
        if not self.rows["cell"].duplicated().any():
            return self.rows
        return self.rows.sort_values("vintage", kind="stable").drop_duplicates("cell", keep="last")

    @cached_property
    def both(self) -> pd.DataFrame:
        """The cells that are held and pulled alike, with the pulled values and those held."""
        names = ["value", "low", "high", "status"]
        old = self.held[["cell", *names]].rename(columns={name: f"{name}_held" for name in names})
        return self.pulled.merge(old, on="cell")

    @cached_property
    def compared(self) -> pd.DataFrame:
        """Of `both` what has two values."""
        return self.both[self.both["value"].notna() & self.both["value_held"].notna()]

    @cached_property
    def live(self) -> pd.DataFrame:
        """The live rows held, and whether each is `gone`."""
        rows = self.held[self.held["live"]]
        return rows.assign(gone=~rows["cell"].isin(self.rows["cell"]), known=rows["series"].isin(self.rows["series"]))


Check = Callable[[_Case, float], Finding | None]


def findings(
    held: pd.DataFrame,
    pulled: pd.DataFrame,
    provider_thresholds: Mapping[str, float | None],
    *,
    today: date,
    since: int | None = None,
    edition_vintage: date,
    newest_held_vintage: date | None = None,
    dated: bool = True,
    withdraws: bool = True,
) -> list[Finding]:
    """Return what speaks against a pull; nothing for one that may be published.

    `held` is what `ingest.vintages.held` returns, `pulled` has the columns OBSERVATION. `provider_thresholds` take the
    place of THRESHOLDS by name, None switches a check off. `newest_held_vintage` is that of the newest edition pulled
    before, not compared where editions are not `dated`. Where a provider does not withdraw what it no longer
    has, what is older than the whole pull is out of its scope. Raises ValueError for a threshold of no check.
    """
    if unknown := set(provider_thresholds) - set(THRESHOLDS):
        raise ValueError(f"no check is called {', '.join(sorted(unknown))}")
    limits = {**THRESHOLDS, **provider_thresholds}
    case = _case(held, pulled, today, since, withdraws=withdraws)
    if case.rows.empty:
        return _empty(case, limits["rows_lost"])
    checks = {**_ALWAYS, **(_AGAINST_LIVE if len(case.live) else {})}
    asked = ((check, limits[name]) for name, check in checks.items())
    found = [check(case, limit) for check, limit in asked if limit is not None]
    if dated and len(case.live) and limits["edition_older"] is not None:
        found.append(_edition_older(edition_vintage, newest_held_vintage, limits["edition_older"]))
    return [finding for finding in found if finding]


def _case(held: pd.DataFrame, pulled: pd.DataFrame, today: date, since: int | None, *, withdraws: bool) -> _Case:
    first, last = spans_of(pulled["period"])
    rows = pulled.assign(
        first=first, last=last, vintage=days_of(pulled["vintage"]), status=pulled["status"].astype(object)
    )
    there = held[standing(held)]
    if since is not None:
        there = there[there["first"].dt.year >= since]
    if not withdraws and len(rows):
        there = there[there["first"] >= rows["first"].min()]
    keys = joined([packed(table[list(CELL)]) for table in (there, rows)])
    series = keys.groupby(_SERIES, sort=False, observed=True).ngroup()
    cell = keys.assign(series=series).groupby(["series", "period"], sort=False, observed=True).ngroup()
    parts = (slice(0, len(there)), slice(len(there), None))
    numbered = [
        table.assign(series=series[part].to_numpy(), cell=cell[part].to_numpy())
        for table, part in zip((there, rows), parts, strict=True)
    ]
    return _Case(numbered[0], numbered[1], today)


def _empty(case: _Case, limit: float | None) -> list[Finding]:
    if limit is None or case.held.empty:
        return []
    return [Finding("rows_lost", f"no row, where {len(case.held):,} are held", "a pull with rows", _told(case.held))]


def _told(rows: pd.DataFrame) -> tuple[str, ...]:
    """Return a few rows as text: the series, the period, what is held and what was pulled."""
    texts = []
    for row in rows.head(_FEWEST).to_dict("records"):
        parts = [row[name] for name in ("item", "reporter", "partner", "product") if row[name] not in ("_Z", "_T")]
        values = f" {row['value_held']:.6g} held, {row['value']:.6g} here" if "value_held" in row else ""
        texts.append(" ".join([*map(str, parts), str(row["period"])]) + values)
    return tuple(texts)


def _percent(share: float) -> str:
    return f"{share:.3g}" if share > 1 else f"{100 * share:.3g} %"


def _rows_lost(case: _Case, limit: float) -> Finding | None:
    rows = case.live[case.live["known"]]
    gone = rows[rows["gone"]]
    if not len(gone) > limit * len(rows):
        return None
    return Finding("rows_lost", f"{len(gone):,} of {len(rows):,} live rows gone", _percent(limit), _told(gone))


def _series_lost(case: _Case, limit: float) -> Finding | None:
    series = case.live.drop_duplicates("series", keep="last")
    lost = series[~series["known"]]
    areas = []
    for end in ("reporter", "partner"):
        counts = series.groupby(end)["known"].agg(["size", "any"])
        areas += counts.index[(counts["size"] >= _FEWEST) & ~counts["any"]].tolist()
    if not (len(lost) > limit * len(series) or areas):
        return None
    named = f", all of {', '.join(dict.fromkeys(areas))}" if areas else ""
    found = f"{len(lost):,} of {len(series):,} live series gone{named}"
    return Finding("series_lost", found, f"{_percent(limit)}, and no area", _told(lost))


def _periods_lost(case: _Case, limit: float) -> Finding | None:
    """A year gone from most series; within one item, a publisher may cut series off at their old end."""
    rows = case.live[case.live["known"]].assign(year=lambda table: table["first"].dt.year)
    oldest = case.pulled.groupby("series")["first"].min()
    inside = rows[rows["first"] >= rows["series"].map(oldest)]
    for table, keys in ((rows, ["year"]), (inside, ["item", "year"])):
        counts = table.groupby(keys)["gone"].agg(["sum", "size"])
        lost = counts[(counts["sum"] >= _FEWEST) & (counts["sum"] > limit * counts["size"])]
        if len(lost):
            years = sorted(set(lost.index.get_level_values("year")))
            gone = table[table["gone"] & table["year"].isin(years)]
            text = f"{lost['sum'].sum():,} of {lost['size'].sum():,} live rows of {', '.join(map(str, years[:3]))} gone"
            return Finding("periods_lost", text, f"{_percent(limit)} of a year", _told(gone))
    return None


def _values_replaced(case: _Case, limit: float) -> Finding | None:
    """Other values altogether, as of another country: revisions leave most of the past as it was."""
    new, old = case.compared["value"], case.compared["value_held"]
    size = new.abs() + old.abs()
    change = (2 * (new - old).abs() / size.where(size > 0, 1)).to_numpy()
    rows = case.compared.assign(changed=change > 0.02, far=change > 2 / 3)  # 2/3: twice, or half
    rows = rows[~rows["status_held"].isin(PROJECTED)]
    wrong = pd.Series(False, rows.index)
    for group in ("series", "reporter"):
        shares = rows.groupby(group)[["changed", "far"]].transform("mean")
        enough = rows.groupby(group)["far"].transform("size") > _FEWEST
        wrong |= enough & (shares["far"] > limit) & (shares["changed"] > 0.9)
    if not wrong.any():
        return None
    shown = rows[wrong].drop_duplicates("series", keep="last")
    found = f"{len(shown):,} of {rows['series'].nunique():,} series have other values than before"
    return Finding("values_replaced", found, f"twice or half for {_percent(limit)} of the values", _told(shown))


def _value_jump(case: _Case, limit: float) -> Finding | None:
    """A few series of many may jump as never before; more are a fault, and so is a jump of most new values."""
    history = changes(case.held)
    judged = history.index[history["count"] >= WITNESSED].isin(case.pulled["series"]).sum()
    new = newest(case.held, case.pulled[case.pulled["series"].isin(case.held["series"])])
    wide = new[new["move"].abs() > np.log(JUMP)]
    many = len(wide) >= _FEWEST and len(wide) > len(new) / 2
    jumped = unheard_of(pd.concat([new, revised(case.compared)], ignore_index=True), history).drop_duplicates("series")
    if not (len(jumped) > limit * judged or many):
        return None
    shown = wide if many else jumped
    found = f"{shown['series'].nunique():,} series jump by more than {JUMP:g} times, as they never did"
    return Finding("value_jump", found, f"{_percent(limit)} of {judged:,} series", _told(shown))


def _unit_slip(case: _Case, limit: float) -> Finding | None:
    rows = case.compared[case.compared["value_held"] != 0]
    quotient = rows["value"] / rows["value_held"]
    for power in (1, 2, 3, -1, -2, -3):
        slipped = (quotient / 10.0**power - 1).abs() <= 0.02
        if not (wrong := _pattern(rows, slipped, limit)).empty:
            found = f"{len(wrong):,} of {len(rows):,} values are {10.0**power:g} times those held"
            return Finding("unit_slip", found, f"{_percent(limit)} of a series, or of all", _told(wrong))
    return None


def _pattern(rows: pd.DataFrame, marked: "pd.Series[bool]", limit: float) -> pd.DataFrame:
    """Return the marked rows of series of which many are, or all marked rows where many of all are."""
    if marked.sum() >= _FEWEST and marked.mean() >= limit:
        return rows[marked]
    shares = marked.groupby(rows["series"]).agg(["sum", "mean"])
    wrong = shares.index[(shares["sum"] >= _FEWEST) & (shares["mean"] >= limit)]
    return rows[marked & rows["series"].isin(wrong)]


def _unit_changed(case: _Case, limit: float) -> Finding | None:
    rest = [name for name in _SERIES if name != "unit"]
    old = case.live.drop_duplicates("series")
    new = case.pulled.drop_duplicates("series")[[*rest, "unit"]]
    kept = old.merge(new, on=[*rest, "unit"])[rest].drop_duplicates()
    other = old.merge(new, on=rest, suffixes=("", "_here")).drop_duplicates("series")
    wrong = other[other.merge(kept, on=rest, how="left", indicator=True)["_merge"].eq("left_only").to_numpy()]
    if not len(wrong) > limit * len(old):
        return None
    units = f"{wrong['unit'].iloc[0]} became {wrong['unit_here'].iloc[0]}"
    return Finding("unit_changed", f"{len(wrong):,} series: {units}", _percent(limit), _told(wrong))


def _sign_flip(case: _Case, limit: float) -> Finding | None:
    """The same size with the other sign; small values that a revision moves across nought are none."""
    rows = case.compared[case.compared["value_held"] != 0]
    turned = (rows["value"] / -rows["value_held"]).between(0.5, 2)
    if (wrong := _pattern(rows, turned, limit)).empty:
        return None
    found = f"{len(wrong):,} of {len(rows):,} values have the other sign"
    return Finding("sign_flip", found, f"{_percent(limit)} of a series, or of all", _told(wrong))


def _duplicates(case: _Case, limit: float) -> Finding | None:
    again = case.rows[case.rows.duplicated(["cell", "vintage"])]
    if not len(again) > limit:
        return None
    return Finding("duplicates", f"{len(again):,} rows a second time", f"{limit:g}", _told(again))


def _future_reported(case: _Case, limit: float) -> Finding | None:
    rows = case.rows[case.rows["status"] == Status.REPORTED.value]
    today = pd.Timestamp(case.today)
    days = rows["first"] == rows["last"]
    ahead = rows[rows["last"].where(days, rows["last"] + _AHEAD + timedelta(days=1)) > today + _AHEAD]
    if not len(ahead) > limit:
        return None
    found = f"{len(ahead):,} values reported of periods that have not ended by {case.today}"
    return Finding("future_reported", found, f"{limit:g}", _told(ahead))


def _world_below_parts(case: _Case, limit: float) -> Finding | None:
    """Countries together above the world; a few amounts too small for their rounding do not count."""
    rates = case.pulled["unit"].isin(_RATES) | case.pulled["unit"].str.contains(r"/| per ", regex=True)
    rows = case.pulled[case.pulled["value"].notna() & ~rates]
    whole = ["item", "reporter", "product", "unit", "freq", "period"]
    world = rows[rows["partner"] == "WLD"]
    countries = rows[rows["partner"].str.fullmatch("[A-Z]{3}") & (rows["partner"] != "WLD")]
    parts = countries.groupby(whole, as_index=False).agg(parts=("value", "sum"), least=("value", "min"))
    sums = world.merge(parts, on=whole)
    sums = sums[(sums["value"] >= 0) & (sums["least"] >= 0)]
    below = sums[sums["parts"] > (1 + limit) * sums["value"]]
    if not len(below) > 0.02 * len(sums):
        return None
    found = f"{len(below):,} of {len(sums):,} totals of the world are below their parts"
    return Finding("world_below_parts", found, _percent(limit), _told(below))


def _mirror_band(case: _Case, limit: float) -> Finding | None:
    held, pulled = _mirrors(case.held), _mirrors(case.pulled)
    band = held.groupby("series")["quotient"].agg(["min", "max", "size"])
    rows = pulled.join(band[band["size"] >= _FEWEST], on="series", how="inner")
    beyond = np.maximum(rows["quotient"] - rows["max"], rows["min"] - rows["quotient"])
    wrong = rows[beyond > np.log(limit)].drop_duplicates("series", keep="last")
    judged = rows["series"].nunique()
    if not (len(wrong) >= _FEWEST and len(wrong) > 0.1 * judged):
        return None
    found = f"{len(wrong):,} of {judged:,} flows differ from the partner's report as never before"
    return Finding("mirror_band", found, f"{limit:g} times beyond the band held", _told(wrong))


def _mirrors(rows: pd.DataFrame) -> pd.DataFrame:
    """Return exports with the logarithm of their quotient by the import that the partner reports."""
    positive = rows[rows["value"] > 0]
    exports = positive[positive["item"].str.contains("export", regex=False)]
    other = exports.assign(
        item=exports["item"].str.replace("export", "import", regex=False),
        reporter=exports["partner"],
        partner=exports["reporter"],
    )
    found = other[list(CELL)].merge(positive[[*CELL, "value"]], how="left", on=list(CELL))["value"].to_numpy()
    both = exports.assign(quotient=np.log(exports["value"] / found))
    return both[both["quotient"].notna()]


def _edition_older(vintage: date, newest: date | None, limit: float) -> Finding | None:
    if newest is None or not (newest - vintage).days > limit:
        return None
    return Finding("edition_older", f"an edition of {vintage}, where one of {newest} is held", f"{limit:g} days")


# Those that compare values, and those that look at the pull alone.
_ALWAYS: dict[str, Check] = {
    "values_replaced": _values_replaced,
    "value_jump": _value_jump,
    "unit_slip": _unit_slip,
    "sign_flip": _sign_flip,
    "duplicates": _duplicates,
    "future_reported": _future_reported,
    "world_below_parts": _world_below_parts,
}
# Those that need a pull before this one.
_AGAINST_LIVE: dict[str, Check] = {
    "rows_lost": _rows_lost,
    "series_lost": _series_lost,
    "periods_lost": _periods_lost,
    "unit_changed": _unit_changed,
    "mirror_band": _mirror_band,
}
