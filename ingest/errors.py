"""The errors that users meet, each one line: what, where, expected, found, what to do."""


class DepdashError(Exception):
    """Base of every error that the command line and the API show as one line."""


class SourceError(DepdashError):
    """A published file is not what its source publishes; nothing of it is kept.

    What the file says may be quoted: line breaks and what steers a terminal become blanks.

    >>> str(SourceError("eia/brent.csv", expected="columns Date, Price", found="an HTML page"))
    'eia/brent.csv: expected columns Date, Price; found an HTML page; fetch the file again'
    """

    def __init__(self, where: str, *, expected: str, found: str, do: str = "fetch the file again") -> None:
        line = f"{where}: expected {expected}; found {found}; {do}"
        super().__init__("".join(sign if sign.isprintable() else " " for sign in line))


class DeclarationError(DepdashError):
    """A file of declarations in data/ does not say what the program needs."""


class StoreError(DepdashError):
    """A stored snapshot is missing, damaged or of a format this version cannot read."""


class BusyError(DepdashError):
    """Another run writes to the store."""


class ParameterError(DepdashError):
    """A parameter of a command, a request or a page is not one of those allowed."""

    def __init__(self, name: str, *, expected: str, found: object) -> None:
        self.parameter = name
        super().__init__(f"{name}: expected {expected}; found {str(found)[:60]!r}")
