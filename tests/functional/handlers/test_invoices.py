"""Invoices at the operator's desk: drafts, numbers, sending, voiding, and what the merchant sees of them."""

import pytest

from functions.manage_invoices.handler import lambda_handler as manage_invoices
from shared.invoices import numbering, service
from shared.payments.outbox.events import events_of
from shared.table.marshal import from_wire
from tests.functional.handlers.books import audit
from tests.functional.handlers.invoicing import LINES, Desk
from tests.functional.handlers.shop import Shop
from tests.support.world import Json, World

TEN = [{"description": "Setting up", "unit_amount": 1_000}]


def told(world: World) -> list[str]:
    """The types of the events about invoices, as the stream tells them."""
    changes = [record["dynamodb"] for record in world.stream_records(start=0)]
    pairs = [[from_wire(each[name]) if name in each else None for name in ("OldImage", "NewImage")] for each in changes]
    return [event.type for old, new in pairs for event in events_of(old, new) if event.type.startswith("invoice.")]


def test_a_draft_is_a_sum_of_lines_that_only_the_operator_sees(desk: Desk) -> None:
    more = [*LINES, {"description": "Goodwill", "unit_amount": -500}]
    answer = desk.ask(lines=more, kind="monthly", period="2026-11")
    assert answer.status == 201
    shown = answer.json | {"id": "-", "created_at": "-"}
    assert shown == {
        "id": "-", "merchant_id": desk.shop.id, "kind": "monthly", "status": "draft", "currency": "EUR",
        "amount": 4_000, "due_date": "2026-12-06", "period": "2026-11", "void_reason": None, "created_at": "-",
        "sent_at": None, "paid_at": None, "voided_at": None, "number": None, "pay_state": None, "version": 1,
        "payment": None, "refunded_amount": 0, "disputed_amount": 0, "payment_link": None,
        "collection": None,
        "lines": [
            {"description": "Printing", "quantity": 3, "unit_amount": 1_500, "amount": 4_500},
            {"description": "Goodwill", "quantity": 1, "unit_amount": -500, "amount": -500},
        ],
    }  # fmt: skip
    assert desk.read(answer.json["id"]) == answer.json
    assert (desk.see(answer.json["id"]).status, desk.seen().json["data"], desk.balance()) == (404, [], {})
    assert [each["id"] for each in desk.all()] == [answer.json["id"]]


def test_a_repeat_under_the_same_key_is_the_same_invoice(desk: Desk) -> None:
    first, second = desk.ask("k", send=True), desk.ask("k", send=True)
    assert (first.status, first.json) == (second.status, second.json)
    assert (first.json["status"], first.json["number"]) == ("open", "INV-000001")
    other = desk.ask("k", send=True, due_date="2027-01-01")
    assert (other.status, other.json["code"]) == (422, "idempotency_mismatch")


def test_a_repeat_finds_the_invoice_as_it_stands_also_made_void(desk: Desk) -> None:
    made = desk.ask("k", send=True).json["id"]
    voided = desk.operate("void", made).json
    again = desk.ask("k", send=True)
    assert (again.status, again.json) == (201, voided)


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"lines": []}, "lines", "too_short"),
        ({"lines": [{"description": "x", "unit_amount": -1}]}, "lines", "invalid_total"),
        ({"lines": [{"description": "x", "unit_amount": 99_999_999, "quantity": 2}]}, "lines", "invalid_total"),
        ({"lines": [{"description": "x", "unit_amount": 49}]}, "lines", "amount_below_minimum"),
        ({"lines": [{"description": "x", "unit_amount": 1.5}]}, "lines.0.unit_amount", "int_type"),
        ({"lines": [{"description": "\u20ac" * 200, "unit_amount": 100}] * 67}, "lines", "too_many_bytes"),
        ({"due_date": "2026-02-30"}, "due_date", "invalid_date"),
        ({"due_date": "2026-2-3"}, "due_date", "string_pattern_mismatch"),
        ({"currency": "EURO"}, "currency", "unknown_currency"),
        ({"number": "INV-7"}, "number", "number_reserved"),
        ({"number": "inv-7"}, "number", "number_reserved"),
        ({"number": " \uff29NV-7"}, "number", "number_reserved"),
        ({"period": "2026-13"}, "period", "string_pattern_mismatch"),
        ({"amount": 5}, "amount", "extra_forbidden"),
    ],
)
def test_what_cannot_be_an_invoice_is_refused_by_field(desk: Desk, change: Json, field: str, code: str) -> None:
    answer = desk.ask(**change)
    assert answer.status == 422
    assert [(each["field"], each["code"]) for each in answer.json["errors"]] == [(field, code)]
    assert desk.all() == []


