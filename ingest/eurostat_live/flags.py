"""Eurostat's flags: letters beside a value, several at once, that say how far it can be relied on."""

import pandas as pd

from ingest.model import Status

_STATUSES = {"f": Status.FORECAST, "e": Status.ESTIMATED, "s": Status.ESTIMATED}
_NOTES = {"p": "provisional", "b": "break in the series", "d": "definition differs", "u": "low reliability"}


def hidden(flags: pd.Series) -> pd.Series:
    """Return which values are confidential or not applicable: no figures, even where one is printed.

    >>> hidden(pd.Series(["", "c", "ez"])).tolist()
    [False, True, True]
    """
    return flags.str.contains("[cz]").astype(bool)


def explained(flags: pd.Series) -> pd.DataFrame:
    """Return the `status` and the `note` of each value.

    >>> explained(pd.Series(["", "bp", "e"])).values.tolist()
    [['reported', ''], ['reported', 'provisional, break in the series'], ['estimated', '']]
    """
    known = {
        text: (_status(text), ", ".join(note for letter, note in _NOTES.items() if letter in text))
        for text in flags.unique()
    }
    pairs = flags.map(known)
    return pd.DataFrame({"status": pairs.str[0], "note": pairs.str[1]}, index=flags.index)


def _status(text: str) -> str:
    return next((status for letter, status in _STATUSES.items() if letter in text), Status.REPORTED).value
