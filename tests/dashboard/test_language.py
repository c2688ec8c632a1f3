"""Each text is there in each language, whole; numbers and dates are written as the language writes them."""

import re
from datetime import date
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from dashboard.language import LANGUAGES, LOCALES, dated, language, ntr, numeral, speaking, told, tr
from dashboard.repository import Repository
from dashboard.texts import Message, messages

OTHERS = sorted(LANGUAGES.keys() - {"en"})
ONLY_ENGLISH = {"of_dependent", "of_partner"}  # possessives: other languages word the sentence without
CYRILLIC = re.compile("[Ѐ-ӿ]")


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.fixture(scope="module")
def said(repository: Repository) -> dict[Message, str]:
    return messages(repository)


@pytest.fixture(scope="module", params=OTHERS)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    with (LOCALES / f"{request.param}.po").open("rb") as file:
        return read_po(file, locale=request.param, abort_invalid=True)


def forms(catalogue: Catalog, message: Message) -> list[str]:
    found = catalogue.get(message[0] if isinstance(message, tuple) else message)
    assert found is not None, f"{message}: run `make texts`, then translate it"
    return list(found.string) if isinstance(found.string, tuple | list) else [found.string]


def test_every_text_is_translated(catalogue: Catalog, said: dict[Message, str]) -> None:
    lacking = [message for message in said if not all(forms(catalogue, message))]
    assert lacking == []


def test_no_translation_is_of_a_text_that_nobody_says(catalogue: Catalog, said: dict[Message, str]) -> None:
    known = {message[0] if isinstance(message, tuple) else message for message in said}
    left = [one.id for one in catalogue if one.id and (one.id if isinstance(one.id, str) else one.id[0]) not in known]
    assert left == []


def test_a_translation_names_the_parts_of_its_text(catalogue: Catalog, said: dict[Message, str]) -> None:
    for message in said:
        wanted = names(message if isinstance(message, str) else message[1])
        for form in forms(catalogue, message):
            assert names(form) - {"dependent", "partner"} <= wanted, form
            assert wanted - names(form) <= ONLY_ENGLISH | ({"count"} if isinstance(message, tuple) else set()), form


def test_translations_are_in_their_own_letters(catalogue: Catalog, said: dict[Message, str]) -> None:
    for message in said:
        text = message if isinstance(message, str) else message[0]
        words = re.findall(r"\b[a-z]{3,}\b", re.sub(r"\{\w+\}|<\w+>|`[^`]*`", "", text))
        if words:
            assert all(CYRILLIC.search(form) for form in forms(catalogue, message)), message
        for form in forms(catalogue, message):
            foreign = "[иИщЩъЪ]" if str(catalogue.locale) == "be" else "[іІўЎ]"
            assert not re.search(foreign, form), form


def test_the_language_is_that_of_whoever_asks() -> None:
    assert language() == "en"
    with speaking("be"):
        assert language() == "be"
        assert tr("reported") != "reported"
        with speaking("en"):
            assert tr("reported") == "reported"
        assert language() == "be"
    assert language() == "en"


@pytest.mark.parametrize(("code", "shown"), [("en", "−1,234.5"), ("ru", "−1\xa0234,5"), ("be", "−1\xa0234,5")])
def test_numbers_are_written_as_the_language_does(code: str, shown: str) -> None:
    with speaking(code):
        assert numeral("−1,234.5") == shown


def test_days_are_written_as_the_language_does() -> None:
    with speaking("ru"):
        assert dated(date(2021, 9, 30)).startswith("30 сент")


def test_counts_take_the_form_that_the_language_asks_for() -> None:
    with speaking("ru"):
        said = {ntr("Rests on {count} observation", "Rests on {count} observations", count) for count in (1, 2, 5)}
    assert len({re.sub(r"\d", "", text) for text in said}) >= 2


@given(st.text(st.characters(exclude_characters="{}"), max_size=20), st.lists(st.text(max_size=5), max_size=3))
def test_parts_stand_where_the_text_names_them(text: str, parts: list[str]) -> None:
    given_ = {f"part{place}": part for place, part in enumerate(parts)}
    whole = text + "".join(f"{{{name}}}{text}" for name in given_)
    assert "".join(map(str, told(whole, **given_))) == whole.format(**given_)
