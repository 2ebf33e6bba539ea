"""A wallet in debt: what was spent was taken back, so automatic debit rests until the debt is paid (rule M7)."""

from collections.abc import Iterator

import pytest

from tests.functional.handlers.books import audit, nothing_is_stuck
from tests.functional.handlers.provider_side import ProviderSide
from tests.functional.handlers.shop import Shop


@pytest.fixture
def indebted(shop: Shop) -> Iterator[Shop]:
    """A shop that spent 4000 of 5000, all of which its bank took back: it owes 4000. Its books are audited."""
    shop.consent()
    shop.fund(5_000)
    shop.order(4_000)
    shop.world.settle_down()
    claw_back(shop)
    assert shop.wallet()["balance"] == -4_000
    yield shop
    audit(shop.world)
    nothing_is_stuck(shop.world)


def claw_back(shop: Shop) -> None:
    """The bank takes the money of the shop's one top-up back."""
    (top_up,) = [item["id"] for item in shop.world.items("payment") if "orders" not in item]
    ProviderSide(shop.world).dispute(top_up)
    shop.world.deliver_webhooks()


def test_the_debt_shows_and_automatic_debit_is_suspended(indebted: Shop) -> None:
    order = indebted.order(1)
    indebted.world.settle_down()
    wallet, waiting = indebted.wallet(), indebted.read(order)
    assert (wallet["balance"], wallet["debt"]) == (-4_000, 4_000)
    assert (wallet["auto_debit"]["enabled"], wallet["auto_debit"]["suspended_by_debt"]) == (True, True)
    assert (waiting["payment_status"], waiting["unpaid_reason"], waiting["shortfall"]) == ("unpaid", "paused", None)


def test_by_hand_nothing_is_paid_and_the_shortfall_holds_the_debt(indebted: Shop) -> None:
    order = indebted.order(100, collect="none")
    (result,) = indebted.pay([order]).json["results"]
    assert (result["outcome"], result["reason"]) == ("unpaid", "insufficient_credits")
    assert result["shortfall"] == 4_100


def test_a_drain_pays_nothing_while_the_debt_stands(indebted: Shop) -> None:
    order = indebted.order(100)
    indebted.world.settle_down()
    indebted.drain()
    indebted.world.settle_down()
    assert indebted.read(order)["payment_status"] == "unpaid"


@pytest.mark.parametrize(
    ("amount", "status"), [(3_999, "unpaid"), (4_000, "unpaid"), (4_099, "unpaid"), (4_100, "paid")]
)
def test_paying_in_pays_the_debt_first_and_resumes_by_itself(indebted: Shop, amount: int, status: str) -> None:
    order = indebted.order(100)
    indebted.world.settle_down()
    indebted.fund(amount)
    indebted.world.settle_down()
    wallet = indebted.wallet()
    assert indebted.read(order)["payment_status"] == status
    assert wallet["auto_debit"]["suspended_by_debt"] is (amount < 4_000)
    assert wallet["debt"] == max(0, 4_000 - amount)


def test_the_stream_told_again_resumes_once(indebted: Shop) -> None:
    order = indebted.order(100)
    indebted.world.settle_down()
    indebted.fund(4_200)
    indebted.world.settle_down()
    indebted.world.stream_position = 0
    indebted.world.settle_down()
    assert (indebted.read(order)["payment_status"], indebted.wallet()["balance"]) == ("paid", 100)


def test_a_debit_planned_before_the_clawback_does_not_commit_after_it(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.consent()
    shop.fund(5_000)
    order = shop.order(1_000)
    shop.world.relay()
    transact, tried = shop.world.table.transact, []

    def clawed_back_first(_: object, writes: object) -> None:
        tried.append(writes)
        if len(tried) == 1:
            claw_back(shop)
        transact(writes)  # type: ignore[arg-type]

    monkeypatch.setattr(type(shop.world.table), "transact", clawed_back_first)
    shop.world.debit()
    assert (shop.read(order)["unpaid_reason"], shop.wallet()["balance"]) == ("insufficient_credits", 0)
    audit(shop.world)
