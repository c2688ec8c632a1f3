"""Foreign direct investment: by partner 2001-2012 (edition 2014), and in all 1990-2021 (World Investment Report 2022).

Both have the same items: a flow or stock of one reporter with a partner, or with the world. Of the same money there may
be two reports, the receiver's inflow and the investor's outflow; they differ and both are kept. **Belarus as reporter
has only Russia and Ukraine as partners**: her partners never add up to a total, which is the Report's.

By partner: the pair of Ukraine and Serbia stands twice, once for Serbia and once for Serbia and Montenegro; where the
two rows say the same it is one figure, and where they differ none is kept. A 0 is a reported 0, a blank is no report.

In the Report's tables an exact 0 stands where no figure is printed, so it is no observation. In the same tables Belgium
has 0 for 1990-2001, when only Belgium and Luxembourg together are known, and 0.00001 stands beside them as a figure.
"""

from datetime import date

import pandas as pd

from ingest.declarations import area_code
from ingest.files import csv_table, matching, numbers
from ingest.model import Parsed, Refusal, tidy

_UNIT = "USD mn"
_BY_PARTNER_KNOWN = date(2014, 12, 31)  # of the edition only the year is known
_REPORT_KNOWN = date(2022, 6, 30)  # the World Investment Report 2022 came out in June
_MEASURES = {
    "FDI_inflows": ("fdi_inflow", "Foreign direct investment: inflow"),
    "FDI_outflows": ("fdi_outflow", "Foreign direct investment: outflow"),
    "FDI_instock": ("fdi_inward_stock", "Foreign direct investment: inward stock"),
    "FDI_outstock": ("fdi_outward_stock", "Foreign direct investment: outward stock"),
}
_TABLES = {"FDI inflows, mn USD": "FDI_inflows", "FDI outflows, mn USD": "FDI_outflows"}
_ECONOMY = "Region/economy"


def by_partner(payload: bytes, path: str) -> Parsed:
    r"""Return flows and stocks in mn USD by reporter and partner.

    >>> head = "ID,CountryPair,year,FDI_inflows,FDI_outflows,FDI_instock,FDI_outstock"
    >>> parsed = by_partner(f"{head}\nBLR-RUS_2011,BLR-RUS,2011,2819.6,,8387.6588,\n".encode(), "fdi.csv")
    >>> parsed.observations[["item", "reporter", "partner", "value"]].values.tolist()
    [['fdi_inflow', 'BLR', 'RUS', 2819.6], ['fdi_inward_stock', 'BLR', 'RUS', 8387.6588]]

    Raises SourceError for a pair that is not two codes of countries, a year or a number of another form.
    """
    table = csv_table(payload, path, ("CountryPair", "year", *_MEASURES))
    matching(table["CountryPair"], table["row"], path, "[A-Z]{3}-[A-Z]{3}", "a pair like BLR-RUS")
    matching(table["year"], table["row"], path, r"(19|20)\d\d", "a year")
    long = table.melt(["CountryPair", "year", "row"], list(_MEASURES), var_name="measure", value_name="cell")
    long = long.assign(value=numbers(long["cell"], long["row"], path)).dropna(subset="value")
    key = ["CountryPair", "year", "measure"]
    long = long.drop_duplicates([*key, "value"])
    twice = long.duplicated(key, keep=False)
    flows = long[~twice].assign(
        reporter=long["CountryPair"].str[:3], partner=long["CountryPair"].str[4:], period=long["year"]
    )
    return _parsed(
        flows,
        _BY_PARTNER_KNOWN,
        "Bilateral FDI Statistics 2014, month not recorded",
        tuple(
            Refusal(path, int(rows.min()), f"{pair} {measure}: two rows of a year differ ({len(rows)} rows)")
            for (pair, measure), rows in long[twice].groupby(["CountryPair", "measure"])["row"]
        ),
        "emlaet/wwmetrics @08af586",
    )


def totals(payload: bytes, path: str) -> Parsed:
    r"""Return total inflows and outflows in mn USD by economy, with the world as partner.

    >>> lines = 'table,level,type,Region/economy,1991,2011\n"FDI inflows, mn USD",5,country,Belarus,0.0,4002.4\n'
    >>> parsed = totals(lines.encode(), "wir.csv")
    >>> parsed.observations[["reporter", "partner", "period", "value"]].values.tolist()
    [['BLR', 'WLD', '2011', 4002.4]]
    >>> parsed.refused[0].reason
    'fdi_inflow of Belarus: 0 where no figure is printed (1 years)'

    Raises SourceError for a table of another flow or unit, or a column that is no year.
    """
    table = csv_table(payload, path, ("table", "level", "type", _ECONOMY))
    matching(table["table"], table["row"], path, "|".join(_TABLES), "a table of FDI flows in mn USD")
    years = [name for name in table.columns if name not in ("table", "level", "type", _ECONOMY, "row")]
    matching(pd.Series(years), pd.Series(1, index=range(len(years))), path, r"(19|20)\d\d", "a column per year")
    long = table.melt(["table", _ECONOMY, "row"], years, var_name="period", value_name="cell")
    long = long.assign(
        value=numbers(long["cell"], long["row"], path),
        measure=long["table"].map(_TABLES),
        reporter=long[_ECONOMY].map({name: area_code(name) for name in long[_ECONOMY].unique()}),
        partner="WLD",
    )
    coded, filled = long["reporter"].notna(), long["value"] == 0
    return _parsed(
        long[coded & ~filled],
        _REPORT_KNOWN,
        "World Investment Report 2022, annex tables 1 and 2",
        (*_unknown(long[~coded], path), *_filled(long[coded & filled], path)),
        "unctad-infovis/2022-fdi_flows @4691979",
    )


def _parsed(flows: pd.DataFrame, known: date, edition: str, refused: tuple[Refusal, ...], via: str) -> Parsed:
    """Return flows with the columns reporter, partner, measure, period, value and row as observations."""
    named = flows[["reporter", "partner", "period", "value", "row"]].assign(
        item=flows["measure"].map({measure: item for measure, (item, _) in _MEASURES.items()}),
        title=flows["measure"].map({measure: title for measure, (_, title) in _MEASURES.items()}),
    )
    return Parsed(edition, known, tidy(named, unit=_UNIT, vintage=known), refused, via)


def _unknown(rows: pd.DataFrame, path: str) -> tuple[Refusal, ...]:
    return tuple(
        Refusal(path, int(places.min()), f"area {name!r} is not in data/codes/areas.csv")
        for name, places in rows.groupby(_ECONOMY)["row"]
    )


def _filled(rows: pd.DataFrame, path: str) -> tuple[Refusal, ...]:
    return tuple(
        Refusal(
            path,
            int(places.min()),
            f"{_MEASURES[str(measure)][0]} of {name}: 0 where no figure is printed ({len(places)} years)",
        )
        for (measure, name), places in rows.groupby(["measure", _ECONOMY])["row"]
    )
