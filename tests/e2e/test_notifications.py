"""Merchants are told for real: through stream, queue and functions to the list and to the emulator's SES, under IAM."""

import uuid
from typing import Any

from tests.support.caller import body_of, problem_of
from tests.support.local_stack import LocalStack
from tests.support.shop import Json, Shop
from tests.support.waiting import eventually

LINES = [{"description": "Printing", "quantity": 3, "unit_amount": 1_500}]


def test_credits_that_run_low_are_told_in_the_app_and_by_mail_once(stack: LocalStack, shop: Shop) -> None:
    address = _mailed_to(shop)
    shop.consent()
    shop.top_up(5_000)
    body_of(shop.api.patch("/v1/wallets/EUR", {"low_balance_alert": 2_000}), 200)

    shop.await_paid(shop.place(amount=4_000)["id"])

    (notice,) = eventually(lambda: _listed(shop, unread="true"), lambda found: len(found) == 1)
    assert (notice["kind"], notice["subject"]["id"]) == ("low_balance", f"{shop.id}.EUR")
    assert notice["values"] == {"currency": "EUR", "balance": 1_000, "threshold": 2_000}
    (mail,) = eventually(lambda: _mails(stack, address), lambda found: len(found) == 1)
    assert mail["Subject"] == notice["title"] == "Your credits are running low"
    assert notice["text"] in mail["BodyText"]
    eventually(lambda: _listed(shop)[0]["mail"]["status"], lambda status: status == "sent")
    shop.await_paid(shop.place(amount=500)["id"])
    assert body_of(shop.api.post(f"/v1/notifications/{notice['id']}/read", {}), 200)["read_at"]
    eventually(lambda: _listed(shop, unread="true"), lambda found: found == [])
    assert (len(_listed(shop)), len(_mails(stack, address))) == (1, 1)


def test_a_kind_without_mail_is_told_in_the_app_alone(stack: LocalStack, shop: Shop) -> None:
    address = _mailed_to(shop)
    off = {"kinds": {"invoice_sent": {"mail": False}}}
    settings = body_of(shop.api.patch("/v1/notification-settings", off), 200)
    assert (settings["address"], settings["kinds"]["invoice_sent"]) == (address, {"in_app": True, "mail": False})

    invoice = _invoice(stack, shop)

    decided = eventually(lambda: _listed(shop), lambda found: [each["mail"]["status"] for each in found] == ["off"])
    assert (decided[0]["kind"], decided[0]["subject"]["id"]) == ("invoice_sent", invoice["id"])
    assert (decided[0]["mail"]["reason"], invoice["number"] in decided[0]["title"]) == ("switched_off", True)
    seen = {"until": decided[0]["created_at"]}
    eventually(
        lambda: body_of(shop.api.post("/v1/notifications/read", seen), 200) and _listed(shop, unread="true"),
        lambda found: found == [],
    )
    assert _mails(stack, address) == []


def test_nobody_sees_what_another_was_told(stack: LocalStack, shop: Shop) -> None:
    _invoice(stack, shop)
    (notice,) = eventually(lambda: _listed(shop), lambda found: len(found) == 1)
    other = stack.new_shop()

    problem_of(other.api.post(f"/v1/notifications/{notice['id']}/read", {}), 404, "not_found")
    assert _listed(other) == []
    assert _listed(shop)[0]["read_at"] is None
    problem_of(shop.api.patch("/v1/notification-settings", {"mail_to": "nobody"}), 422, "invalid_request")


def _mailed_to(shop: Shop) -> str:
    address = f"owner-{uuid.uuid4().hex[:8]}@example.com"
    body_of(shop.api.patch("/v1/notification-settings", {"mail_to": address}), 200)
    return address


def _invoice(stack: LocalStack, shop: Shop) -> Json:
    wish = {"currency": "EUR", "lines": LINES, "due_date": "2099-12-24", "send": True}
    return body_of(stack.operator.post(f"/v1/merchants/{shop.id}/invoices", wish, uuid.uuid4().hex), 201)


def _listed(shop: Shop, **query: str) -> list[Json]:
    return list(shop.api.read("/v1/notifications", **query)["data"])


def _mails(stack: LocalStack, address: str) -> list[Json]:
    """What the emulator's SES was asked to send there, in whatever region."""
    answer = stack.http.get(f"{stack.description.emulator_url}/_ministack/ses/messages")
    return [each for each in _found(answer.json()) if address in each.get("To", ())]


def _found(told: Any) -> list[Json]:
    """Every message in an answer, however it is grouped."""
    if isinstance(told, list):
        return [each for part in told for each in _found(part)]
    if isinstance(told, dict):
        return [told] if "MessageId" in told else [each for part in told.values() for each in _found(part)]
    return []
