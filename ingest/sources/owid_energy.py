"""Our World in Data, energy: electricity and primary energy by source, country and year, from four extracts.

Editions of May 2022 (electricity mix of Ember and bp; primary energy of bp and EIA), of 2022 with the columns renamed
by the carrier, and one of 2025 cut to 14 columns with `;` between them. Items are Our World in Data's own names.
Traps: two names of the renamed file are swapped, fossil fuel consumption stands under "per capita" and the reverse: it
is read by what it holds, and must be the sum of coal, oil and gas. That file writes `NA` for nothing, and its demand
(Ember) is not its generation (bp) plus net imports: only the mix of May 2022 is consistent. Primary energy counts
nuclear by substitution, so it is no denominator for the Energy Institute's total energy supply. The extract of 2025
has electricity of 2025, so it was taken later than its name says. Not read: electricity per person and changes over
the year, which follow from the rest; population and GDP, which come from their own sources; biofuels, which are empty.
"""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from ingest.declarations import area_code
from ingest.errors import SourceError
from ingest.files import csv_table, matching, numbers
from ingest.model import Parsed, Refusal, Source, tidy

SOURCE = Source(
    id="owid_energy",
    publisher="Our World in Data",
    title="Energy: electricity mix and primary energy",
    url="https://github.com/owid/energy-data",
    licence="CC BY 4.0",
    redistribute=True,
    citation="Our World in Data, Energy, from Ember, bp, the Energy Institute and the US EIA.",
    cadence="annual",
)

FILES = (
    "energy/owid_energy_2025ed_11cols.csv",
    "energy/owid_electricity_mix_ember_bp_2022ed.csv",
    "energy/owid_primary_energy_bp_eia_2022ed.csv",
    "econ/owid_energy_2022_postsoviet_renamed_columns.csv",
)

