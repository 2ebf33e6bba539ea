"""Buyers are spoken to in their language, with every word there is in the others, too."""

import json
import re
import string
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra_cdk.packaging.prune import LANGUAGES as KEPT
from shared.links.pages import languages
from shared.links.pages.formats import amount_text, day_text, moment_text
from shared.links.pages.languages import LANGUAGES, Language, language_of
from shared.links.pages.page import PayPage
from shared.links.pages.state import PageState
from shared.money import EXPONENTS

FILES = sorted((Path(languages.__file__).parent / "texts").iterdir())
NARROW = "\u202f"
NO_BREAK = "\u00a0"


def words(code: str) -> dict[str, str]:
    """The texts of a language."""
    path = next(path for path in FILES if path.stem == code)
    return dict(json.loads(path.read_text(encoding="utf-8")))


def places(text: str) -> set[str]:
    """What is filled in."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_language_has_a_file_and_its_formats_are_packaged() -> None:
    assert {path.name for path in FILES} == {f"{code}.json" for code in LANGUAGES}
    assert set(LANGUAGES) == KEPT


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_language_has_every_text_with_the_same_places_and_no_markup(code: str) -> None:
    english, own = words("en"), words(code)
    assert own.keys() == english.keys()
    for name, text in own.items():
        assert text.strip() == text != ""
        assert places(text) == places(english[name]), name
        assert not set(text) & set("<>&\"'`"), name
    if code != "en":
        assert [name for name in own if name.startswith(("title_", "lead_")) and own[name] == english[name]] == []


def test_french_signs_stay_with_their_words() -> None:
    assert [name for name, text in words("fr").items() if re.search(r" [?!;:]", text)] == []


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("state", list(PageState))
def test_every_state_has_its_words(code: str, state: PageState) -> None:
    page = PayPage(language=Language(code, code), merchant="Paper & Thread", amount="1")
    for part in ("title", "lead"):
        assert "{" not in page.say(f"{part}_{state}")


@pytest.mark.parametrize(
    ("accepted", "found"),
    [
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de_AT"),
        ("DE-at", "de_AT"),
        ("de-XX", "de"),
        ("pl,fr-CA;q=0.8,en;q=0.5", "fr_CA"),
        ("en;q=0.5, es;q=0.9", "es"),
        ("es-419", "es_419"),
        ("en;q=0, nl", "nl"),
        ("fr;q=0, pl", None),
        ("nl;q=0.001,pl", "nl"),
        ("fr;q=1.000", "fr"),
        ("fr;q=2, it", "it"),
        ("fr;q=x, it", "it"),
        ("zh-Hant-TW,*;q=0.1", None),
        ("de-Latn-DE", "de_DE"),
        ("../../etc/passwd", None),
        ("", None),
        (None, None),
        (",,;;q=,=", None),
    ],
)
def test_the_language_that_the_browser_wants_most_is_spoken(accepted: str | None, found: str | None) -> None:
    assert language_of(accepted).locale == (found or "en")
    assert language_of(accepted, None, "pl", "it-CH", "fr").locale == (found or "it_CH")


def test_a_tag_is_told_as_html_writes_it() -> None:
    assert language_of("de-at").tag == "de-AT"


@given(st.text(max_size=300))
def test_whatever_a_browser_sends_some_language_is_spoken(accepted: str) -> None:
    assert language_of(accepted).code in LANGUAGES


@pytest.mark.parametrize(
    ("amount", "currency", "locale", "text"),
    [
        (123_450, "EUR", "en", "€1,234.50"),
        (123_450, "EUR", "de", f"1.234,50{NO_BREAK}€"),
        (123_450, "EUR", "de_AT", f"€{NO_BREAK}1.234,50"),
        (123_450, "EUR", "fr", f"1{NARROW}234,50{NO_BREAK}€"),
        (123_450, "EUR", "es", f"1.234,50{NO_BREAK}€"),
        (123_450, "EUR", "it", f"1.234,50{NO_BREAK}€"),
        (123_450, "EUR", "nl", f"€{NO_BREAK}1.234,50"),
        (500, "JPY", "en", "¥500"),
        (1_250, "KWD", "en", f"KWD{NO_BREAK}1.250"),
        (1_255, "IQD", "en", f"IQD{NO_BREAK}1.255"),
        (99, "USD", "de", f"0,99{NO_BREAK}$"),
        (1_005, "CAD", "en", "CA$10.05"),
    ],
)
def test_an_amount_is_written_as_the_language_writes_it(amount: int, currency: str, locale: str, text: str) -> None:
    assert amount_text(amount, currency, locale) == text


@given(st.integers(1, 99_999_999), st.sampled_from(sorted(EXPONENTS)), st.sampled_from((*LANGUAGES, "en_IN", "de_CH")))
def test_no_digit_is_lost_or_made_up(amount: int, currency: str, locale: str) -> None:
    digits = "".join(sign for sign in amount_text(amount, currency, locale) if sign in string.digits)
    assert int(digits) == amount
    assert len(digits) >= EXPONENTS[currency] + 1


def test_a_moment_says_where_its_time_is_meant() -> None:
    at = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert moment_text(at, "en_GB") == f"22 November 2026, 23:30{NO_BREAK}UTC"
    assert moment_text(at, "de") == f"22. November 2026, 23:30{NO_BREAK}UTC"
    assert moment_text(at, "en") == f"November 22, 2026, 11:30{NARROW}PM{NO_BREAK}UTC"
    elsewhere = at.astimezone(timezone(timedelta(hours=9)))
    assert (day_text(elsewhere, "fr"), moment_text(elsewhere, "es")) == (
        "22 novembre 2026",
        f"22 de noviembre de 2026, 23:30{NO_BREAK}UTC",
    )
