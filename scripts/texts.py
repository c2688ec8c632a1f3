"""Bring each language's file in dashboard/locale up to date with the texts of the code and of the declarations.

    .venv/bin/python scripts/texts.py

A text that is new gets an empty translation, one that nobody says any more is left out. Prints how many lack one.
"""

from dashboard.language import LANGUAGES
from dashboard.repository import open_repository
from dashboard.texts import renew


def main() -> None:
    """Renew the file of each language."""
    repository = open_repository()
    for code in LANGUAGES:
        if code != "en":
            count, lacking = renew(repository, code)
            print(f"{code}: {count} texts, {lacking} to translate")


if __name__ == "__main__":
    main()
