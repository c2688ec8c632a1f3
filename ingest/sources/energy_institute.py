"""Energy Institute, Statistical Review of World Energy: energy by fuel and country, one row per concept and year.

Traps: `russia` is three things. To 1990 it is the Soviet Union, read as `SUN`; in the gas reserves of 1991-1996 it is
what `russian_federation` leaves of the former Union, and is refused; where there is no `russian_federation` it is
Russia. The republics are 0 in the years in which the Union was counted as one: no figure, refused. Belarus's own
production is never given apart, it sits in `other_cis`. `total_cis` and `other_cis` change their members: refused.
Volumes named bcf are per day, those named barrels are thousands a day. bcm are of 36 MJ/m3 net (40 gross), nuclear
exajoules are output at 33 %. Minerals and grid batteries are refused: the carrier's list of concepts omits units.
"""

from datetime import date

import pandas as pd

from ingest.errors import SourceError
from ingest.files import csv_table, matching, numbers
from ingest.model import Parsed, Refusal, Source, tidy

SOURCE = Source(
    id="energy_institute",
    publisher="Energy Institute",
    title="Statistical Review of World Energy",
    url="https://www.energyinst.org/statistical-review",
    licence="Energy Institute terms (free with attribution, extensive reproduction by permission)",
    redistribute=False,
    citation="Energy Institute, Statistical Review of World Energy 2025.",
    cadence="annual, in June",
)

FILES = ("econ/ei_statreview2025_postsoviet_long.csv",)

