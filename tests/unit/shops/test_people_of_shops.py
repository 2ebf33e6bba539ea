"""What is kept of a buyer: what an order may hold, whatever a shop sends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.orders.request import Customer
from shared.shops.mapping.people import clean, customer_of


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("+49 170 1234567", "+491701234567"),
        ("0049 (170) 123-45.67", "+491701234567"),
        ("+49 (0)30/901820", "+4930901820"),
        ("+81\u00a090\u20101234\u20105678", "+819012345678"),
        ("0170 1234567", None),
        ("(555) 555-5555", None),
        ("+", None),
        ("+0170123456", None),
        ("+491701234567 ext. 3", None),
        ("+" + "1" * 16, None),
        ("+٤٩١٧٠١٢٣٤٥٦٧", None),
        ("", None),
        (491701234567, None),
    ],
)
def test_a_telephone_number_is_kept_if_it_names_its_country(written: object, kept: str | None) -> None:
    assert customer_of(phone=written).get("phone") == kept


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("de", "de"),
        ("EN", "en"),
        ("pt-BR", "pt-BR"),
        ("de_DE_formal", "de-DE"),
        ("zh-Hant-TW", "zh-TW"),
        ("zh-Hant", "zh"),
        ("english", None),
        ("d", None),
        ("", None),
        (None, None),
    ],
)
def test_a_locale_is_written_as_ours(written: object, kept: str | None) -> None:
    assert customer_of(locale=written).get("locale") == kept


@pytest.mark.parametrize("email", ["mira", "mira@shop", "a b@shop.example", "x" * 250 + "@a.de", "", None, 5])
def test_an_address_that_is_none_is_left_out(email: object) -> None:
    assert customer_of(name="Mira", email=email) == {"name": "Mira"}


def test_text_is_cleaned_and_cut() -> None:
    assert clean("  Mi\x00ra\r\n\tOk\u2028o\ud800\ufffe\uffff\x85 ") == "Mi ra Ok o"
    assert clean("ab cd", 3) == "ab"
    assert clean("\x07\ud83d ") is None
    assert clean("Zoë 🎉 日本語", 200) == "Zoë 🎉 日本語"
    assert customer_of(name="x" * 300)["name"] == "x" * 200


anything = st.none() | st.integers() | st.booleans() | st.text(st.characters(codec=None), max_size=300)
numbers = st.from_regex(r"(\+|00)[0-9 ()./-]{5,20}", fullmatch=True)


@given(anything, anything | st.emails(), anything | numbers, anything | st.from_regex(r"[a-zA-Z]{2}[-_][a-zA-Z]{2}"))
def test_whatever_a_shop_tells_of_a_buyer_is_valid_for_an_order(
    name: object, email: object, phone: object, locale: object
) -> None:
    kept = customer_of(name=name, email=email, phone=phone, locale=locale)
    assert Customer.model_validate(kept).model_dump(exclude_none=True) == kept
