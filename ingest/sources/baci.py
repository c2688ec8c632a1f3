"""CEPII BACI: goods exports of every country to every other, reconciled from what both sides report.

The packaged file was reshaped to one row per year and pair. Its values are FOB in thousand USD. They are not what a
country reports: 1-4 % under Belarus's own exports and 2-10 % under its own imports, with China too low, so each has
the status `mirror`. The imports of Kyrgyzstan and Tajikistan from China, which China's reports swamp, are marked
inferior. Unspecified partners are not in the data. That the carrier's matrix is BACI is believed, not printed.
"""

from datetime import date

import numpy as np
import pandas as pd

from ingest.files import csv_table, gunzip, matching, numbers
from ingest.model import Parsed, Source, Status, tidy

SOURCE = Source(
    id="baci",
    publisher="CEPII",
    title="BACI: International Trade Database at the Product-Level, goods totals by pair",
    url="http://www.cepii.fr/",
    licence="Etalab 2.0 (as believed)",
    redistribute=True,
    citation="Gaulier, G. and Zignago, S. (2010), BACI: International Trade Database at the Product-Level, CEPII.",
    cadence="annual",
)

FILES = ("trade/baci_pairs_2000_2020.csv.gz",)

_COLLECTED = date(2026, 11, 23)  # the publication date of the edition was not recorded
_COLUMNS = ("year", "exporter", "importer", "value_thousand_usd")
_ORDINARY, _INFERIOR = 1, 2
_SWAMPED = "swamped by what China reports: prefer the importer's own statistics"


def parse(payload: bytes, path: str) -> Parsed:
    r"""Return exports by pair; `row` counts the lines of the unpacked CSV.

    >>> import gzip
    >>> cells = b"year,exporter,importer,value_thousand_usd\n2020,BLR,RUS,12857659.969\n"
    >>> parse(gzip.compress(cells), "baci.csv.gz").observations.loc[0, ["reporter", "partner", "status"]].tolist()
    ['BLR', 'RUS', 'mirror']
    """
    table = csv_table(gunzip(payload, path), path, _COLUMNS)
    rows = table["row"]
    pairs = pd.DataFrame(
        {
            "period": matching(table["year"], rows, path, r"(19|20)\d\d", "a year"),
            "reporter": matching(table["exporter"], rows, path, "[A-Z]{3}", "an ISO 3166 code"),
            "partner": matching(table["importer"], rows, path, "[A-Z]{3}", "an ISO 3166 code"),
            "value": numbers(table["value_thousand_usd"], rows, path),
            "row": rows,
        }
    )
    swamped = (pairs["reporter"] == "CHN") & pairs["partner"].isin(["KGZ", "TJK"])
    marked = pairs.assign(preference=np.where(swamped, _INFERIOR, _ORDINARY), note=np.where(swamped, _SWAMPED, ""))
    observations = tidy(
        marked,
        item="export",
        product="_T",
        unit="USD thousand",
        status=Status.MIRROR.value,
        vintage=_COLLECTED,
        title="Goods exports, FOB, reconciled from both sides",
    )
    edition = f"{pairs['period'].min()}-{pairs['period'].max()}, publication date not recorded"
    via = "AlessandroSpike/An-Optimal-Transport-… @1c0aa824 (DatiProcessati.mat)"
    return Parsed(edition, _COLLECTED, observations, via=via)
