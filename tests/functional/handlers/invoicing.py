"""What an operator and a merchant do with invoices, as tests say it."""

import base64
from typing import Any

from functions.manage_invoices.handler import lambda_handler as manage_invoices
from functions.manage_links.handler import lambda_handler as manage_links
from functions.pay_orders.handler import lambda_handler as pay_orders
from functions.read_invoices.handler import lambda_handler as read_invoices
from tests.functional.handlers.shop import Shop
from tests.support.samples import http_event
from tests.support.world import AS_OPERATOR, Answer, Json

LINES = [{"description": "Printing", "quantity": 3, "unit_amount": 1_500}]
"""Forty-five euros."""


class Desk:
    """The invoices of one shop."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.world = shop, shop.world

    def ask(self, key: str | None = None, **body: Any) -> Answer:
        """The operator makes an invoice."""
        content = {"currency": "EUR", "lines": LINES, "due_date": "2026-12-06", "send": False} | body
        headers = {"idempotency-key": key or f"invoice-{self.world.clock.now()}"}
        path = {"merchant_id": self.shop.id}
        return self.world.call(manage_invoices, "manage_invoices", path=path, body=content, headers=headers)

    def draft(self, **body: Any) -> str:
        """The id of a new draft."""
        answer = self.ask(**body)
        assert answer.status == 201, answer.text
        return str(answer.json["id"])

    def invoice(self, amount: int = 4_500, **body: Any) -> str:
        """The id of an invoice that was sent."""
        return self.draft(**{"lines": [{"description": "Printing", "unit_amount": amount}], "send": True} | body)

    def operate(self, what: str, invoice_id: str, **body: Any) -> Answer:
        """``PATCH``, ``send`` or ``void`` at the operator's word."""
        route = f"{what} /v1/invoices/{{invoice_id}}" if what.isupper() else f"POST /v1/invoices/{{invoice_id}}/{what}"
        path = {"invoice_id": invoice_id}
        return self.world.call(manage_invoices, "manage_invoices", route, path=path, body=body, authorizer=AS_OPERATOR)

    def all(self) -> list[Json]:
        """Every invoice of the shop, as the operator sees them."""
        route, path = "GET /v1/merchants/{merchant_id}/invoices", {"merchant_id": self.shop.id}
        return list(self.world.call(manage_invoices, "manage_invoices", route, path=path, body=None).json["data"])

    def read(self, invoice_id: str) -> Json:
        """An invoice as the operator sees it."""
        route = "GET /v1/merchants/{merchant_id}/invoices/{invoice_id}"
        path = {"merchant_id": self.shop.id, "invoice_id": invoice_id}
        answer = self.world.call(manage_invoices, "manage_invoices", route, path=path, body=None)
        assert answer.status == 200, answer.text
        return dict(answer.json)

    def see(self, invoice_id: str) -> Answer:
        """An invoice as the merchant sees it."""
        route, path = "GET /v1/invoices/{invoice_id}", {"invoice_id": invoice_id}
        return self.world.call(read_invoices, "read_invoices", route, path=path, authorizer=self.shop.me)

    def document(self, invoice_id: str, *, operator: bool = False) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and bytes of an invoice's PDF."""
        handler, name = (manage_invoices, "manage_invoices") if operator else (read_invoices, "read_invoices")
        owner = "/v1/merchants/{merchant_id}/invoices" if operator else "/v1/invoices"
        event = http_event(
            name,
            f"GET {owner}/{{invoice_id}}/document",
            path={"merchant_id": self.shop.id, "invoice_id": invoice_id},
            body=None,
            authorizer=AS_OPERATOR if operator else self.shop.me,
        )
        answer = handler(event, None)
        content = base64.b64decode(answer["body"]) if answer.get("isBase64Encoded") else b""
        return answer["statusCode"], answer["headers"], content

    def seen(self, **query: str) -> Answer:
        """A page of what the merchant sees."""
        return self.world.call(read_invoices, "read_invoices", query=query, authorizer=self.shop.me)

    def balance(self) -> Json:
        """What the merchant owes."""
        answer = self.world.call(read_invoices, "read_invoices", "GET /v1/balance", authorizer=self.shop.me)
        assert answer.status == 200, answer.text
        return dict(answer.json)

    def pay(self, invoice_id: str, key: str | None = None, **body: Any) -> Answer:
        """The merchant pays an invoice by hosted checkout."""
        headers = {"idempotency-key": key or f"pay-{self.world.clock.now()}"}
        content = {"invoice": invoice_id, "method": "checkout"} | body
        return self.world.call(pay_orders, "pay_orders", body=content, headers=headers, authorizer=self.shop.me)

    def pay_all(self, key: str | None = None, **body: Any) -> Answer:
        """The merchant pays all that it owes by hosted checkout."""
        headers = {"idempotency-key": key or f"pay-{self.world.clock.now()}"}
        content = {"balance": True, "method": "checkout"} | body
        return self.world.call(pay_orders, "pay_orders", body=content, headers=headers, authorizer=self.shop.me)

    def press(self, invoice_id: str, key: str, **body: Any) -> Answer:
        """The same by the invoice's own button."""
        route, path = "POST /v1/invoices/{invoice_id}/pay", {"invoice_id": invoice_id}
        headers, me = {"idempotency-key": key}, self.shop.me
        content = {"method": "checkout"} | body
        return self.world.call(pay_orders, "pay_orders", route, path=path, body=content, headers=headers, authorizer=me)

    def ask_link(self, invoice_id: str, key: str | None = None, **body: Any) -> Answer:
        """The merchant asks for a link to pay an invoice by."""
        route, path = "POST /v1/invoices/{invoice_id}/payment-links", {"invoice_id": invoice_id}
        headers, me = {"idempotency-key": key or f"link-{self.world.clock.now()}"}, self.shop.me
        return self.world.call(
            manage_links, "manage_links", route, path=path, body=body, headers=headers, authorizer=me
        )

    def link(self, invoice_id: str, **body: Any) -> Json:
        """A new link to pay an invoice by."""
        answer = self.ask_link(invoice_id, **body)
        assert answer.status == 201, answer.text
        return dict(answer.json)


def started(desk: Desk, **body: str) -> Json:
    """The payment of the balance, its page open."""
    answer = desk.pay_all(**body)
    assert answer.status == 201, answer.text
    return dict(answer.json)


def outcomes(payment: Json) -> dict[str, tuple[str, str | None]]:
    """By invoice: what the payment came to for it, and why."""
    return {each["invoice"]: (each["outcome"], each["reason"]) for each in payment["results"]}
