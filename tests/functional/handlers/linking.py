"""A merchant's payment methods in tests: our side by real handlers, and what people do on the provider's pages."""

from dataclasses import dataclass
from typing import Any

import httpx

from functions.manage_methods.handler import lambda_handler as manage_methods
from functions.remind_methods.handler import lambda_handler as remind_methods
from tests.functional.handlers.jobs import Sweep, counts
from tests.functional.handlers.provider_side import ProviderSide
from tests.functional.handlers.shop import Shop
from tests.support.samples import sample
from tests.support.world import GOOD_CARD, Answer, Json

MASTERCARD = "5555555555554444"
TERMS = "We may charge the linked card or PayPal account for commissions and invoices."
_SAMPLE = "manage_methods"


@dataclass(frozen=True)
class Linking:
    """The methods of one merchant."""

    shop: Shop

    @property
    def provider(self) -> ProviderSide:
        """What happens at the provider."""
        return ProviderSide(self.shop.world)

    def ask(self, key: str | None = None, **changes: Any) -> Answer:
        """Ask for a page on which to link a method."""
        body = {"terms": TERMS, "accepted_by": "Mira Okafor", "return_url": "https://shop.example/methods"} | changes
        headers = {"idempotency-key": key} if key else {}
        return self._call("POST /v1/payment-methods", body=body, headers=headers)

    def fill(self, url: str, **fields: str) -> httpx.Response:
        """What a person does on a page of the provider's."""
        return self.shop.world.browser.post(url, data=fields)

    def begin(self, **fields: str) -> Json:
        """A page was asked for and filled, and nobody has told us yet; the set-up."""
        answer = self.ask()
        assert answer.status == 201, answer.text
        fields = fields or {"card_number": GOOD_CARD, "exp": "12/40"}
        assert self.fill(answer.json["url"], **fields).status_code == 303
        return dict(answer.json)

    def link(self, **fields: str) -> str:
        """A newly linked method's id; a card unless the fields say otherwise."""
        before = set(self.ids())
        self.begin(**fields)
        self.shop.world.deliver_webhooks()
        (new,) = set(self.ids()) - before
        return new

    def show(self, **query: str) -> Json:
        """What is linked, and what could be."""
        answer = self._call("GET /v1/payment-methods", query=query)
        assert answer.status == 200, answer.text
        return dict(answer.json)

    def ids(self) -> list[str]:
        """Our ids of what is linked, in order."""
        return [method["id"] for method in self.show()["linked"]]

    def health(self) -> list[tuple[str, str | None]]:
        """Of each method in order: its health, and why."""
        return [(method["health"], method["health_reason"]) for method in self.show()["linked"]]

    def reorder(self, *ids: str) -> Answer:
        """Change the order."""
        return self._call("PATCH /v1/payment-methods", body={"priority": list(ids)})

    def unlink(self, method_id: str) -> Answer:
        """Let a method go."""
        path = {"method_id": method_id}
        return self._call("DELETE /v1/payment-methods/{method_id}", body=None, path=path)

    def portal(self, **changes: Any) -> Answer:
        """Ask for the provider's own page."""
        body = {"return_url": "https://shop.example/account"} | changes
        return self._call("POST /v1/portal-sessions", body=body)

    def item(self) -> Json:
        """What we keep of them."""
        found = [item for item in self.shop.world.items("payment_methods") if item["pk"] == self.shop.id]
        return found[0] if found else {}

    def provider_id(self, method_id: str) -> str:
        """The provider's id of a method of ours."""
        return str(next(row["provider_id"] for row in self.item()["methods"] if row["id"] == method_id))

    def setups(self) -> list[Json]:
        """All set-ups of this merchant, oldest first."""
        found = [item for item in self.shop.world.items("method_setup") if item["merchant_id"] == self.shop.id]
        return sorted(found, key=lambda item: str(item["created_at"]))

    def notices(self) -> list[Json]:
        """What this merchant was told, oldest first."""
        found = [item for item in self.shop.world.items("notice") if item["merchant_id"] == self.shop.id]
        return sorted(found, key=lambda item: str(item["created_at"]))

    def told(self) -> list[tuple[str, str]]:
        """Kind and subject of what this merchant was told."""
        return [(notice["notice_kind"], notice["subject"]) for notice in self.notices()]

    def held(self) -> list[str]:
        """What the provider has for this merchant, by its own ids."""
        customer = self.item().get("customer_id")
        with self.shop.world.stripe.server.lock:
            methods = self.shop.world.stripe.simulator.world.account("").payment_methods.values()
            return [str(method["id"]) for method in methods if customer and method["customer"] == customer]

    def delete_customer(self) -> None:
        """Somebody deletes this merchant's customer in the dashboard."""
        stripe = self.shop.world.stripe
        url = f"{stripe.url}/v1/customers/{self.item()['customer_id']}"
        self.shop.world.browser.delete(url, headers={"authorization": f"Bearer {stripe.key}"}).raise_for_status()

    def _call(self, route: str, **changes: Any) -> Answer:
        return self.shop.world.call(manage_methods, _SAMPLE, route, authorizer=self.shop.me, **changes)


def remind() -> Sweep:
    """One run of the job that tends methods and set-ups."""
    return counts(remind_methods(sample("remind_methods"), None))
