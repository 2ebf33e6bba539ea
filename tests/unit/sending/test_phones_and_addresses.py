"""Numbers to E.164 and mail addresses that can stand in a header."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import InvalidRequest
from shared.links.sendings.model import Channel
from shared.links.sendings.phones import mobile_number
from shared.links.sendings.recipients import recipient_id
from shared.messaging.addresses import is_mail_address


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("+49 1512 3456789", None, "+4915123456789"),
        ("0049 1512 3456789", "DE", "+4915123456789"),
        ("01512/3456789", "DE", "+4915123456789"),
        ("(201) 555-0123", "US", "+12015550123"),
        ("+44 7400 123456", "DE", "+447400123456"),
        ("+33 6 12 34 56 78", None, "+33612345678"),
    ],
)
def test_a_number_is_read_as_people_write_it(text: str, region: str | None, number: str) -> None:
    assert mobile_number(text, region) == number


@pytest.mark.parametrize(
    ("text", "region", "code"),
    [
        ("01512 3456789", None, "invalid_phone_number"),
        ("+49 1", None, "invalid_phone_number"),
        ("call me", "DE", "invalid_phone_number"),
        ("+49 1512 3456789 ext 5", None, "invalid_phone_number"),
        ("+" + "4" * 300, None, "invalid_phone_number"),
        ("+49 30 901820", None, "not_a_mobile_number"),
        ("+44 20 7946 0958", None, "not_a_mobile_number"),
        ("+49 900 1234567", None, "not_a_mobile_number"),
    ],
)
def test_what_takes_no_text_messages_is_refused(text: str, region: str | None, code: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        mobile_number(text, region)
    assert [(error.field, error.code) for error in refused.value.errors] == [("to", code)]


@pytest.mark.parametrize("text", ["a@example.com", "first.last+tag@sub.example.co.uk", "o'hara@example.com"])
def test_a_plain_address_is_one(text: str) -> None:
    assert is_mail_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "a@b",
        "a@example.com,b@example.com",
        "A <a@example.com>",
        "a b@example.com",
        "a@example.com\n",
        "ä@example.com",
        "a@exa_mple.com",
        "a@example.com;b@example.com",
        '"a b"@example.com',
        "a" * 250 + "@example.com",
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert not is_mail_address(text)


@given(st.text(max_size=60))
def test_what_passes_has_nothing_that_ends_a_header_or_begins_another_address(text: str) -> None:
    if is_mail_address(text):
        assert not set(text) & set('\r\n,;<>" ')


def test_a_recipient_is_known_by_a_name_that_does_not_tell_the_address() -> None:
    name = recipient_id(Channel.EMAIL, "Mira@Example.com")
    assert name == recipient_id(Channel.EMAIL, "mira@example.com") != recipient_id(Channel.SMS, "mira@example.com")
    assert "mira" not in name
