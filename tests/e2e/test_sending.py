"""Payment links sent for real: through queue and function to the emulator's SNS and SES, under IAM."""

import uuid
from typing import Any

from tests.support.caller import body_of, problem_of
from tests.support.local_stack import LocalStack
from tests.support.shop import Json, Shop
from tests.support.waiting import eventually


def test_an_sms_goes_out_and_its_fee_is_in_the_journal(stack: LocalStack, shop: Shop) -> None:
    shop.top_up(1_000)
    link = shop.make_link(shop.place(collect="none")["id"])
    to, key = _number(), uuid.uuid4().hex

    made = _send(shop, link["id"], {"channel": "sms", "to": to}, key)

    assert (made["status"], made["to"]) == ("queued", to)
    (message,) = eventually(lambda: _sms(stack, to), lambda found: len(found) == 1)
    assert message["Message"] == made["text"]
    assert link["url"] in message["Message"]
    assert _send(shop, link["id"], {"channel": "sms", "to": to}, key)["id"] == made["id"]
    sent = eventually(lambda: _history(shop, link["id"]), lambda found: [each["status"] for each in found] == ["sent"])
    assert sent[0]["to"] == to
    assert len(_sms(stack, to)) == 1
    line = shop.journal()[-1]["lines"][0]
    assert line == {"kind": "fee", "reference": made["id"], "amount": -made["fee"]}
    assert shop.wallet()["balance"] == 1_000 - made["fee"]


def test_without_credits_no_sms_goes_out(stack: LocalStack, shop: Shop) -> None:
    link = shop.make_link(shop.place(collect="none")["id"])
    to = _number()

    answer = shop.api.post(f"/v1/payment-links/{link['id']}/send", {"channel": "sms", "to": to})

    assert problem_of(answer, 409, "insufficient_credits")["shortfall"] > 0
    assert _sms(stack, to) == []


def test_a_mail_asks_in_the_shops_own_words_and_another_confirms_the_payment(stack: LocalStack, shop: Shop) -> None:
    texts = {"de": {"email": {"subject": "Rechnung {reference}", "body": "Bitte {amount}: {link}"}}}
    body_of(shop.api.put("/v1/link-template", {"templates": texts}), 200)
    address = f"buyer-{uuid.uuid4().hex[:8]}@example.com"
    order = shop.place(collect="none", amount=3_300, customer={"email": address, "locale": "de-DE"})
    link = shop.make_link(order["id"], invoice_number="R-1")

    _send(shop, link["id"], {"channel": "email"})

    (mail,) = eventually(lambda: _mails(stack, address), lambda found: len(found) == 1)
    assert (mail["Subject"], mail["BodyText"]) == ("Rechnung R-1", f"Bitte 33,00 EUR: {link['url']}")
    shop.stripe.pay(shop.press_pay(link["url"]), email=address)
    shop.await_paid(order["id"])
    both = eventually(lambda: _mails(stack, address), lambda found: len(found) == 2)
    assert "eingegangen" in both[1]["BodyText"]


def _send(shop: Shop, link_id: str, wish: Json, key: str | None = None) -> Json:
    return body_of(shop.api.post(f"/v1/payment-links/{link_id}/send", wish, key), 201)


def _history(shop: Shop, link_id: str) -> list[Json]:
    return [entry for entry in shop.read_link(link_id)["history"] if entry["type"] == "sent"]


def _number() -> str:
    return f"+49151{uuid.uuid4().int % 100_000_000:08d}"


def _sms(stack: LocalStack, number: str) -> list[Json]:
    """What the emulator's SNS was asked to send there, in whatever region."""
    answer = stack.http.get(f"{stack.description.emulator_url}/_ministack/sns/sms-messages")
    return [each for each in _found(answer.json()) if each.get("PhoneNumber") == number]


def _mails(stack: LocalStack, address: str) -> list[Json]:
    """What the emulator's SES was asked to send there, oldest first."""
    answer = stack.http.get(f"{stack.description.emulator_url}/_ministack/ses/messages")
    return [each for each in _found(answer.json()) if address in each.get("To", ())]


def _found(told: Any) -> list[Json]:
    """Every message in an answer, however it is grouped."""
    if isinstance(told, list):
        return [each for part in told for each in _found(part)]
    if isinstance(told, dict):
        return [told] if "MessageId" in told else [each for part in told.values() for each in _found(part)]
    return []
