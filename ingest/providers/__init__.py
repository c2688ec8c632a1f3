"""The live providers, one module each: a provider is found because it is there."""

import importlib
import pkgutil

from ingest.live import Provider


def providers() -> dict[str, Provider]:
    """Return the live providers by the id of their source.

    >>> providers()["nbrb"].base
    'https://api.nbrb.by'
    """
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    found = [importlib.import_module(f"{__name__}.{name}").PROVIDER for name in names]
    return {provider.source.id: provider for provider in found}