def test_a_draft_can_be_changed_and_what_was_sent_cannot(desk: Desk) -> None:
    invoice = desk.draft()
    changed = desk.operate("PATCH", invoice, lines=TEN, number="2026/7")
    assert (changed.json["amount"], changed.json["number"], changed.json["version"]) == (1_000, "2026/7", 2)
    assert desk.operate("PATCH", invoice, number=None).json["number"] is None
    assert desk.operate("PATCH", invoice, number=None).json["version"] == 3, "that was so already"
    mistakes: list[Json] = [{}, {"lines": None}]
    for wrong in mistakes:
        assert desk.operate("PATCH", invoice, **wrong).status == 422
    assert desk.operate("PATCH", invoice, lines=[{"description": "x", "unit_amount": 1}]).status == 422
    desk.operate("send", invoice)
    answer = desk.operate("PATCH", invoice, lines=LINES)
    assert (answer.status, answer.json["code"]) == (409, "invoice_sent")
    assert desk.read(invoice)["amount"] == 1_000


def test_numbers_are_given_at_sending_without_gaps_beside_the_operators_own(world: World, desk: Desk) -> None:
    first, own, second = desk.draft(), desk.draft(number="2026/7"), desk.draft()
    numbers = [desk.operate("send", each).json["number"] for each in (second, own, first, second)]
    assert numbers == ["INV-000001", "2026/7", "INV-000002", "INV-000001"]
    taken = desk.operate("send", desk.draft(number="2026/7"))
    assert (taken.status, taken.json["code"]) == (409, "number_taken")
    third = Desk(Shop(world, world.merchant())).ask(send=True)
    assert third.json["number"] == "INV-000003", "one row of numbers for the whole deployment"
    audit(world)