_VINTAGE = date(2025, 9, 13)  # by this day of its own list of changes the carrier had taken over the Review of 2025
_AREAS = {
    "azerbaijan": "AZE", "belarus": "BLR", "kazakhstan": "KAZ", "lithuania": "LTU", "poland": "POL", "russia": "RUS",
    "russian_federation": "RUS", "total_world": "WLD", "turkmenistan": "TKM", "ukraine": "UKR", "uzbekistan": "UZB",
}  # fmt: skip
_AGGREGATES = ("other_cis", "total_cis")
_REPUBLICS = ("azerbaijan", "belarus", "kazakhstan", "lithuania", "turkmenistan", "ukraine", "uzbekistan")
_LAST_YEAR_OF_THE_UNION = 1990
_FIRST_YEAR_OF_REPUBLICS = 1985
# Titles as the carrier's list of concepts words them, by unit; a unit is stated in the title or is the Review's own.
_CONCEPTS = {
    "EJ": {
        "total_energy_supply_tes_exajoules": "Total Energy Supply (TES) -exajoules",
        "primary_energy_cons_old_meth": "Primary Energy Cons (old meth)",
        "oil_consumption_exajoules": "Oil Consumption - exajoules",
        "gas_production_exajoules": "Gas Production - exajoules",
        "gas_consumption_exajoules": "Gas Consumption - exajoules",
        "coal_production_exajoules": "Coal Production - exajoules",
        "coal_consumption_exajoules": "Coal Consumption - exajoules",
        "nuclear_consumption_exajoules": "Nuclear Consumption - exajoules",
        "hydro_consumption_exajoules": "Hydro Consumption - exajoules",
        "renewables_consumption_exajoules": "Renewables Consumption -exajoules",
        "renewable_power_inc_hydro_exajoules": "Renewable Power (inc hydro) -exajoules",
        "ren_power_excl_hydro_exajoules": "Ren power (excl hydro) - exajoules",
        "solar_consumption_exajoules": "Solar Consumption - exajoules",
        "wind_consumption_exajoules": "Wind Consumption - exajoules",
        "geo_biomass_other_exajoules": "Geo Biomass Other - exajoules",
    },
    "GJ per person": {"tes_per_capita": "TES per Capita"},
    "TWh": {
        "electricity_generation_twh": "Electricity Generation - TWh",
        "nuclear_generation_twh": "Nuclear Generation - TWh",
        "hydro_generation_twh": "Hydro Generation - TWh",
        "renewable_power_inc_hydro_twh": "Renewable Power (inc hydro)-TWh",
        "ren_power_excl_hydro_twh": "Ren power (excl hydro) - TWh",
        "solar_generation_twh": "Solar Generation - TWh",
        "wind_generation_twh": "Wind Generation - TWh",
        "geo_biomass_other_twh": "Geo Biomass Other - TWh",
        "oil_inputs_elec_generation": "Oil inputs - Elec generation",
        "gas_inputs_elec_generation": "Gas inputs - Elec generation",
        "coal_inputs_elec_generation": "Coal inputs - Elec generation",
        "other_inputs_elec_generation": "Other inputs - Elec generation",
    },
    "Mt": {
        "oil_production_tonnes": "Oil Production - tonnes",
        "oil_consumption_tonnes": "Oil Consumption - Tonnes",
        "coal_production_mt": "Coal Production - mt",
    },
    "Mt CO2": {"co2_from_energy": "CO2 from Energy", "co2_from_flaring": "CO2 from Flaring"},
    "Mt CO2e": {
        "co2e_emissions": "CO2e Emissions",
        "co2_process_emissions_methane": "CO2-Process Emissions, Methane",
    },
    "Mt CO2/year": {"ccus_capture_capacity": "CCUS Capture Capacity"},
    "bcm": {
        "gas_production_bcm": "Gas Production - Bcm",
        "gas_consumption_bcm": "Gas Consumption - Bcm",
        "gas_lng_imports_bcm": "Gas - LNG imports bcm",
        "natural_gas_flaring": "Natural Gas Flaring",
    },
    "bcf/day": {
        "gas_production_bcf": "Gas Production - bcf",
        "gas_consumption_bcf": "Gas Consumption - Bcf",
    },
    "thousand bbl/day": {
        "oil_production_barrels": "Oil Production - barrels",
        "crude_cond_production_barrels": "Crude+cond production - barrels",
        "ngls_production_barrels": "NGLs production - barrels",
        "liquids_consumption_barrels": "Liquids Consumption - barrels",
        "oil_consumption_barrels": "Oil Consumption - barrels",
        "oil_refinery_throughput": "Oil refinery - throughput",
        "oil_refinery_capacity": "Oil refinery - capacity",
    },
    "bn bbl": {"oil_proved_reserves_history": "Oil - Proved reserves history"},
    "trillion m3": {"gas_proved_reserves_history": "Gas - Proved reserves history"},
    "MW": {
        "solar_installed_capacity": "Solar Installed Capacity",
        "wind_installed_capacity": "Wind Installed Capacity",
    },
    "thousand boe/day": {
        "biofuels_production_kboed_biofuel": "Biofuels production - kboed biofuel",
        "biofuels_production_kboed_biogasoline": "Biofuels production - kboed biogasoline",
        "biofuels_production_kboed_biodiesel": "Biofuels production - kboed biodiesel",
        "biofuels_consumption_kboed_biofuel": "Biofuels Consumption - kboed biofuel",
        "biofuels_consumption_kboed_biogasoline": "Biofuels Consumption - kboed biogasoline",
        "biofuels_consumption_kboed_biodiesel": "Biofuels Consumption - kboed biodiesel",
    },
    "PJ": {
        "biofuels_production_petajoules_biofuel": "Biofuels production - petajoules biofuel",
        "biofuels_production_petajoules_biogasoline": "Biofuels production - petajoules biogasoline",
        "biofuels_production_petajoules_biodiesel": "Biofuels production - petajoules biodiesel",
        "biofuels_consumption_petajoules_biofuel": "Biofuels consumption - petajoules biofuel",
        "biofuels_consumption_petajoules_biogasoline": "Biofuels consumption - petajoules biogasoline",
        "biofuels_consumption_petajoules_biodiesel": "Biofuels consumption - petajoules biodiesel",
    },
}
_UNITS = {concept: unit for unit, titles in _CONCEPTS.items() for concept in titles}
_TITLES = {concept: title for titles in _CONCEPTS.values() for concept, title in titles.items()}


