"""Goods trade of UNCTADstat: the matrix of exports by section of the SITC, and the indices of concentration.

The matrix gives what exporters report and fills in those that do not; it does not say which is which, so all of it is
estimated. Section 9 takes in what a reporter does not specify: **all trade between Belarus and Russia in 1995 and all
Russian exports to Belarus in 2005**. The names of economies are run together (`AntiguaandBarbuda`); `Sudan2011` and
`Indonesia2002` are the areas until that year.

The indices are of exports and imports by product; those that UNCTAD estimated say so in a footnote, and another one
marks an economy with more than 30 % of its trade under heading 931, not classified. Groups of economies have codes
of four digits and are left out, the world excepted: they are not parties to any measure.
"""

import re
from datetime import date

import pandas as pd

from ingest.declarations import area_code
from ingest.files import csv_table, matching, numbers
from ingest.model import Parsed, Refusal, Status, tidy

COLLECTED = date(2026, 11, 23)  # the days of publication were not recorded

_MATRIX_VALUE = "value_thousand_usd"
_SECTION = r"All|SITC\d_\w+"
# Where putting the blanks back before capitals does not give a name that is in use.
_SPELLINGS = {
    "BritishVirginIslands": "British Virgin Islands",
    "ChinaHongKongSAR": "China, Hong Kong SAR",
    "ChinaMacaoSAR": "China, Macao SAR",
    "ChinaTaiwanProvince": "China, Taiwan Province of",
    "CotedIvoire": "Côte d'Ivoire",
    "DemRepoftheCongo": "Dem. Rep. of the Congo",
    "FaeroeIslands": "Faroe Islands",
    "FalklandIslands": "Falkland Islands (Malvinas)",
    "GuineaBissau": "Guinea-Bissau",
    "HolySee": "Holy See (Vatican City State)",
    "Indonesia2002": "Indonesia (...2002)",
    "IranIslamicRepublic": "Iran (Islamic Republic of)",
    "KoreaDemPeoples": "Dem. People's Rep. of Korea",
    "KoreaRepublicof": "Republic of Korea",
    "LaoPeoplesDemRep": "Lao People's Dem. Rep.",
    "MicronesiaFedSts": "Micronesia (Federated States of)",
    "NorthernMarianas": "Northern Mariana Islands",
    "RepublicofMoldova": "Republic of Moldova",
    "SaintVincentandGrenadines": "Saint Vincent and Grenadines",
    "SaoTomeandPricipe": "Sao Tome and Principe",
    "SintMaarten": "Sint Maarten (Dutch part)",
    "StateofPalestine": "State of Palestine",
    "Sudan2011": "Sudan (...2011)",
    "TFYRofMacedonia": "TFYR of Macedonia",
    "TanzaniaUnitedRepublic": "United Republic of Tanzania",
    "TimorLeste": "Timor-Leste",
    "TurksandCaicos": "Turks and Caicos Islands",
    "WallisandFutuna": "Wallis and Futuna Islands",
}

_FLOWS = {"Exports": "export", "Imports": "import"}
_INDICES = {
    "Number of products": ("product_count", "products", "number of products"),
    "Concentration Index": ("concentration_index", "index", "product concentration index"),
    "Diversification Index": ("diversification_index", "index", "product diversification index"),
}
_ESTIMATED = "Estimated"
_UNCLASSIFIED = 'More than 30% of total trade under "931: Special transactions & commodities not classified"'
_FOOTNOTE = rf"({_ESTIMATED}|{_UNCLASSIFIED}|{_ESTIMATED}\. {_UNCLASSIFIED})"


def matrix(payload: bytes, path: str) -> Parsed:
    r"""Return exports in thousand USD by exporter, importer and section of the SITC; `_T` is all sections.

    >>> head = "exporter,importer,value_thousand_usd,year,sitc_section"
    >>> parsed = matrix(f"{head}\nRussianFederation,Belarus,6238866.177,2015,SITC3_MineralFuels\n".encode(), "m.csv")
    >>> parsed.observations[["reporter", "partner", "product", "value", "status"]].values.tolist()
    [['RUS', 'BLR', 'SITC3', 6238866.177, 'estimated']]

    Raises SourceError for a year or a section of another form.
    """
    table = csv_table(payload, path, ("exporter", "importer", _MATRIX_VALUE, "year", "sitc_section"))
    matching(table["year"], table["row"], path, r"(19|20)\d\d", "a year")
    matching(table["sitc_section"], table["row"], path, _SECTION, "a section of the SITC")
    codes = {name: area_code(spelled(name)) for name in {*table["exporter"], *table["importer"]}}
    sections = table["sitc_section"].str.partition("_")[0].replace("All", "_T")
    flows = pd.DataFrame({
        "reporter": table["exporter"].map(codes), "partner": table["importer"].map(codes), "product": sections,
        "title": ("Exports, " + sections).replace("Exports, _T", "Exports, all goods"), "period": table["year"],
        "value": numbers(table[_MATRIX_VALUE], table["row"], path), "row": table["row"],
    })  # fmt: skip
    coded = flows["reporter"].notna() & flows["partner"].notna()
    constants = {"item": "export", "unit": "USD thousand", "status": Status.ESTIMATED.value, "vintage": COLLECTED}
    return Parsed(
        "merchandise trade matrix 1995, 2005, 2015, day of publication not recorded",
        COLLECTED,
        tidy(flows[coded], **constants),
        _unknown(pd.concat([table[["row"]].assign(name=table[end]) for end in ("exporter", "importer")]), codes, path),
        "carlaint/IMF-Trade-Networks @c1c66b01",
    )


