"""The language a page speaks: English stands in the code, its translations in locale/LANGUAGE.po.

What is computed for one visitor is in the visitor's language by a context variable, so that no function hands it on.
"""

import gettext
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import get_decimal_symbol, get_group_symbol

LANGUAGES = {"en": "English", "be": "Беларуская", "ru": "Русский"}
LOCALES = Path(__file__).parent / "locale"
Words = list[object]
# Every letter of the Cyrillic alphabets spoken to the place that it has in them.
_PLACES = {ord(letter): chr(0x430 + place) for place, letter in enumerate("абвгдеёжзиійклмнопрстуўфхцчшщъыьэюя")}
_SPOKEN: ContextVar[str] = ContextVar("language", default="en")


def language() -> str:
    """Return the code of the language that is spoken now."""
    return _SPOKEN.get()


def spoken_in(asked: Mapping[str, str]) -> str:
    """Return the language that an address asks for, English where it asks for none that there is.

    >>> spoken_in({"lang": "ru"}), spoken_in({"lang": "xx"}), spoken_in({})
    ('ru', 'en', 'en')
    """
    code = asked.get("lang", "")
    return code if code in LANGUAGES else "en"


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak one of LANGUAGES.

    >>> with speaking("ru"):
    ...     numeral("1,234.5")
    '1\\xa0234,5'
    """
    before = _SPOKEN.set(code)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def tr(text: str, /, **parts: object) -> str:
    """Return a text in the language spoken, with its named parts filled in.

    >>> tr("{shown} of {all} statements", shown=3, all=107)
    '3 of 107 statements'
    """
    found = _translations(language()).gettext(text) if text else text
    return found.format(**parts) if parts else found


def marked(text: str) -> str:
    """Return a text as it is: a mark for whoever collects texts, where `tr` or `told` is given it by a name.

    >>> marked("no data")
    'no data'
    """
    return text


def ntr(one: str, many: str, count: int, /, **parts: object) -> str:
    """Return the text that goes with a count, which stands in it as `{count}`.

    >>> ntr("{count} event", "{count} events", 1), ntr("{count} event", "{count} events", 2)
    ('1 event', '2 events')
    """
    return _translations(language()).ngettext(one, many, count).format(count=count, **parts)


def told(text: str, /, **parts: object) -> Words:
    """Return a text in the language spoken as a list in which components stand for its named parts.

    >>> told("{partner} took {share}.", partner="Russia", share=41)
    ['Russia took ', 41, '.']
    """
    found: Words = []
    for literal, name, _, _ in Formatter().parse(tr(text)):
        part = parts[name] if name else ""
        for piece in [literal, *(part if isinstance(part, list) else [part])]:
            if isinstance(piece, str) and found and isinstance(found[-1], str):
                found[-1] += piece
            elif piece != "":
                found.append(piece)
    return found


def numeral(text: str) -> str:
    """Return a number as English writes it with the signs of the language spoken.

    >>> numeral("1,234.5")
    '1,234.5'
    """
    spoken = language()
    if spoken == "en":
        return text
    return text.translate({ord(","): get_group_symbol(spoken), ord("."): get_decimal_symbol(spoken)})


def alphabetical(text: str) -> str:
    """Return a key that sorts texts as the alphabet of the language spoken does; Unicode has some letters elsewhere.

    >>> with speaking("be"):
    ...     sorted(("Іран", "Ямайка", "Ёсць", "Егіпет", "Жук", "Італія"), key=alphabetical)
    ['Егіпет', 'Ёсць', 'Жук', 'Іран', 'Італія', 'Ямайка']
    """
    return text if language() == "en" else text.lower().translate(_PLACES)


def dated(day: date) -> str:
    """Return a day in words.

    >>> dated(date(2021, 9, 30))
    '30 Sep 2021'
    """
    return format_date(day, "d MMM y", locale=language())


@cache
def _translations(code: str) -> gettext.NullTranslations:
    path = LOCALES / f"{code}.po"
    if code == "en":
        return gettext.NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=Locale(code))
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