def parse(payload: bytes, path: str) -> Parsed:
    r"""Return the concepts whose unit is known, named as in the carrier's list, a row per country and year.

    >>> header, gas = b"indicator,geo,year,value\n", b"gas_consumption_bcm,belarus,2023,16.78404\n"
    >>> parse(header + gas, "ei.csv").observations[["reporter", "period", "value", "unit"]].values.tolist()
    [['BLR', '2023', 16.78404, 'bcm']]

    Raises SourceError for two values of one concept, country and year.
    """
    table = csv_table(payload, path, ("indicator", "geo", "year", "value"))
    years = matching(table["year"], table["row"], path, r"(19|20)\d\d", "a year")
    table = table.assign(year=years.astype(int), value=numbers(table["value"], table["row"], path))
    reasons = _reasons(table)
    read = table[reasons == ""]
    observations = pd.DataFrame({
        "item": read["indicator"], "title": read["indicator"].map(_TITLES), "unit": read["indicator"].map(_UNITS),
        "reporter": read["geo"].map(_AREAS).mask(_soviet(read), "SUN"), "period": read["year"].astype(str),
        "value": read["value"], "row": read["row"],
    })  # fmt: skip
    _refuse_doubled(observations, path)
    edition = "Statistical Review of World Energy 2025"
    refused = _refused(table["row"], reasons, path)
    via = "open-numbers/ddf--bp--energy @ebe7a24b"
    return Parsed(edition, _VINTAGE, tidy(observations, vintage=_VINTAGE), refused, via)


def _soviet(table: pd.DataFrame) -> pd.Series:
    return (table["geo"] == "russia") & (table["year"] <= _LAST_YEAR_OF_THE_UNION)


def _reasons(table: pd.DataFrame) -> pd.Series:
    """Say of each row why it is not read; an empty text where it is. The first reason that fits counts."""
    concepts, areas = table["indicator"], table["geo"]
    named = pd.Series("", index=table.index)
    named = named.mask(_filled(table), areas + ": 0 where the Soviet Union was counted as one")
    named = named.mask(_remainder(table), concepts + ": `russia` is the former Union without `russian_federation`")
    named = named.mask(~areas.isin(list(_AREAS)), areas.astype(str) + ": no country that is known here")
    named = named.mask(areas.isin(_AGGREGATES), areas + ": an aggregate that changes its members")
    return named.mask(~concepts.isin(list(_UNITS)), concepts.astype(str) + ": its unit is not known")


def _filled(table: pd.DataFrame) -> pd.Series:
    """Whether a 0 of a republic stands for a year in which only the Union was counted."""
    places = pd.MultiIndex.from_frame(table[["indicator", "year"]])
    as_one = places.isin(places[_soviet(table)]) | (table["year"] < _FIRST_YEAR_OF_REPUBLICS)
    return table["geo"].isin(_REPUBLICS) & (table["value"] == 0) & as_one


def _remainder(table: pd.DataFrame) -> pd.Series:
    places = pd.MultiIndex.from_frame(table[["indicator", "year"]])
    return (table["geo"] == "russia") & places.isin(places[table["geo"] == "russian_federation"])


def _refused(rows: pd.Series, reasons: pd.Series, path: str) -> tuple[Refusal, ...]:
    left_out = rows[reasons != ""].groupby(reasons).agg(["min", "size"])
    return tuple(Refusal(path, int(row), f"{reason} ({count} rows)") for reason, row, count in left_out.itertuples())


def _refuse_doubled(observations: pd.DataFrame, path: str) -> None:
    doubled = observations[observations.duplicated(["item", "reporter", "period"])]
    if len(doubled):
        second = doubled.iloc[0]
        found = f"another for {second['item']} {second['reporter']} {second['period']} in row {second['row']}"
        raise SourceError(path, expected="one value a concept, country and year", found=found)
