"""The linked payment methods of a merchant under test, and what is charged with them."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from functions.pay_orders.handler import lambda_handler as pay_orders
from functions.process_webhook.handler import Settings
from shared.payment_methods.model import LinkedMethod, MerchantMethods, method_id
from shared.payment_methods.store import changed_update, read_methods
from shared.payments.context import ChargingContext
from shared.runtime.charge_wiring import charging_context
from shared.runtime.settings import read_settings
from shared.stripe_gateway.client import WORKER
from shared.stripe_gateway.methods import CustomerRequest, SetupRequest
from tests.functional.handlers.provider_side import ProviderSide
from tests.functional.handlers.shop import Shop
from tests.support.world import Answer, Json

VISA = "pm_card_visa"


@dataclass
class Linked:
    """Methods that were linked before the test began, in the order in which they were."""

    shop: Shop
    made: int = field(default=0)

    @property
    def context(self) -> ChargingContext:
        """As a worker has it."""
        return charging_context(read_settings(Settings), WORKER)

    @property
    def methods(self) -> MerchantMethods:
        """As they stand."""
        return read_methods(self.context.table, self.shop.id)

    def card(self, token: str = VISA) -> str:
        """Another card, last in priority; its id."""
        world = self.shop.world
        answer = world.browser.post(
            f"{world.stripe.url}/v1/payment_methods/{token}/attach",
            data={"customer": self._customer()},
            headers={"authorization": f"Bearer {world.stripe.key}"},
        )
        answer.raise_for_status()
        return self._link(str(answer.json()["id"]))

    def paypal(self) -> str:
        """Another PayPal account, last in priority; its id."""
        self.made += 1
        world, gateway = self.shop.world, self.context.methods
        expires_at = world.clock.now() + timedelta(hours=2)
        wanted = SetupRequest(
            key=f"setup-{self.made}",
            customer_id=self._customer(),
            success_url="https://shop.example/linked",
            cancel_url="https://shop.example/not-linked",
            expires_at=expires_at,
            metadata={},
        )
        setup = gateway.create_setup(wanted)
        assert setup.url is not None
        assert world.pay(setup.url, paypal="approve").status_code == 303
        saved = gateway.retrieve_setup(setup.id).method_id
        assert saved is not None
        return self._link(saved)

    def plan(self, outcome: str, method: str | None = None, count: int | None = 1) -> None:
        """The next charges with this method (or any) come to that."""
        at_provider = self.methods.find(method).provider_id if method else None
        ProviderSide(self.shop.world).plan_outcome(outcome, at_provider, count=count)

    def health(self, method: str) -> tuple[str, str | None, tuple[str, ...]]:
        """What a method is good for, why, and the payments that use it."""
        found = self.methods.find(method)
        return str(found.health), found.health_reason, found.in_use

    def pay(self, method: str = "auto", key: str | None = None, **what: Any) -> Answer:
        """Pay orders or an invoice."""
        headers = {"idempotency-key": key or f"charge-{self.shop.world.clock.now()}"}
        body = {"method": method} | what
        return self.shop.world.call(pay_orders, "pay_orders", body=body, headers=headers, authorizer=self.shop.me)

    def intents(self) -> list[Json]:
        """Every charge at the provider, oldest first."""
        with self.shop.world.stripe.server.lock:
            return [dict(each) for each in self.shop.world.stripe.simulator.world.platform.intents.values()]

    def _customer(self) -> str:
        methods = self.methods
        if methods.customer_id is not None:
            return methods.customer_id
        wanted = CustomerRequest(key=f"customer-{self.shop.id}", name="Paper & Thread", email=None, metadata={})
        customer = self.context.methods.create_customer(wanted)
        self._write(MerchantMethods(merchant_id=self.shop.id, version=methods.version, customer_id=customer))
        return customer

    def _link(self, provider_id: str) -> str:
        facts = self.context.methods.retrieve_method(provider_id)
        assert facts is not None
        before = self.methods
        linked = LinkedMethod(
            id=method_id(self.shop.id, provider_id),
            provider_id=provider_id,
            kind=facts.kind,
            linked_at=self.shop.world.clock.now(),
            brand=facts.brand,
            last4=facts.last4,
            exp_month=facts.exp_month,
            exp_year=facts.exp_year,
            email=facts.email,
        )
        self._write(before.with_methods([*before.methods, linked]))
        return linked.id

    def _write(self, after: MerchantMethods) -> None:
        self.context.table.transact([changed_update(self.methods, after)])


def outcomes(payment: Json) -> list[tuple[str, str]]:
    """Each attempt's method and what it came to."""
    return [(each["method"], each["outcome"]) for each in payment["attempts"]]
