"""Make a past snapshot again from what was received: the replies of each run on top of where it began."""

import tempfile
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from ingest import runs
from ingest.errors import StoreError
from ingest.importing import imported
from ingest.live import Provider, Pulled
from ingest.places import Place
from ingest.publishing import Part, news_of, with_news
from ingest.pull import Recorder, pull
from ingest.raw import Raw, Record
from ingest.store import Contents, Snapshot, Store, packaged_store


def rebuilt(store: Store, snapshot: str, providers: Mapping[str, Provider]) -> Contents:
    """Return the contents of a kept snapshot, made again from stored replies and files alone.

    What it was once built on is the snapshot named `origin` in its manifest: kept in the store or packaged. Written,
    the contents have the same id. Raises StoreError where a reply, a file or the origin is no longer there, or where
    the snapshot was not made from replies.
    """
    manifest = store.manifest(snapshot)
    if "origin" not in manifest:
        do = "'depdash snapshot build FOLDER' makes it again"
        raise StoreError(f"snapshot {snapshot}: it was built from files; {do}")
    with tempfile.TemporaryDirectory() as aside:
        workshop = Store(Path(aside))
        base = _origin(store, manifest["origin"])
        contents: Contents | None = None
        for _, steps in groupby(manifest["made_from"], key=_publication):
            if contents is not None:
                base = workshop.load(workshop.write(contents))
            contents = _step(store.place, base, list(steps), providers)
    if contents is None:
        raise StoreError(f"snapshot {snapshot}: its manifest names nothing that it was made from")
    return contents


def _publication(step: dict[str, Any]) -> tuple[str, str]:
    """Return what tells the steps published at once from the next: a part that was held back came by itself."""
    return step["run"], step["source"] if step.get("accepted") else ""


def _origin(store: Store, origin: str) -> Snapshot:
    if origin in store.ids():
        return store.load(origin)
    if origin in packaged_store().ids():
        return packaged_store().load(origin)
    raise StoreError(f"snapshot {origin}: what it began with is neither kept nor packaged; import its files again")


def _step(
    place: Place, base: Snapshot, steps: list[dict[str, Any]], providers: Mapping[str, Provider]
) -> Contents | None:
    if "files" in steps[0]:
        raw = Raw(place)
        files = [(file["name"], raw.get(file["sha256"])) for file in steps[0]["files"]]
        return imported(base, steps[0]["source"], files, steps[0]["run"])
    found = []
    for step in steps:
        provider = _provider(providers, step["source"])
        pulled = replayed(place, provider, step["folder"])
        run = runs.Run(step["run"], step["day"], step["since"], (step["source"],))
        found.append(news_of(base, Part(provider, pulled, run, step["folder"], step["accepted"])))
    return with_news(base, found)


def _provider(providers: Mapping[str, Provider], source: str) -> Provider:
    if source not in providers:
        raise StoreError(f"provider {source}: this version has none of that name; use the one that pulled it")
    return providers[source]


def replayed(place: Place, provider: Provider, folder: str) -> Pulled:
    """Return what a recorded pull brought, asked again of its record alone.

    Raises StoreError for a record that is no longer whole.
    """
    source = provider.source.id
    pulled = pull(provider, runs.question(place, folder), Recorder(Record(place, folder), None, source))
    if pulled is None:
        raise StoreError(f"{place.text}/{folder}: the pull of {source} brought nothing new; pull it again")
    return pulled
