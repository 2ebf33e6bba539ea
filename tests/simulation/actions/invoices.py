"""The operator makes, sends and voids invoices; merchants pay them, by checkout and by link."""

import json
from random import Random
from typing import Final

from functions.manage_invoices.handler import lambda_handler as manage_invoices
from functions.manage_links.handler import lambda_handler as manage_links
from functions.pay_orders.handler import lambda_handler as pay_orders
from tests.simulation.actions.action import Action
from tests.simulation.actions.calls import GOOD_CARD, Json, http_event, recent, recent_merchant
from tests.simulation.step import Step
from tests.simulation.world import Answer, Known, World
from tests.support.simulation.install import OPERATOR_KEY


def make_invoice(world: World, step: Step, chance: Random) -> None:
    """Mostly sent at once; the rest stays a draft for a while."""
    merchant_id = recent_merchant(world, chance)
    if merchant_id is None:
        return
    lines = [
        {"description": "Printing", "quantity": chance.randint(1, 3), "unit_amount": chance.choice((50, 700, 4_000))}
    ]
    due_date = ("2026-11-24", "2026-12-24")[len(world.known.invoices) % 2]
    body = {"currency": "EUR", "lines": lines, "due_date": due_date, "send": chance.random() < 0.8}

    def made(answer: Answer) -> None:
        if answer.status == 201 and all(known.id != answer.json["id"] for known in world.known.invoices):
            world.known.invoices.append(Known(merchant_id, answer.json["id"], body))

    event = http_event(
        "POST /v1/merchants/{merchant_id}/invoices",
        OPERATOR_KEY,
        body=json.dumps(body),
        path={"merchant_id": merchant_id},
        headers={"idempotency-key": f"invoice-{world.known.number()}"},
    )
    world.repeatable(manage_invoices, event, made)


def send_invoice(world: World, step: Step, chance: Random) -> None:
    """In whatever state it is."""
    _operate(world, chance, "POST /v1/invoices/{invoice_id}/send")


def void_invoice(world: World, step: Step, chance: Random) -> None:
    """In whatever state it is, also while somebody pays it."""
    _operate(world, chance, "POST /v1/invoices/{invoice_id}/void")


def change_invoice(world: World, step: Step, chance: Random) -> None:
    """Refused once it was sent."""
    lines = [{"description": "Printing", "unit_amount": chance.choice((60, 900))}]
    _operate(world, chance, "PATCH /v1/invoices/{invoice_id}", json.dumps({"lines": lines}))


def _operate(world: World, chance: Random, route: str, body: str = "") -> None:
    if not world.known.invoices:
        return
    invoice = recent(chance, world.known.invoices)

    def told(answer: Answer) -> None:
        if answer.status == 200 and route.endswith("/void"):
            status = world.books.payable(invoice.id).get("status")
            if status != "void":
                world.failures.append(f"M6: {invoice.id} was told void, is {status}")

    world.request(manage_invoices, http_event(route, OPERATOR_KEY, body=body, path={"invoice_id": invoice.id}), told)


def pay_invoice(world: World, step: Step, chance: Random) -> None:
    """In a hosted checkout; now and then the merchant pays there at once."""
    if world.known.invoices:
        invoice = recent(chance, world.known.invoices)
        _pay(world, chance, invoice.merchant_id, {"invoice": invoice.id})


def pay_balance(world: World, step: Step, chance: Random) -> None:
    """All that a merchant owes, in a hosted checkout."""
    if world.known.invoices:
        _pay(world, chance, recent(chance, world.known.invoices).merchant_id, {"balance": True})


def _pay(world: World, chance: Random, merchant_id: str, what: Json) -> None:
    def told(answer: Answer) -> None:
        if answer.status in (201, 202) and answer.json["checkout_url"] is not None:
            world.hand_out(answer.json["checkout_url"])
            if chance.random() < 0.5:
                world.provider.post(answer.json["checkout_url"], GOOD_CARD)

    event = http_event(
        "POST /v1/payments",
        world.api.key_of(merchant_id),
        body=json.dumps({**what, "method": "checkout"}),
        headers={"idempotency-key": f"pay-{world.known.number()}"},
    )
    world.repeatable(pay_orders, event, told)


def link_invoice(world: World, step: Step, chance: Random) -> None:
    """For an invoice in whatever state; buyers press its button as any other's."""
    if not world.known.invoices:
        return
    invoice = recent(chance, world.known.invoices)

    def made(answer: Answer) -> None:
        if answer.status == 201 and all(link.id != answer.json["id"] for link in world.known.links):
            token = answer.json["url"].rsplit("/", 1)[1]
            world.known.links.append(Known(invoice.merchant_id, answer.json["id"], {"token": token}))

    event = http_event(
        "POST /v1/invoices/{invoice_id}/payment-links",
        world.api.key_of(invoice.merchant_id),
        path={"invoice_id": invoice.id},
        body="{}",
        headers={"idempotency-key": f"link-{world.known.number()}"},
    )
    world.repeatable(manage_links, event, made)


ACTIONS: Final = {
    "make_invoice": Action(make_invoice, 1),
    "send_invoice": Action(send_invoice, 1),
    "void_invoice": Action(void_invoice, 1),
    "change_invoice": Action(change_invoice, 1),
    "pay_invoice": Action(pay_invoice, 1),
    "pay_balance": Action(pay_balance, 1),
    "link_invoice": Action(link_invoice, 1),
}
