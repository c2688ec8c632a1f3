"""Conversion between the units in which publishers state the same quantity."""

from ingest.errors import DeclarationError

# How many of the unit's group one of it is; units of different groups never convert.
_IN_GROUP: dict[str, tuple[str, float]] = {
    "USD": ("money", 1e-6),
    "USD thousand": ("money", 1e-3),
    "USD mn": ("money", 1.0),
    "USD bn": ("money", 1e3),
    "USD/1.1": ("money", 1.1e-6),  # CREA's "eur" is US dollars over a constant 1.1
    "EUR": ("euro", 1e-6),
    "EUR mn": ("euro", 1.0),
    "tonnes": ("mass", 1e-6),
    "Mt": ("mass", 1.0),
    "kWh/d": ("energy", 1e-9),  # a day's flow; the sum of its days is an amount of energy
    "TWh": ("energy", 1.0),
    "EJ": ("energy", 1e3 / 3.6),
}


def factor(published: str, wanted: str) -> float:
    """Return what a value in the unit `published` is multiplied by to be in the unit `wanted`.

    >>> factor("USD thousand", "USD mn"), factor("percent", "percent")
    (0.001, 1.0)

    Raises DeclarationError where the two do not measure the same thing.
    """
    if published == wanted:
        return 1.0
    have, want = _IN_GROUP.get(published), _IN_GROUP.get(wanted)
    if have is None or want is None or have[0] != want[0]:
        raise DeclarationError(f"data/measures.toml: a series in {published!r} cannot fill a measure in {wanted!r}")
    return have[1] / want[1]