_MIX = {
    "Electricity demand (TWh)": "electricity_demand",
    "Electricity generation (TWh)": "electricity_generation",
    "Net imports (TWh)": "net_elec_imports",
    "Electricity from bioenergy (TWh)": "biofuel_electricity",
    "Electricity from coal (TWh)": "coal_electricity",
    "Electricity from fossil fuels (TWh)": "fossil_electricity",
    "Electricity from gas (TWh)": "gas_electricity",
    "Electricity from hydro (TWh)": "hydro_electricity",
    "Low-carbon electricity (TWh)": "low_carbon_electricity",
    "Electricity from nuclear (TWh)": "nuclear_electricity",
    "Electricity from oil (TWh)": "oil_electricity",
    "Electricity from other renewables excluding bioenergy (TWh)": "other_renewable_exc_biofuel_electricity",
    "Electricity from other renewables including bioenergy (TWh)": "other_renewable_electricity",
    "Electricity from renewables (TWh)": "renewables_electricity",
    "Electricity from solar (TWh)": "solar_electricity",
    "Electricity from wind (TWh)": "wind_electricity",
    "Emissions (MtCO2)": "greenhouse_gas_emissions",
    "Carbon intensity of electricity (gCO2/kWh)": "carbon_intensity_elec",
    "Electricity as share of primary energy": "electricity_share_energy",
    "Net electricity imports as a share of demand": "net_elec_imports_share_demand",
    "Coal (% electricity)": "coal_share_elec",
    "Oil (% electricity)": "oil_share_elec",
    "Gas (% electricity)": "gas_share_elec",
    "Fossil fuels (% electricity)": "fossil_share_elec",
    "Renewables (% electricity)": "renewables_share_elec",
    "Low-carbon electricity (% electricity)": "low_carbon_share_elec",
    "Nuclear (% electricity)": "nuclear_share_elec",
    "Solar (% electricity)": "solar_share_elec",
    "Wind (% electricity)": "wind_share_elec",
    "Hydro (% electricity)": "hydro_share_elec",
    "Bioenergy (% electricity)": "biofuel_share_elec",
    "Other renewables excluding bioenergy (% electricity)": "other_renewables_share_elec_exc_biofuel",
    "Other renewables including bioenergy (% electricity)": "other_renewables_share_elec",
}
_PRIMARY = {
    "Primary energy consumption (TWh)": "primary_energy_consumption",
    "Energy per capita (kWh)": "energy_per_capita",
    "Energy per GDP (kWh per $)": "energy_per_gdp",
}
_COAL, _OIL, _GAS = (f"primary_{fuel}_consumption_in_terawatt_hours" for fuel in ("coal", "oil", "gas"))
_FOSSIL = "electricity_generation_from_fossil_fuels_per_capita_in_kilowatt_hours"  # swapped with the consumption
_RENAMED = {
    "electricity_demand_in_terawatt_hours": "electricity_demand",
    "electricity_generation_in_terawatt_hours": "electricity_generation",
    "net_electricity_imports_in_terawatt_hours": "net_elec_imports",
    _COAL: "coal_consumption",
    _OIL: "oil_consumption",
    _GAS: "gas_consumption",
    _FOSSIL: "fossil_fuel_consumption",
    "primary_nuclear_consumption_in_terawatt_hours": "nuclear_consumption",
    "primary_hydropower_consumption_in_terawatt_hours": "hydro_consumption",
    "primary_solar_consumption_in_terawatt_hours": "solar_consumption",
    "primary_wind_consumption_in_terawatt_hours": "wind_consumption",
    "primary_other_renewables_consumption_in_terawatt_hours": "other_renewable_consumption",
    "primary_renewables_consumption_in_terawatt_hours": "renewables_consumption",
    "primary_low_carbon_sources_consumption_in_terawatt_hours": "low_carbon_consumption",
    "primary_energy_consumption_per_capita_in_kilowatt_hours": "energy_per_capita",
    "greenhouse_gases_produced_in_electricity_generation_million_tonnes_of_co2": "greenhouse_gas_emissions",
    "carbon_intensity_of_electricity_production_in_grams_per_kilowatt_hour": "carbon_intensity_elec",
}
_CUT = {
    name: name
    for name in (
        "coal_consumption", "electricity_generation", "fossil_share_energy", "gas_consumption", "hydro_consumption",
        "nuclear_consumption", "oil_consumption", "primary_energy_consumption", "renewables_share_energy",
        "solar_consumption", "wind_consumption",
    )
}  # fmt: skip
# TWh unless named here; shares are of electricity, of demand or of primary energy, as the item says.
_UNITS = {
    "greenhouse_gas_emissions": "Mt CO2",
    "carbon_intensity_elec": "g CO2/kWh",
    "energy_per_capita": "kWh per person",
    "energy_per_gdp": "kWh per intl USD",
}


@dataclass(frozen=True, slots=True)
class _Edition:
    """One published extract: what its header begins with, when it was known, and which columns are read."""

    begins: bytes
    text: str
    vintage: date
    via: str
    area: str
    year: str
    columns: dict[str, str]


_COLLECTED = date(2026, 11, 23)
_OWID_DATASETS = "owid/owid-datasets @48c9992a"
_EDITIONS = (
    _Edition(b"country;year;iso_code;", "2025 edition, extract of unknown date", _COLLECTED,
             "Noemietouitou/Global-co2-Emissions-… @b31515ce", "iso_code", "year", _CUT),
    _Edition(b"Entity,Year,Electricity from bioenergy", "electricity mix, May 2022", date(2022, 5, 31),
             _OWID_DATASETS, "Entity", "Year", _MIX),
    _Edition(b"Entity,Year,Primary energy consumption", "primary energy, May 2022", date(2022, 5, 31),
             _OWID_DATASETS, "Entity", "Year", _PRIMARY),
    _Edition(b"country,year,population,", "energy, 2022, columns renamed", date(2022, 12, 31),
             "asapru1315/HackDuke2022 @35e126fa", "country", "year", _RENAMED),
)  # fmt: skip