def test_two_that_are_sent_at_once_have_two_numbers(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = desk.draft(), desk.draft()
    numbered = numbering.numbered_writes
    sent: list[str] = []

    def meanwhile(*arguments: object) -> object:
        planned = numbered(*arguments)  # type: ignore[arg-type]
        if not sent:
            sent.append(other)
            desk.operate("send", other)
        return planned

    monkeypatch.setattr(service, "numbered_writes", meanwhile)
    assert desk.operate("send", one).json["number"] == "INV-000002"
    assert desk.read(other)["number"] == "INV-000001"
    audit(desk.world)


def test_a_change_beside_the_sending_is_in_what_was_sent_or_refused(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoice = desk.draft()
    numbered = numbering.numbered_writes
    changed: list[int] = []

    def meanwhile(*arguments: object) -> object:
        if not changed:
            changed.append(desk.operate("PATCH", invoice, lines=TEN).status)
        return numbered(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(service, "numbered_writes", meanwhile)
    assert desk.operate("send", invoice).json["amount"] == 1_000
    assert changed == [200]


def test_the_merchant_sees_what_was_sent_with_its_pay_state(world: World, desk: Desk) -> None:
    invoice = desk.invoice(2_000)
    shown = desk.see(invoice).json
    assert (shown["status"], shown["pay_state"], shown["amount"]) == ("open", "Pay", 2_000)
    assert [each["id"] for each in desk.seen().json["data"]] == [invoice]
    stranger = Desk(Shop(world, world.merchant()))
    assert (stranger.see(invoice).status, stranger.see("inv_" + "0" * 26).status) == (404, 404)
    assert (stranger.seen().json["data"], stranger.balance()) == ([], {})


def test_a_list_is_paged_over_all_states(desk: Desk) -> None:
    made = [desk.invoice(amount) for amount in (1_000, 2_000, 3_000)]
    desk.operate("void", made[1])
    page = desk.seen(limit="2").json
    assert [each["id"] for each in page["data"]] == [made[2], made[1]]
    assert [each["id"] for each in desk.seen(cursor=page["next_cursor"]).json["data"]] == [made[0]]


def test_a_void_invoice_stays_void_and_keeps_its_number(world: World, desk: Desk) -> None:
    sent, draft = desk.invoice(), desk.draft()
    voided = desk.operate("void", sent, reason="twice")
    assert (voided.status, voided.json["status"], voided.json["void_reason"]) == (200, "void", "twice")
    assert (voided.json["pay_state"], voided.json["number"]) == (None, "INV-000001")
    assert desk.operate("void", sent).json == voided.json
    assert desk.operate("void", draft).json["status"] == "void"
    assert desk.see(draft).status == 404, "it was never sent"
    for what in ("send", "PATCH"):
        answer = desk.operate(what, sent, **({"number": "7"} if what == "PATCH" else {}))
        assert (answer.status, answer.json["code"]) == (409, "invoice_void")
    assert told(world) == ["invoice.sent", "invoice.voided", "invoice.voided"]
    audit(world)


def test_the_balance_is_what_is_open_by_currency_and_payable_where_the_operator_lets(world: World) -> None:
    shop = Shop(world, world.merchant(balance_payment=True))
    desk = Desk(shop)
    for amount in (1_000, 2_500):
        desk.invoice(amount)
    desk.operate("void", desk.invoice(700))
    desk.invoice(90_000, currency="JPY")
    desk.draft()
    assert desk.balance() == {
        "EUR": {"amount": 3_500, "invoices": 2, "pending": 0, "payable": True},
        "JPY": {"amount": 90_000, "invoices": 1, "pending": 0, "payable": True},
    }
    other = Desk(Shop(world, world.merchant()))
    other.invoice(1_000)
    assert other.balance() == {"EUR": {"amount": 1_000, "invoices": 1, "pending": 0, "payable": False}}


@pytest.mark.parametrize(
    "route",
    [
        "POST /v1/merchants/{merchant_id}/invoices",
        "GET /v1/merchants/{merchant_id}/invoices",
        "GET /v1/merchants/{merchant_id}/invoices/{invoice_id}",
        "PATCH /v1/invoices/{invoice_id}",
        "POST /v1/invoices/{invoice_id}/send",
        "POST /v1/invoices/{invoice_id}/void",
    ],
)
def test_a_merchant_makes_sends_and_voids_no_invoice_not_even_its_own(desk: Desk, route: str) -> None:
    path = {"merchant_id": desk.shop.id, "invoice_id": desk.draft()}
    answer = desk.world.call(manage_invoices, "manage_invoices", route, path=path, authorizer=desk.shop.me)
    assert (answer.status, answer.json["code"]) == (403, "operator_key_required")


@pytest.mark.parametrize("route", ["GET /v1/invoices", "GET /v1/invoices/{invoice_id}", "GET /v1/balance"])
def test_the_merchants_view_takes_a_merchants_key(desk: Desk, route: str) -> None:
    from functions.read_invoices.handler import lambda_handler as read_invoices

    path = {"invoice_id": desk.draft()}
    answer = desk.world.call(read_invoices, "read_invoices", route, path=path, authorizer={"role": "operator"})
    assert (answer.status, answer.json["code"]) == (403, "merchant_key_required")
