"""Texts with named places: checked when saved, filled in when sent."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.fields import field_errors
from shared.links.sendings.defaults import RECEIPTS, REQUESTS
from shared.links.sendings.model import Channel
from shared.links.sendings.segments import Encoding, segments_of
from shared.links.sendings.template_request import TemplateRequest
from shared.links.sendings.templates import PLACES, SUBJECT_PLACES, Texts, Values, fill_in, fill_in_sms, unknown_places
from shared.links.sendings.writing import filled
from shared.messaging.words import amount_text, moment_text

VALUES = Values(
    merchant="Paper & Thread",
    reference="R-1",
    amount="45,90 EUR",
    expires="24.12.2026 22:59 UTC",
    link="https://pay.example/pay/0123456789abcdefghjkmnpqrs0123456789abcdefghjkmnpqrs",
)
BAD_SUBJECT = ("templates.de.email.subject", "string_pattern_mismatch")
texts = st.text(st.characters(exclude_characters="{}"), max_size=30)


def errors_of(**texts: Any) -> list[tuple[str, str]]:
    """Field and code of what is wrong with a German text."""
    with pytest.raises(ValidationError) as refused:
        TemplateRequest.model_validate({"templates": {"de": texts}})
    return [(error.field, error.code) for error in field_errors(refused.value)]


@given(st.lists(texts | st.sampled_from([f"{{{name}}}" for name in sorted(PLACES)])))
def test_every_known_place_is_filled_in_and_nothing_else_is_changed(parts: list[str]) -> None:
    wanted = "".join(getattr(VALUES, part[1:-1]) if part.startswith("{") else part for part in parts)
    assert unknown_places("".join(parts), PLACES) == []
    assert fill_in("".join(parts), VALUES) == wanted


@given(st.text("{}abcdeiklmnprstx ", max_size=40))
def test_what_passes_the_check_can_be_filled_in(text: str) -> None:
    if not unknown_places(text, PLACES):
        assert "{" not in fill_in(text, VALUES)


def test_what_a_value_holds_is_no_place() -> None:
    sly = Values(merchant="{link}", reference="{amount}", amount="1", expires="2", link="https://l")
    assert fill_in("{merchant} {reference} {link}", sly) == "{link} {amount} https://l"


@pytest.mark.parametrize(
    ("texts", "errors"),
    [
        ({"sms": "pay {amount}"}, [("templates.de.sms", "link_missing")]),
        ({"sms": "pay {price}: {link}"}, [("templates.de.sms", "unknown_placeholder")]),
        ({"sms": "{ {link}"}, [("templates.de.sms", "unknown_placeholder")]),
        ({"sms": "{{link}}"}, [("templates.de.sms", "unknown_placeholder")]),
        ({"sms": "{link.__class__}"}, [("templates.de.sms", "unknown_placeholder")]),
        ({"sms": "{link}" + "a" * 600}, [("templates.de.sms", "string_too_long")]),
        ({"sms": "{link}\x00"}, [("templates.de.sms", "string_pattern_mismatch")]),
        ({}, [("templates.de", "texts_missing")]),
        ({"email": {"subject": "s", "body": "b"}}, [("templates.de.email.body", "link_missing")]),
        ({"email": {"subject": "{link}", "body": "{link}"}}, [("templates.de.email.subject", "unknown_placeholder")]),
        ({"email": {"subject": "a\r\nBcc: x", "body": "{link}"}}, [BAD_SUBJECT]),
        ({"email": {"subject": "a\u2028b", "body": "{link}"}}, [BAD_SUBJECT]),
        ({"email": {"body": "{link}"}}, [("templates.de.email.subject", "missing")]),
    ],
)
def test_a_text_that_breaks_a_rule_is_refused_by_field(texts: Any, errors: list[tuple[str, str]]) -> None:
    assert errors_of(**texts) == errors


def test_a_refusal_names_what_is_unknown_and_what_is_known() -> None:
    with pytest.raises(ValidationError) as refused:
        TemplateRequest.model_validate({"templates": {"de": {"sms": "{price} {link}"}}})
    (error,) = field_errors(refused.value)
    assert error.message == "not known here: price; known are amount, expires, link, merchant, reference"


@pytest.mark.parametrize("language", ["german", "DE", "de-at", "../x"])
def test_a_language_is_a_language(language: str) -> None:
    with pytest.raises(ValidationError):
        TemplateRequest.model_validate({"templates": {language: {"sms": "{link}"}}})


@pytest.mark.parametrize("language", sorted(REQUESTS))
def test_our_own_texts_keep_the_rules_and_an_sms_takes_one_segment(language: str) -> None:
    ours, receipt = REQUESTS[language], RECEIPTS[language]
    TemplateRequest.model_validate(
        {"templates": {language: {"sms": ours.sms, "email": {"subject": ours.subject, "body": ours.body}}}}
    )
    assert ours.sms is not None
    assert receipt.subject is not None
    assert not unknown_places(receipt.subject, SUBJECT_PLACES)
    assert receipt.body is not None
    assert "{link}" in receipt.body
    found = segments_of(fill_in_sms(ours.sms, VALUES))
    assert (found.encoding, found.count) == (Encoding.GSM_7, 1), found


def test_all_four_languages_are_there() -> None:
    assert set(REQUESTS) == set(RECEIPTS) == {"en", "de", "fr", "es"}


def test_a_hard_space_costs_nothing() -> None:
    hard = Values(merchant="a\u00a0b", reference="c\u202fd", amount="1", expires="2", link="l")
    assert fill_in_sms("{merchant} {reference}", hard) == "a b c d"


@pytest.mark.parametrize("channel", list(Channel))
def test_a_language_without_a_text_for_a_channel_is_told(channel: Channel) -> None:
    with pytest.raises(ValueError, match="no text"):
        filled(Texts(), channel, VALUES, "en")


@pytest.mark.parametrize(
    ("locale", "amount", "day"),
    [
        ("en", "45.90 EUR", "2026-12-24"),
        ("de-AT", "45,90 EUR", "24.12.2026"),
        ("de-CH", "45.90 EUR", "24.12.2026"),
        ("fr", "45,90 EUR", "24/12/2026"),
        ("es", "45,90 EUR", "24/12/2026"),
        ("ja", "45.90 EUR", "2026-12-24"),
    ],
)
def test_amounts_and_moments_are_written_as_people_read_them(locale: str, amount: str, day: str) -> None:
    assert amount_text(4590, "EUR", locale) == amount
    assert moment_text(datetime(2026, 12, 24, 23, tzinfo=UTC), locale) == f"{day} 23:00 UTC"


def test_every_digit_of_a_currency_is_written() -> None:
    assert (amount_text(1250, "JPY", "de"), amount_text(1250, "KWD", "de")) == ("1250 JPY", "1,250 KWD")