def parse(payload: bytes, path: str) -> Parsed:
    r"""Return what one extract holds, by Our World in Data's own names; its header tells which edition it is.

    >>> header = b"country;year;iso_code;" + ";".join(sorted(_CUT)).encode()
    >>> parse(header + b"\nBelarus;2022;BLR;" + b";" * 4 + b"11.512" + b";" * 6 + b"\n", "owid.csv").observations[
    ...     ["item", "reporter", "period", "value", "unit"]].values.tolist()
    [['hydro_consumption', 'BLR', '2022', 11.512, 'TWh']]

    Raises SourceError for a header it does not know, and where fossil fuels are not coal, oil and gas together.
    """
    edition = _edition(payload, path)
    table = csv_table(_with_commas(payload, path), path, (edition.area, edition.year, *edition.columns))
    matching(table[edition.year], table["row"], path, r"(19|20)\d\d", "a year")
    long = table.melt([edition.area, edition.year, "row"], list(edition.columns), "column", "cell")
    cells = long["cell"].mask(long["cell"] == "NA") if edition.columns is _RENAMED else long["cell"]
    long = long.assign(value=numbers(cells, long["row"], path))
    if edition.columns is _RENAMED:
        _refuse_other_fossil(long, path)
    items = long["column"].map(edition.columns)
    observations = pd.DataFrame({
        "item": items, "title": items.map(_title), "unit": items.map(_unit),
        "reporter": long[edition.area].map(_code), "period": long[edition.year], "value": long["value"],
        "row": long["row"],
    })  # fmt: skip
    known = observations.dropna(subset=["reporter"])
    refused = _unknown_areas(table, edition.area, path)
    return Parsed(edition.text, edition.vintage, tidy(known, vintage=edition.vintage), refused, edition.via)


def _edition(payload: bytes, path: str) -> _Edition:
    header = payload.removeprefix(b"\xef\xbb\xbf")
    for edition in _EDITIONS:
        if header.startswith(edition.begins):
            return edition
    csv_table(payload, path, ())  # refuses a page or an empty file by name
    known = ", ".join(edition.begins.decode() for edition in _EDITIONS)
    raise SourceError(path, expected=f"a header that begins with one of {known}", found=repr(header[:50].decode()))


def _with_commas(payload: bytes, path: str) -> bytes:
    """Return a table with `;` between its cells as one with commas; no cell has a comma, or its end would be lost."""
    header = payload.partition(b"\n")[0]
    if b";" not in header:
        return payload
    if b"," in payload:
        raise SourceError(path, expected="decimal points and no comma in a table with `;`", found="a comma")
    return payload.replace(b";", b",")


def _refuse_other_fossil(long: pd.DataFrame, path: str) -> None:
    """Refuse the renamed file should its two swapped names ever be set right: the column would be the other one."""
    wide = long.pivot(index="row", columns="column", values="value")
    parts = wide[_COAL] + wide[_OIL] + wide[_GAS]
    wrong = parts.notna() & ~((wide[_FOSSIL] - parts).abs() <= 0.01 * parts.abs() + 0.01)
    if wrong.any():
        row = int(wide.index[wrong][0])
        found = f"{wide[_FOSSIL][row]} in row {row}"
        raise SourceError(path, expected=f"coal, oil and gas together under {_FOSSIL!r}", found=found)


def _title(item: str) -> str:
    """Return `Gas share elec` for `gas_share_elec`: Our World in Data words titles anew with every edition."""
    return item.replace("_", " ").capitalize()


def _unit(item: str) -> str:
    return "percent" if "_share_" in item else _UNITS.get(item, "TWh")


def _code(area: str) -> str | None:
    """Return an area's code; one column holds codes already."""
    return area if area.isupper() and len(area) == 3 else area_code(area)


def _unknown_areas(table: pd.DataFrame, area: str, path: str) -> tuple[Refusal, ...]:
    unknown = table[table[area].map(_code).isna()].groupby(area)["row"].agg(["min", "size"])
    return tuple(
        Refusal(path, int(row), f"area {name!r} is not in data/codes/areas.csv ({count} rows)")
        for name, row, count in unknown.itertuples()
    )
