"""A merchant's own Stripe account in tests: both sides of it."""

from dataclasses import dataclass
from typing import Any

from functions.manage_stripe_account.handler import lambda_handler as manage_stripe_account
from local.stripe_simulator.resources.connected_accounts import change
from tests.functional.handlers.provider_side import ProviderSide
from tests.functional.handlers.shop import Shop
from tests.support.world import AS_OPERATOR, Answer, Json, World

ACCOUNT = "acct_1ThreadAndPaper"
OTHER = "acct_1SomebodyElse"
_SAMPLE = "manage_stripe_account"
_OPERATORS = "/v1/merchants/{merchant_id}/stripe-account"


@dataclass(frozen=True)
class OwnAccount:
    """The account of one merchant, connected or not."""

    shop: Shop
    id: str = ACCOUNT

    @property
    def provider(self) -> ProviderSide:
        """What its owner does there."""
        return ProviderSide(self.shop.world, self.id)

    def becomes(self, **values: Any) -> None:
        """It is otherwise at the provider from now on; nobody has been told yet."""
        with self.shop.world.stripe.server.lock:
            change(self.shop.world.stripe.simulator.world, self.id, **values)

    def name(self, *, as_merchant: bool = False) -> Answer:
        """The operator names it for the merchant."""
        path, body = {"merchant_id": self.shop.id}, {"account": self.id}
        caller = self.shop.me if as_merchant else AS_OPERATOR
        return self._call(f"PUT {_OPERATORS}", path=path, body=body, authorizer=caller)

    def connected(self) -> "OwnAccount":
        """Itself, able to take cards and named."""
        self.becomes(card="active", missing=[])
        answer = self.name()
        assert answer.status == 200, answer.text
        return self

    def show(self, **query: str) -> Answer:
        """As the merchant sees it."""
        return self._call("GET /v1/stripe-account", query=query, authorizer=self.shop.me)

    def onboard(self, **changes: Any) -> Answer:
        """The merchant asks for an account of its own, or for another page of questions."""
        body = {"country": "DE", "return_url": "https://shop.example/settings"} | changes
        return self._call("POST /v1/stripe-account", body=body, authorizer=self.shop.me)

    def disconnect(self) -> Answer:
        """The merchant lets it go."""
        return self._call("DELETE /v1/stripe-account", authorizer=self.shop.me)

    def item(self) -> Json:
        """What we keep of it."""
        (found,) = [each for each in self.shop.world.items("stripe_account") if each["merchant_id"] == self.shop.id]
        return found

    def _call(self, route: str, **changes: Any) -> Answer:
        return self.shop.world.call(manage_stripe_account, _SAMPLE, route, **changes)


def forged(world: World, account: str, payment: Json, **marks: str) -> Json:
    """Whoever holds an account opens a checkout there under our mark, and pays it."""
    marked = {"orderpay_deployment": "orderpay-test", "orderpay_payment": payment["id"]}
    marked |= {"orderpay_merchant": payment["merchant_id"]} | marks
    form: Json = {
        "mode": "payment",
        "success_url": "https://elsewhere.example",
        "line_items[0][quantity]": 1,
        "line_items[0][price_data][currency]": payment["currency"].lower(),
        "line_items[0][price_data][unit_amount]": payment["amount"],
        "line_items[0][price_data][product_data][name]": "Forged",
    }
    form |= {f"metadata[{name}]": value for name, value in marked.items()}
    form |= {f"payment_intent_data[metadata][{name}]": value for name, value in marked.items()}
    headers = {"authorization": f"Bearer {world.stripe.key}", "stripe-account": account}
    made = world.browser.post(f"{world.stripe.url}/v1/checkout/sessions", data=form, headers=headers)
    made.raise_for_status()
    assert world.pay(made.json()["url"]).status_code == 303
    return dict(made.json())