def spelled(name: str) -> str:
    """Return the name of an economy with its blanks.

    >>> spelled("RussianFederation"), spelled("AntiguaandBarbuda"), spelled("Sudan2011")
    ('Russian Federation', 'Antigua and Barbuda', 'Sudan (...2011)')
    """
    apart = re.sub(r"(?<=[a-z])(and(?=[A-Z])|(?=[A-Z]))", r" \1 ", name)
    return _SPELLINGS.get(name) or " ".join(apart.split())


def concentration(payload: bytes, path: str) -> Parsed:
    """Return the number of products and the indices of concentration and diversification, of exports and imports.

    Raises SourceError for a flow or a footnote that is not known.
    """
    columns = [f"{name}{part}" for name in _INDICES for part in ("", " Footnote", " Missing value")]
    table = csv_table(payload, path, ("Year", "Economy", "Economy Label", "Flow Label", *columns))
    matching(table["Year"], table["row"], path, r"(19|20)\d\d", "a year")
    matching(table["Flow Label"], table["row"], path, "|".join(_FLOWS), "Exports or Imports")
    groups = (table["Economy"].str.len() == 4) & (table["Economy Label"] != "World")
    codes = {name: area_code(name) for name in table.loc[~groups, "Economy Label"].unique()}
    economies = table[~groups].assign(reporter=table["Economy Label"].map(codes))
    coded = economies[economies["reporter"].notna()]
    observations = pd.concat([_index(coded, name, path) for name in _INDICES], ignore_index=True)
    found = int(groups.sum())
    left_out = f"{table.loc[groups, 'Economy'].nunique()} groups of economies, no parties to a measure ({found} rows)"
    return Parsed(
        f"product concentration and diversification {min(table['Year'])}-{max(table['Year'])}, "
        "day of publication not recorded",
        COLLECTED,
        tidy(observations, partner="WLD", vintage=COLLECTED),
        (
            *([Refusal(path, int(table.loc[groups, "row"].min()), left_out)] if found else []),
            *_unknown(economies[["row"]].assign(name=economies["Economy Label"]), codes, path),
            *_without_figures(coded, path),
        ),
        "luna-ortus-cor/Geopolitical-Distance-and-Global-Trade @91f1ebd1",
    )


def _index(table: pd.DataFrame, name: str, path: str) -> pd.DataFrame:
    item, unit, title = _INDICES[name]
    footnotes = table[f"{name} Footnote"]
    matching(footnotes.dropna(), table.loc[footnotes.notna(), "row"], path, _FOOTNOTE, "a known footnote")
    estimated, unclassified = footnotes.str.startswith(_ESTIMATED, na=False), footnotes.str.contains("931", na=False)
    flows = table["Flow Label"].map(_FLOWS)
    return pd.DataFrame({
        "item": flows + "_" + item, "unit": unit, "reporter": table["reporter"], "period": table["Year"],
        "title": table["Flow Label"] + ": " + title, "value": numbers(table[name], table["row"], path),
        "status": estimated.map({True: Status.ESTIMATED.value, False: Status.REPORTED.value}),
        "note": unclassified.map({True: "over 30 % not classified (SITC 931)", False: ""}), "row": table["row"],
    })  # fmt: skip


def _without_figures(table: pd.DataFrame, path: str) -> tuple[Refusal, ...]:
    empty = table[table[list(_INDICES)].isna().all(axis=1)]
    return tuple(
        Refusal(path, int(rows.min()), f"{name}: not applicable in {len(rows)} rows")
        for name, rows in empty.groupby("Economy Label")["row"]
    )


def _unknown(places: pd.DataFrame, codes: dict[str, str | None], path: str) -> tuple[Refusal, ...]:
    rows = places[places["name"].map(codes).isna()].groupby("name")["row"]
    return tuple(
        Refusal(path, int(found.min()), f"area {name!r} is not in data/codes/areas.csv ({len(found)} rows)")
        for name, found in rows
    )
