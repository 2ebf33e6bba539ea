"""A merchant under test with its buyers: each call is one invocation of a real handler."""

import base64
from dataclasses import dataclass
from typing import Any

from functions.adjust_wallets.handler import lambda_handler as adjust_wallets
from functions.cancel_order.handler import lambda_handler as cancel_order
from functions.capture_payment.handler import lambda_handler as capture_payment
from functions.change_order.handler import lambda_handler as change_order
from functions.explain_order.handler import lambda_handler as explain_order
from functions.manage_links.handler import lambda_handler as manage_links
from functions.manage_logo.handler import lambda_handler as manage_logo
from functions.manage_wallets.handler import lambda_handler as manage_wallets
from functions.order_intake.handler import lambda_handler as order_intake
from functions.pay_orders.handler import lambda_handler as pay_orders
from functions.read_links.handler import lambda_handler as read_links
from functions.read_orders.handler import lambda_handler as read_orders
from functions.refund_payments.handler import lambda_handler as refund_payments
from functions.show_payment_page.handler import lambda_handler as show_payment_page
from functions.start_checkout.handler import lambda_handler as start_checkout
from functions.top_up_wallet.handler import lambda_handler as top_up_wallet
from tests.functional.handlers.writer import Writer
from tests.support.world import Answer, Json, page_state

CONSENT = {"auto_debit": {"enabled": True, "terms": "terms 2026-10", "accepted_by": "Mira Okafor"}}
NO_CONSENT = {"auto_debit": {"enabled": False}}


