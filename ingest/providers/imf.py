"""International Monetary Fund: trade by partner, the Outlook, prices, reserves, current account, direct investment.

All from the data service of SDMX 3.0. The list of data flows tells each flow's version and structure, the structure
the order of its key, and the availability which of our countries it has; then the data is asked for. Trade by partner
(IMTS) comes in full dollars and is turned into USD mn, the unit of the published file, whose series it continues;
beside our countries' own reports stand those of Russia, China and the European Union about them. The other items bear
the IMF's code of the indicator. Russia's own trade from 2022 on is the IMF's estimate, as in the file.

One request tells whether there is anything new: how many series of trade our countries have, and to which day. It
sees neither revisions nor news of another flow; both come with the full pull of each month. No reply is dated, so the
day of retrieval is the vintage. The Outlook's projections are told by the calendar (`first_projected`) and, where a
reply states it, by the last year with actual data.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from ingest.errors import SourceError
from ingest.imf_live.flows import AGENCIES, DIMENSIONS, Question, mirrors, questions
from ingest.imf_live.messages import observations
from ingest.imf_live.observed import observed
from ingest.imf_live.structures import Availability, Flow, availability, flows, key, key_order
from ingest.live import Ask, Provider, Pull, Pulled, Reply, Request
from ingest.model import Refusal
from ingest.sources.imf import SOURCE

_TRADE = "IMTS"
_STRUCTURE = (200, 204)  # 204: the IMF knows no such structure
_PERHAPS_REORDERED = (200, 204, 400, 404)  # to a key in the order of the last time


def pull(ask: Ask) -> Pull:
    """Bring what our countries have in each flow; nothing where their trade has no new series and no new period."""
    if ask.known:
        order = tuple(ask.known.split(" ")[0].split("."))
        reply = yield _availability(_TRADE, order, _of_trade(ask), _PERHAPS_REORDERED)
        if reply.status == 200 and _mark(order, availability(reply, _TRADE, "COUNTRY")) == ask.known:
            return None
    listed = flows((yield Request("/structure/dataflow/all/*/+", answers=_STRUCTURE)), AGENCIES)
    mark = ""
    parts: list[tuple[Reply, pd.DataFrame]] = []
    refused: list[Refusal] = []
    for flow in (listed[name] for name in AGENCIES):
        asked = [question for question in questions(ask) if question.flow == flow.id]
        order = key_order((yield Request(flow.structure_path, answers=_STRUCTURE)), flow, DIMENSIONS[flow.id])
        codes = _of_trade(ask) if flow.id == _TRADE else asked[0].codes
        reply = yield _availability(flow.id, order, codes, _STRUCTURE)
        has = availability(reply, flow.id, "COUNTRY")
        mark = mark or _mark(order, has)
        for question in asked:
            narrowed = _narrowed(question, has, reply)
            if narrowed is None:
                refused.append(Refusal(reply.where, 0, f"{flow.id} has nothing of any country that is asked for"))
                continue
            answer = yield _data(flow, order, narrowed, ask.since)
            table = observations(answer, flow, order)
            if table.empty and question is asked[0] and ask.since is None:
                raise SourceError(answer.where, expected=f"data, {has.series} series being available", found="none")
            read, left_out = observed(table, narrowed, answer, ask.since)
            parts.append((answer, read))
            refused += left_out
    return _pulled(mark, listed, parts, refused)


def _of_trade(ask: Ask) -> Mapping[str, Sequence[str]]:
    return {"COUNTRY": (*ask.countries, *mirrors(ask))}


def _availability(
    flow: str, order: Sequence[str], codes: Mapping[str, Sequence[str]], answers: tuple[int, ...]
) -> Request:
    path = f"/availability/dataflow/{AGENCIES[flow]}/{flow}/%2B/{key(order, codes)}/COUNTRY"
    return Request(path, answers=answers)


def _mark(order: Sequence[str], has: Availability) -> str:
    """The order of the key of trade is part of the mark: with it the next pull can ask without the structure."""
    return f"{'.'.join(order)} {has.series} series to {has.end}"


def _narrowed(question: Question, has: Availability, reply: Reply) -> Question | None:
    """Return the question about the countries that the flow has, None where it has none of them.

    Prices are asked for without a country: they stand under the one code that there is.
    """
    asked = question.codes.get("COUNTRY")
    if asked is None and len(has.codes) > 1:
        expected = f"{question.flow} under one country, the world"
        raise SourceError(reply.where, expected=expected, found=", ".join(sorted(has.codes))[:80])
    countries = tuple(sorted(has.codes)) if asked is None else tuple(code for code in asked if code in has.codes)
    return replace(question, codes={**question.codes, "COUNTRY": countries}) if countries else None


def _data(flow: Flow, order: Sequence[str], question: Question, since: int | None) -> Request:
    period = (("c[TIME_PERIOD]", f"ge:{since}-01-01"),) if since else ()
    query = (*period, ("dimensionAtObservation", "TIME_PERIOD"), ("attributes", "dsd"), ("measures", "all"))
    return Request(f"/data/dataflow/{flow.agency}/{flow.id}/+/{key(order, question.codes)}", query)


def _pulled(
    mark: str, listed: Mapping[str, Flow], parts: list[tuple[Reply, pd.DataFrame]], refused: list[Refusal]
) -> Pulled:
    if not any(len(table) for _, table in parts):
        raise SourceError("/data/dataflow", expected="figures", found="none in any flow")
    edition = f"{', '.join(f'{name} {listed[name].version}' for name in AGENCIES)}, trade to {mark.rsplit(' ', 1)[1]}"
    vintage = max(reply.retrieved.date() for reply, _ in parts)
    return Pulled(mark, edition, vintage, tuple(parts), tuple(refused))


PROVIDER = Provider(
    source=SOURCE, base="https://api.imf.org/external/sdmx/3.0", pace=1.5, pull=pull, every=45, dated=False
)
