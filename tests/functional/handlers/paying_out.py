"""Payouts in tests: what the provider does, the job's run, and what is shown."""

from dataclasses import dataclass
from typing import Any

from functions.follow_payouts.handler import lambda_handler as follow_payouts
from functions.read_payouts.handler import lambda_handler as read_payouts
from tests.functional.handlers.jobs import Sweep, counts
from tests.functional.handlers.provider_side import ProviderSide
from tests.functional.handlers.shop import Shop
from tests.support.samples import sample
from tests.support.world import AS_OPERATOR, Answer, Json, World

PARTS = ("charges", "refunds", "disputes", "other")


@dataclass(frozen=True)
class Bank:
    """Payouts of one account at the provider, the platform's unless named."""

    world: World
    account: str = ""

    def pay_out(self, *, reconciled: bool = True, days: int = 3, **fields: Any) -> str:
        """What is available by now goes to the bank; the payout's id."""
        self.world.pass_time(days=days)
        made = self._sim("payouts", **fields)
        if reconciled:
            self.becomes(made["id"], "reconciled")
        return str(made["id"])

    def becomes(self, payout_id: str, what: str) -> None:
        """Reconciled, paid or failed."""
        self._sim("move_payout", payout=payout_id, becomes=what)

    def told(self) -> Sweep:
        """Events come, and the job has its run."""
        self.world.deliver_webhooks()
        return run()

    def _sim(self, switch: str, **body: Any) -> Json:
        answer = self.world.browser.post(
            f"{self.world.stripe.url}/_sim/{switch}", json={"account": self.account} | body
        )
        answer.raise_for_status()
        return dict(answer.json())


def run() -> Sweep:
    """One run of the job."""
    return counts(follow_payouts(sample("follow_payouts"), None))


def shown(world: World, payout_id: str, shop: Shop | None = None, **query: str) -> Answer:
    """A payout as the operator, or the owner of an account, reads it."""
    route = "GET /v1/payouts/{payout_id}" if shop else "GET /v1/platform/payouts/{payout_id}"
    caller, path = shop.me if shop else AS_OPERATOR, {"payout_id": payout_id}
    return world.call(read_payouts, "read_payouts", route, path=path, query=query, authorizer=caller)


def listed(world: World, shop: Shop | None = None, **query: str) -> list[Json]:
    """Payouts of the platform's account, or of a merchant's own, newest first."""
    route = "GET /v1/payouts" if shop else "GET /v1/platform/payouts"
    caller = shop.me if shop else AS_OPERATOR
    return list(world.call(read_payouts, "read_payouts", route, query=query, authorizer=caller).json["data"])


def foreign_sale(world: World, account: str = "", amount: int = 1_234) -> None:
    """Somebody else sells something on the same account."""
    answer = world.browser.post(
        f"{world.stripe.url}/v1/payment_intents",
        data={
            "amount": amount,
            "currency": "eur",
            "confirm": "true",
            "payment_method": "pm_card_visa",
            "allowed_payment_method_types[]": "card",
            "return_url": "https://other.example",
        },
        headers={"authorization": f"Bearer {world.stripe.key}", "stripe-account": account},
    )
    answer.raise_for_status()


def sold(shop: Shop, amount: int = 5_000) -> str:
    """A payment by a buyer."""
    return shop.buy(shop.order(amount, collect="none"))


def adds_up(payout: Json) -> None:
    """Each sum is of its lines, and all together are the payout."""
    sums = payout["sums"]
    for name in ("count", "amount", "fee", "net"):
        assert sum(sums[part][name] for part in PARTS) == sums["total"][name]
    assert sums["total"]["net"] == payout["amount"]
    assert payout["difference"] == 0
    for part in PARTS[:3]:
        lines = [line for line in payout["data"] if f"{line['movement']}s" == part]
        assert len(lines) == sums[part]["count"]
        assert sum(line["net"] for line in lines) == sums[part]["net"]
        assert all(line["amount"] - line["fee"] == line["net"] for line in lines)


def some_of_everything(world: World) -> tuple[Shop, dict[str, str]]:
    """Sold, refunded by us and by the dashboard, disputed, won back, topped up; and somebody else's sale."""
    shop, provider = Shop(world, world.merchant()), ProviderSide(world)
    payments = {name: sold(shop) for name in ("plain", "ours", "theirs", "disputed", "won")}
    shop.fund(3_000)
    shop.refund(payments["ours"], amount=1_000)
    provider.refund(payments["theirs"], 700)
    provider.dispute(payments["disputed"])
    provider.end_dispute(provider.dispute(payments["won"]), "won")
    foreign_sale(world)
    world.settle_down()
    return shop, payments
