"""The reader of logs finds what it is there for, and nothing where nothing is."""

import json
from typing import Any

import pytest

from shared.ids import random_id, secret_token
from shared.merchants.model import mint_key_text
from shared.rotation import Secret, secret_row
from shared.shops.signing import new_secret
from tests.support.log_leaks import Leak, find_leaks, known_values
from tests.unit.test_gateway_and_keys import NOW

LINE: dict[str, Any] = {
    "level": "INFO", "message": "request", "timestamp": "2026-11-22T03:12:42.000Z", "function": "orderpay-local-x",
    "merchant_id": random_id("mer"), "request_id": "5f0c1d9e-2b7a-4c49-9f4e-0d1c2b3a4f5e", "status": 201,
    "order_id": random_id("ord"), "external_id": "8273645182736", "took_us": 1732245162000123, "amount": 123456789012,
    "link_id": "lnk_" + "0" * 26, "payment": "pi_3QabcDEF", "url": "/pay/{token}", "offset": "+00:00",
}  # fmt: skip


def log_with(value: str) -> str:
    """Three lines, the second of which holds it."""
    return "\n".join(json.dumps(each) for each in (LINE, LINE | {"detail": f"refused {value}"}, LINE))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("API key", mint_key_text(random_id("key"))[0]),
        ("Stripe key", "sk_test_51Habc0123456789"),
        ("Stripe key", "rk_live_51Habc0123456789"),
        ("signing secret", "whsec_c2VjcmV0IG9mIGEgdGVzdA=="),
        ("link token", f"https://pay.example/pay/{secret_token()}{secret_token()}"),
        ("e-mail address", "ada.byron+shop@example.co.uk"),
        ("phone number", "+4915112345678"),
        ("card number", "4242424242424242"),
        ("card number", "4242 4242 4242 4242"),
        ("card number", "5555-5555-5555-4444"),
        ("card number", "378282246310005"),
    ],
)
def test_a_planted_secret_is_found_in_its_line_and_not_told(kind: str, value: str) -> None:
    (found,) = find_leaks("emulator.log", log_with(value))
    assert found == Leak("emulator.log", 2, kind)
    assert value not in repr(found)


def test_a_usual_line_holds_nothing() -> None:
    assert find_leaks("emulator.log", log_with("4242424242424241 order_required +12 a@b")) == []


def test_what_the_table_knows_is_found_whatever_its_shape() -> None:
    secret, token = new_secret(), secret_token()
    rows = [secret_row(Secret("sec_1", secret, NOW))]
    items: list[dict[str, Any]] = [
        {"pk": "shp_1", "secrets": rows},
        {"pk": "lnk_1", "token": token, "snapshot": {"customer": {"email": "buyer@shop", "phone": "0151 2345678"}}},
        {"pk": "ord_1", "details": json.dumps({"customer": {"email": "other@shop"}}), "note": "{no JSON"},
        {"pk": "snd_1", "to": "short"},
    ]
    known = known_values(items)
    assert known == {
        secret: "signing secret", token: "link token", "buyer@shop": "e-mail address", "0151 2345678": "phone number",
        "other@shop": "e-mail address",
    }  # fmt: skip
    for value, kind in known.items():
        assert find_leaks("x", log_with(value), known) == [Leak("x", 2, kind)]


@pytest.mark.parametrize(
    ("noted", "kind"),
    [
        ("[ses-v2] SESv2 SendEmail: MessageId=1 | Shop -> ['buyer@example.com']", "e-mail address"),
        ("[sns] SNS SMS to +4915159174834: Shop: please pay 12.50 EUR", "phone number"),
    ],
)
def test_the_provider_of_messages_may_note_whom_they_go_to_and_no_function_may(noted: str, kind: str) -> None:
    line = f"2026-11-23 07:03:26 INFO {noted}"
    assert find_leaks("x", line) == []
    assert find_leaks("x", json.dumps(LINE | {"message": line})) == [Leak("x", 1, kind)]
    assert find_leaks("x", line.replace("INFO [s", "INFO [lambda] [s")) == [Leak("x", 1, kind)]