@dataclass
class Shop(Writer):
    """One merchant."""

    orders_made: int = 0

    def consent(self, currency: str = "EUR", *, given: bool = True) -> None:
        """Agree to automatic debit, or no more."""
        body, path = CONSENT if given else NO_CONSENT, {"currency": currency}
        answer = self.world.call(manage_wallets, "manage_wallets", body=body, path=path, authorizer=self.me)
        assert answer.status == 200, answer.text

    def top_up(self, amount: int, currency: str = "EUR", key: str | None = None) -> Answer:
        """Ask for a page on which to buy credits."""
        headers = {"idempotency-key": key or f"top-up-{self.world.clock.now()}"}
        path, body = {"currency": currency}, {"amount": amount}
        return self.world.call(
            top_up_wallet, "top_up_wallet", path=path, body=body, headers=headers, authorizer=self.me
        )

    def fund(self, amount: int, currency: str = "EUR") -> None:
        """Buy credits and have them."""
        answer = self.top_up(amount, currency)
        assert answer.status == 201, answer.text
        assert self.world.pay(answer.json["checkout_url"]).status_code == 303
        self.world.deliver_webhooks()

    def place(self, **changes: Any) -> Answer:
        """Send an order in."""
        body = {"source": "shopify", "external_id": "o-1", "amount": 4590, "currency": "EUR"} | changes
        return self.world.call(order_intake, "order_intake", body=body, authorizer=self.me)

    def order(self, amount: int = 4590, **changes: Any) -> str:
        """A new order's id."""
        self.orders_made += 1
        answer = self.place(**{"external_id": f"o-{self.orders_made}", "amount": amount} | changes)
        assert answer.status == 201, answer.text
        return str(answer.json["id"])

    def read(self, order_id: str) -> Json:
        """An order as the API shows it."""
        route, path = "GET /v1/orders/{order_id}", {"order_id": order_id}
        return dict(self.world.call(read_orders, "read_orders", route, path=path, authorizer=self.me).json)

    def listed(self, **query: str) -> Answer:
        """A page of orders."""
        return self.world.call(read_orders, "read_orders", query=query, authorizer=self.me)

    def change_wallet(self, **body: Any) -> Answer:
        """Change settings of the wallet."""
        path = {"currency": "EUR"}
        return self.world.call(manage_wallets, "manage_wallets", body=body, path=path, authorizer=self.me)

    def drain(self, **body: Any) -> Answer:
        """Have the unpaid queue paid, or see what that would be."""
        route, path = "POST /v1/wallets/{currency}/drain", {"currency": "EUR"}
        return self.world.call(manage_wallets, "manage_wallets", route, path=path, body=body, authorizer=self.me)

    def adjust(self, amount: Any, key: str | None = None, **changes: Any) -> Answer:
        """The operator puts credits in or takes them out."""
        body = {"amount": amount, "reason": "goodwill", "actor": "Lena Fischer"} | changes
        headers = {"idempotency-key": key or f"adjust-{self.world.clock.now()}"}
        path = {"merchant_id": self.id, "currency": "EUR"}
        return self.world.call(adjust_wallets, "adjust_wallets", body=body, headers=headers, path=path)

    def adjustments(self, **query: str) -> Answer:
        """A page of the wallet's adjustments, as the operator sees them."""
        route = "GET /v1/merchants/{merchant_id}/wallets/{currency}/adjustments"
        path = {"merchant_id": self.id, "currency": "EUR"}
        return self.world.call(adjust_wallets, "adjust_wallets", route, path=path, query=query)

    def wallet(self, currency: str = "EUR") -> Json:
        """A wallet as the API shows it."""
        route, path = "GET /v1/wallets/{currency}", {"currency": currency}
        return dict(self.world.call(manage_wallets, "manage_wallets", route, path=path, authorizer=self.me).json)

    def consents(self, currency: str = "EUR", **query: str) -> Answer:
        """A page of the changes of consent, newest first."""
        route, path = "GET /v1/wallets/{currency}/consents", {"currency": currency}
        return self.world.call(manage_wallets, "manage_wallets", route, path=path, query=query, authorizer=self.me)

    def advice(self, currency: str = "EUR") -> Answer:
        """What a top-up would do."""
        route, path = "GET /v1/wallets/{currency}/advice", {"currency": currency}
        return self.world.call(manage_wallets, "manage_wallets", route, path=path, authorizer=self.me)

    def journal(self, currency: str = "EUR", **query: str) -> Answer:
        """A page of journal pages, newest first."""
        route, path = "GET /v1/wallets/{currency}/journal", {"currency": currency}
        return self.world.call(manage_wallets, "manage_wallets", route, path=path, query=query, authorizer=self.me)

    def ask_link(self, order_id: str, key: str | None = None, **body: Any) -> Answer:
        """Ask for a payment link."""
        headers = {"idempotency-key": key or f"link-{self.world.clock.now()}"}
        path = {"order_id": order_id}
        return self.world.call(manage_links, "manage_links", path=path, body=body, headers=headers, authorizer=self.me)

    def link(self, order_id: str, **body: Any) -> Json:
        """A new payment link."""
        answer = self.ask_link(order_id, **body)
        assert answer.status == 201, answer.text
        return dict(answer.json)

    def new_form(self, link_id: str, key: str | None = None) -> Answer:
        """Ask for another form to upload the link's document with."""
        headers = {"idempotency-key": key or f"form-{self.world.clock.now()}"}
        route, path = "POST /v1/payment-links/{link_id}/document", {"link_id": link_id}
        return self.world.call(
            manage_links, "manage_links", route, path=path, body=None, headers=headers, authorizer=self.me
        )

    def read_link(self, link_id: str) -> Json:
        """A link as the API shows it."""
        route, path = "GET /v1/payment-links/{link_id}", {"link_id": link_id}
        return dict(self.world.call(read_links, "read_links", route, path=path, authorizer=self.me).json)

    def void(self, link_id: str) -> Answer:
        """Withdraw a link."""
        route, path = "POST /v1/payment-links/{link_id}/void", {"link_id": link_id}
        body = {"reason": "changed my mind"}
        return self.world.call(manage_links, "manage_links", route, path=path, body=body, authorizer=self.me)

    def pay(self, orders: list[str], method: str = "credits", key: str | None = None) -> Answer:
        """Pay chosen orders."""
        headers = {"idempotency-key": key or f"pay-{self.world.clock.now()}-{len(self.world.items('payment'))}"}
        body = {"orders": orders, "method": method}
        return self.world.call(pay_orders, "pay_orders", body=body, headers=headers, authorizer=self.me)

    def ask_to_pay(self, body: Json) -> Answer:
        """Send any body to the payments route."""
        return self.world.call(pay_orders, "pay_orders", body=body, authorizer=self.me)

    def payment(self, payment_id: str) -> Answer:
        """A payment as the API shows it."""
        route, path = "GET /v1/payments/{payment_id}", {"payment_id": payment_id}
        return self.world.call(pay_orders, "pay_orders", route, path=path, authorizer=self.me)

    def cancel(self, order_id: str) -> Answer:
        """Cancel an order."""
        return self.world.call(cancel_order, "cancel_order", path={"order_id": order_id}, authorizer=self.me)

    def capture(self, order_id: str, amount: Any = None) -> Answer:
        """Have what is reserved taken, all of it or less."""
        path, body = {"order_id": order_id}, {} if amount is None else {"amount": amount}
        return self.world.call(capture_payment, "capture_payment", path=path, body=body, authorizer=self.me)

    def change(self, order_id: str, **body: Any) -> Answer:
        """Change an order."""
        path = {"order_id": order_id}
        return self.world.call(change_order, "change_order", path=path, body=body, authorizer=self.me)

    def refund(self, payment_id: str, key: str | None = None, **body: Any) -> Answer:
        """The operator sends money back."""
        headers = {"idempotency-key": key or f"refund-{self.world.clock.now()}"}
        path = {"payment_id": payment_id}
        return self.world.call(refund_payments, "refund_payments", path=path, body=body, headers=headers)

    def returns(self, payment_id: str) -> list[Json]:
        """What went back of a payment, as the API shows it, newest first."""
        route, path = "GET /v1/payments/{payment_id}/refunds", {"payment_id": payment_id}
        return list(self.world.call(refund_payments, "refund_payments", route, path=path).json["data"])

    def buy(self, order_id: str) -> str:
        """A buyer pays the order by its link; the payment's id."""
        url = self.checkout(self.link(order_id))
        assert self.world.pay(url).status_code == 303
        self.world.settle_down()
        return str(self.read(order_id)["payments"][0]["id"])

    def timeline(self, order_id: str, **query: str) -> Answer:
        """A page of what happened to an order."""
        path = {"order_id": order_id}
        return self.world.call(explain_order, "explain_order", path=path, query=query, authorizer=self.me)

    def explain(self, order_id: str) -> Answer:
        """Why an order is unpaid."""
        route, path = "GET /v1/orders/{order_id}/explain", {"order_id": order_id}
        return self.world.call(explain_order, "explain_order", route, path=path, authorizer=self.me)

    def keep_logo(self, content: bytes) -> Answer:
        """Put a picture on the pages; it comes as API Gateway hands bytes on."""
        body = base64.b64encode(content).decode()
        return self.world.call(manage_logo, "manage_logo", body=body, authorizer=self.me)

    def press(self, link: Json) -> Answer:
        """A buyer presses the button."""
        path = {"token": token_of(link)}
        return self.world.call(start_checkout, "start_checkout", path=path)

    def checkout(self, link: Json) -> str:
        """Where the button leads."""
        answer = self.press(link)
        assert answer.status == 303, answer.text
        return str(answer.headers["location"])

    def page(self, link: Json, **query: str) -> str:
        """The state that the link's page tells."""
        answer = self.world.call(show_payment_page, "show_payment_page", path={"token": token_of(link)}, query=query)
        assert answer.status == 200, answer.text
        return page_state(answer.text)

    def download(self, link: Json) -> Answer:
        """A buyer asks for the link's document."""
        route, path = "GET /pay/{token}/document", {"token": token_of(link)}
        return self.world.call(show_payment_page, "show_payment_page", route, path=path)


def token_of(link: Json) -> str:
    """The last part of a link's URL."""
    return str(link["url"]).rsplit("/", 1)[1]
