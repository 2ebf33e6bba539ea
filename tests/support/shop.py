"""A merchant under test: places orders, fills wallets, makes links."""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.support.caller import Caller, body_of
from tests.support.stripe_side import StripeSide
from tests.support.waiting import eventually

Json = dict[str, Any]


@dataclass(frozen=True)
class Shop:
    """One merchant with its key; `born` is when it was made (unix seconds)."""

    id: str
    currency: str
    api: Caller
    stripe: StripeSide
    born: int = field(default_factory=lambda: int(time.time()))

    def order(self, **fields: object) -> Json:
        """A valid body of `POST /v1/orders`, unlike any other."""
        body = {"source": "api", "external_id": uuid.uuid4().hex, "amount": 1250, "currency": self.currency}
        return {**body, **fields}

    def place(self, **fields: object) -> Json:
        """Place a new order and return it."""
        return body_of(self.api.post("/v1/orders", self.order(**fields)), 201)

    def read_order(self, order_id: str) -> Json:
        """The order as it stands."""
        return self.api.read(f"/v1/orders/{order_id}")

    def await_order(self, order_id: str, wanted: Callable[[Json], bool]) -> Json:
        """The order once it is as wanted."""
        return eventually(lambda: self.read_order(order_id), wanted)

    def await_paid(self, order_id: str) -> Json:
        """The order once it is paid."""
        return self.await_order(order_id, lambda order: order["payment_status"] == "paid")

    def await_confirmed(self, order_id: str) -> Json:
        """The order once it is paid and nothing about its confirmation is still to come."""
        self.await_paid(order_id)
        return self.await_order(order_id, lambda order: order["confirmation"]["status"] in {"sent", "not_sent"})

    def await_reason(self, order_id: str, reason: str) -> Json:
        """The order once it waits for this reason."""
        return self.await_order(order_id, lambda order: order["unpaid_reason"] == reason)

    def wallet(self, currency: str | None = None) -> Json:
        """A wallet as it stands."""
        return self.api.read(f"/v1/wallets/{currency or self.currency}")

    def journal(self) -> list[Json]:
        """All pages of the wallet's journal, oldest first."""
        pages = list(self.api.listed(f"/v1/wallets/{self.currency}/journal"))
        return sorted(pages, key=lambda page: int(page["number"]))

    def provider(self, path: str) -> list[Json]:
        """What a list of the provider has of this merchant."""
        return self.stripe.of_merchant(path, self.id, self.born)

    def consent(self, *, enabled: bool = True) -> Json:
        """Switch automatic debit on or off."""
        agreed = {"enabled": True, "terms": "v1", "accepted_by": "owner"} if enabled else {"enabled": False}
        return body_of(self.api.patch(f"/v1/wallets/{self.currency}", {"auto_debit": agreed}), 200)

    def start_top_up(self, amount: int) -> Json:
        """Open the hosted checkout of a top-up."""
        return body_of(self.api.post(f"/v1/wallets/{self.currency}/top-ups", {"amount": amount}), 201)

    def top_up(self, amount: int) -> None:
        """Pay credits in by card and wait for them."""
        before = self.wallet()["balance"]
        self.stripe.pay(self.start_top_up(amount)["checkout_url"])
        eventually(self.wallet, lambda wallet: wallet["balance"] == before + amount)

    def make_link(self, order_id: str, **fields: object) -> Json:
        """Make a payment link for an order."""
        return body_of(self.api.post(f"/v1/orders/{order_id}/payment-links", fields), 201)

    def read_link(self, link_id: str) -> Json:
        """The link as it stands."""
        return self.api.read(f"/v1/payment-links/{link_id}")

    def await_link(self, link_id: str, status: str) -> Json:
        """The link once it has this status."""
        return eventually(lambda: self.read_link(link_id), lambda link: link["status"] == status)

    def press_pay(self, page_url: str) -> str:
        """Press the button of a payment page; the hosted checkout's address."""
        answer = self.api.http.post(f"{page_url}/checkout")
        assert answer.status_code == 303, f"{answer.status_code} {answer.text}"
        return str(answer.headers["location"])
