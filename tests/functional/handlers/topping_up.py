"""A merchant whose linked methods fill its wallet and pay its orders."""

from dataclasses import dataclass
from typing import Any

from functions.top_up_wallet.handler import lambda_handler as top_up_wallet
from tests.functional.handlers import jobs
from tests.functional.handlers.linking import MASTERCARD, Linking
from tests.functional.handlers.shop import Shop
from tests.support.world import Answer, Json

AGREED = {"terms": "terms 2026-11", "accepted_by": "Mira Okafor"}
PAYPAL = {"paypal": "approve"}
OTHER_CARD = {"card_number": MASTERCARD, "exp": "12/40"}


@dataclass(frozen=True)
class Refilling:
    """One merchant's wallet in euros."""

    shop: Shop

    @property
    def methods(self) -> Linking:
        """What is linked."""
        return Linking(self.shop)

    def plan(self, outcome: str, method_id: str | None = None, count: int | None = 1) -> None:
        """The next charges with this method (or any) come to that."""
        at_provider = self.methods.provider_id(method_id) if method_id else None
        self.methods.provider.plan_outcome(outcome, at_provider, count=count)

    def automatic(self, threshold: int = 1_000, amount: int | None = 5_000, **changes: Any) -> Answer:
        """Agree to automatic top-up."""
        wish = {"enabled": True, "threshold": threshold, "amount": amount} | AGREED | changes
        return self.shop.change_wallet(automatic_top_up=wish)

    def collect(self, *, enabled: bool = True) -> Answer:
        """Agree that linked methods pay orders, or no more."""
        return self.shop.change_wallet(collect_from_methods={"enabled": enabled} | (AGREED if enabled else {}))

    def ask(self, amount: int = 2_000, method: str = "auto", key: str | None = None, **changes: Any) -> Answer:
        """Ask for a top-up by a linked method."""
        world = self.shop.world
        headers = {"idempotency-key": key or f"top-up-{world.clock.now()}"}
        body, path = {"amount": amount, "method": method} | changes, {"currency": "EUR"}
        return world.call(
            top_up_wallet, "top_up_wallet", path=path, body=body, headers=headers, authorizer=self.shop.me
        )

    def work(self, rounds: int = 3) -> None:
        """Stream and queues, in turn, until nothing follows from anything."""
        for _ in range(rounds):
            self.shop.world.settle_down()

    def later(self, **duration: float) -> None:
        """Time goes by, the schedules run, and what they ask for is done."""
        self.shop.world.pass_time(**duration)
        jobs.repair()
        jobs.wake()
        self.work()

    def payments(self) -> list[Json]:
        """What linked methods were charged with or were to be, oldest first."""
        found = [item for item in self.shop.world.items("payment") if item["means"] == "saved_method"]
        return sorted(found, key=lambda item: str(item["created_at"]))

    def states(self) -> list[str]:
        """Of these payments."""
        return [payment["state"] for payment in self.payments()]

    def balance(self) -> int:
        """What is in the wallet."""
        return int(self.shop.wallet()["balance"])

    def told(self) -> list[str]:
        """The kinds of what the merchant was told, oldest first."""
        return [notice["notice_kind"] for notice in self.methods.notices()]

    def setting(self) -> Json:
        """Automatic top-up as the wallet shows it."""
        return dict(self.shop.wallet()["automatic_top_up"])

    def collecting(self) -> Json:
        """The collecting of orders as the wallet shows it."""
        return dict(self.shop.wallet()["collect_from_methods"])

    def charges(self) -> int:
        """How many intents the provider has."""
        with self.shop.world.stripe.server.lock:
            return len(list(self.shop.world.stripe.simulator.world.account("").intents.values()))
