"""Orders whose buyer's money is reserved first, in tests."""

from dataclasses import dataclass, field
from typing import Any

from tests.functional.handlers.books import audit, intent_of, nothing_is_reserved_for_nobody, nothing_is_stuck
from tests.functional.handlers.provider_side import ProviderSide
from tests.functional.handlers.shop import Shop
from tests.support.world import Answer, Json, World


@dataclass
class TwoStage:
    """One order of a shop, with the page that its buyer pays on."""

    shop: Shop
    amount: int = 4_590
    asked: dict[str, Any] = field(default_factory=dict)
    order_id: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        self.order_id = self.shop.order(self.amount, **{"collect": "link", "auto_capture": False} | self.asked)
        self.url = str(self.read()["payment_link"])

    @property
    def world(self) -> World:
        """Where it lives."""
        return self.shop.world

    @property
    def link(self) -> Json:
        """As much of its link as a buyer knows."""
        return {"url": self.url}

    @property
    def link_id(self) -> str:
        """Its link's id."""
        return str(self.world.items("link")[0]["id"])

    def read(self) -> Json:
        """The order as the API shows it."""
        return self.shop.read(self.order_id)

    def checkout(self) -> str:
        """The hosted page, opened."""
        return self.shop.checkout(self.link)

    def submit(self, **fields: str) -> None:
        """The buyer does all that a buyer does; nobody has told us."""
        assert self.world.pay(self.checkout(), **fields).status_code == 303

    def reserve(self, **fields: str) -> "TwoStage":
        """The buyer's money is reserved, and all is told."""
        self.submit(**fields)
        self.world.settle_down()
        assert self.read()["authorization"], self.read()
        return self

    def capture(self, amount: Any = None) -> Answer:
        """The shop has it taken."""
        return self.shop.capture(self.order_id, amount)

    def cancel(self) -> Answer:
        """The shop wants the order no more."""
        return self.shop.cancel(self.order_id)

    def payment(self) -> Json:
        """The newest one by its page."""
        by_link = [each for each in self.world.items("payment") if "link_id" in each]
        return max(by_link, key=lambda each: str(each["created_at"]))

    def intent(self, account: str = "") -> Json:
        """What the provider has of it."""
        return intent_of(self.world, self.payment()["session_id"])

    def lapse(self) -> None:
        """The bank gives it back by itself."""
        ProviderSide(self.world)._sim("lapse", payment_intent=self.intent()["id"])

    def capture_elsewhere(self, amount: int | None = None) -> None:
        """Somebody captures it in the provider's dashboard."""
        fields = {} if amount is None else {"amount_to_capture": amount}
        self._at_provider("capture", fields)

    def cancel_elsewhere(self) -> None:
        """Somebody cancels it there."""
        self._at_provider("cancel", {})

    def _at_provider(self, verb: str, fields: Json) -> None:
        url = f"{self.world.stripe.url}/v1/payment_intents/{self.intent()['id']}/{verb}"
        headers = {"authorization": f"Bearer {self.world.stripe.key}"}
        headers |= {"stripe-account": account} if (account := self.payment().get("account")) else {}
        self.world.browser.post(url, data=fields, headers=headers).raise_for_status()

    def released(self) -> list[Json]:
        """What production was told; all that is underway arrives before, and the books are right."""
        self.world.settle_down()
        audit(self.world)
        nothing_is_stuck(self.world)
        nothing_is_reserved_for_nobody(self.world)
        return [dict(each["data"]) for each in self.world.released()]
