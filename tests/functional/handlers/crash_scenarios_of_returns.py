"""Use cases to interrupt, of money that goes back."""

from collections.abc import Callable

from tests.functional.handlers import jobs
from tests.functional.handlers.books_of_returns import provider_agrees
from tests.functional.handlers.crash_scenarios import Scenario
from tests.functional.handlers.provider_side import ProviderSide
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.surplus_made import prefer_credit, surplus_of_a_top_up


def refunding_what_a_buyer_paid(shop: Shop) -> Scenario:
    order = shop.order()
    payment = shop.buy(order)

    def run() -> None:
        assert shop.refund(payment, key="k", amount=1_000).status == 201

    def check() -> None:
        assert shop.read(order)["payment_status"] == "partially_refunded"
        assert [refund["amount"] for refund in ProviderSide(shop.world).refunds()] == [1_000]
        provider_agrees(shop.world)

    return Scenario(run, check)


def refunding_without_a_second_call(shop: Shop) -> Scenario:
    """The operator's program dies with its call; the job alone goes on."""
    payment = shop.buy(shop.order())
    asked: list[int] = []

    def run() -> None:
        if not asked:
            asked.append(1)
            shop.refund(payment, key="k")
        shop.world.pass_time(minutes=10)
        jobs.bring_back()

    def check() -> None:
        returned = shop.payment(payment).json["returned"]
        assert sum(refund["amount"] for refund in ProviderSide(shop.world).refunds()) == returned
        assert all(each["status"] == "succeeded" for each in shop.returns(payment))
        provider_agrees(shop.world)

    return Scenario(run, check)


def refunding_credits(shop: Shop) -> Scenario:
    shop.fund(10_000)
    orders = [shop.order(1_000), shop.order(2_000)]
    payment = shop.pay(orders).json["id"]

    def run() -> None:
        assert shop.refund(payment, key="k", order=orders[1]).status == 201

    def check() -> None:
        assert shop.wallet()["balance"] == 9_000

    return Scenario(run, check)


def refunding_a_top_up(shop: Shop) -> Scenario:
    shop.fund(5_000)
    top_up = shop.world.items("payment")[0]["id"]

    def run() -> None:
        assert shop.refund(top_up, key="k").status == 201

    def check() -> None:
        assert shop.wallet()["balance"] == 0
        provider_agrees(shop.world)

    return Scenario(run, check)


def being_refused_a_refund(shop: Shop) -> Scenario:
    order = shop.order()
    payment = shop.buy(order)
    ProviderSide(shop.world).refund(payment)

    def run() -> None:
        assert shop.refund(payment, key="k").json["status"] == "failed"

    def check() -> None:
        shop.world.deliver_webhooks()
        assert shop.read(order)["payment_status"] == "refunded"
        provider_agrees(shop.world)

    return Scenario(run, check)


def being_refused_what_was_refunded_meanwhile(shop: Shop) -> Scenario:
    """The news of the other refund came while ours still held the money, and will not come again."""
    order = shop.order()
    payment = shop.buy(order)
    shop.world.faults(calls=[{"kind": "timeout", "method": "POST", "path": "/v1/refunds", "count": 2}])
    assert shop.refund(payment, key="k").status == 202
    ProviderSide(shop.world).refund(payment, 4_000)
    shop.world.deliver_webhooks()

    def run() -> None:
        shop.world.pass_time(hours=25)
        jobs.bring_back()

    def check() -> None:
        assert shop.payment(payment).json["returned"] == 4_000
        assert shop.read(order)["payment_status"] == "partially_refunded"
        provider_agrees(shop.world)
        shop.world.pass_time(hours=25)
        assert jobs.bring_back() == jobs.NOTHING

    return Scenario(run, check)


def hearing_of_a_dispute_of_a_spent_top_up(shop: Shop) -> Scenario:
    shop.fund(5_000)
    top_up = shop.world.items("payment")[0]["id"]
    shop.pay([shop.order(4_000)])
    ProviderSide(shop.world).dispute(top_up)

    def check() -> None:
        assert shop.wallet()["balance"] == -4_000
        provider_agrees(shop.world)

    return Scenario(lambda: hear_all_again(shop), check)


def hearing_of_a_refund_that_failed_later(shop: Shop) -> Scenario:
    order = shop.order()
    payment = shop.buy(order)
    provider = ProviderSide(shop.world)
    refund = provider.refund(payment)
    shop.world.deliver_webhooks()
    provider.fail_refund(refund["id"])

    def check() -> None:
        assert shop.read(order)["payment_status"] == "paid"
        provider_agrees(shop.world)

    return Scenario(lambda: hear_all_again(shop), check)


def sending_surplus_back(shop: Shop) -> Scenario:
    top_up = surplus_of_a_top_up(shop)

    def run() -> None:
        shop.world.pass_time(hours=2)
        jobs.bring_back()

    def check() -> None:
        assert [refund["amount"] for refund in ProviderSide(shop.world).refunds()] == [5_000]
        assert [each["status"] for each in shop.returns(top_up)] == ["succeeded"]
        provider_agrees(shop.world)

    return Scenario(run, check)


def crediting_surplus(shop: Shop) -> Scenario:
    prefer_credit(shop)
    surplus_of_a_top_up(shop)

    def run() -> None:
        shop.world.pass_time(hours=2)
        jobs.bring_back()

    def check() -> None:
        assert shop.wallet()["balance"] == 5_000
        assert ProviderSide(shop.world).refunds() == []

    return Scenario(run, check)


def hear_all_again(shop: Shop) -> None:
    """Every event of the provider, delivered again."""
    shop.world.seen_events.clear()
    shop.world.deliver_webhooks()


RETURN_SCENARIOS: tuple[Callable[[Shop], Scenario], ...] = (
    refunding_what_a_buyer_paid,
    refunding_without_a_second_call,
    refunding_credits,
    refunding_a_top_up,
    being_refused_a_refund,
    being_refused_what_was_refunded_meanwhile,
    hearing_of_a_dispute_of_a_spent_top_up,
    hearing_of_a_refund_that_failed_later,
    sending_surplus_back,
    crediting_surplus,
)
