"""The audit of money that goes back: clean when everything was told, exact about one fault, mending what it can."""

from collections.abc import Callable

import pytest

from tests.functional.handlers.auditing import ask, audit, change, found_on, lose, only
from tests.functional.handlers.provider_side import ProviderSide
from tests.functional.handlers.shop import Shop
from tests.support.world import World

Found = list[tuple[str, str]]


@pytest.fixture
def returning(world: World, shop: Shop) -> Shop:
    """A merchant with a refund of each kind, a dispute, an inquiry and a surplus that went back."""
    provider = ProviderSide(world)
    shop.consent()
    shop.fund(20_000)
    first, second = shop.order(1_000), shop.order(2_000)
    world.settle_down()
    assert shop.refund(shop.read(first)["payments"][0]["id"], order=first).status == 201
    assert shop.cancel(second).status == 200
    bought = [shop.buy(shop.order(amount, collect="none")) for amount in (3_000, 4_000, 5_000, 6_000)]
    assert shop.refund(bought[0], amount=700).status == 201
    provider.refund(bought[1], 800)
    provider.dispute(bought[2])
    provider.dispute(bought[3], inquiry=True)
    (top_up,) = [item["id"] for item in world.items("payment") if item["amount"] == 20_000]
    assert shop.refund(top_up, amount=900).status == 201
    world.settle_down()
    return shop


def test_everything_that_went_back_and_was_told_is_clean(world: World, returning: Shop) -> None:
    assert found_on(world) == []
    (shown,) = [each for each in [ask()] if each["state"] == "done"]
    assert (shown["checked"]["refunds"], shown["checked"]["disputes"]) == (3, 2)


def a_refund_is_not_recorded(world: World) -> Found:
    item = only(world, "return", amount=800)
    payment = only(world, "payment", id=item["payment_id"])
    lose(world, item)
    change(world, payment, returned=None)
    return [("refund_without_record", item["provider_id"])]


def a_refund_of_ours_is_not_recorded(world: World) -> Found:
    item = only(world, "return", amount=700)
    change(world, only(world, "payment", id=item["payment_id"]), returned=None)
    lose(world, item)
    return [("refund_without_record", item["provider_id"])]


def a_refund_is_of_another_amount(world: World) -> Found:
    item = only(world, "return", amount=800)
    change(world, item, amount=801)
    return [("refund_differs", item["provider_id"])]


def a_dispute_is_not_recorded(world: World) -> Found:
    item = only(world, "return", amount=5_000)
    lose(world, item)
    return [("dispute_without_record", item["pk"])]


def a_dispute_is_of_another_amount(world: World) -> Found:
    item = only(world, "return", amount=5_000)
    change(world, item, amount=4_999)
    return [("dispute_differs", item["pk"])]


def more_is_said_to_have_gone_back(world: World) -> Found:
    payment = only(world, "payment", amount=4_000)
    change(world, payment, returned=801)
    return [("returned_differs", payment["pk"])]


def less_is_said_to_have_gone_back_to_credits(world: World) -> Found:
    payment = only(world, "payment", amount=3_000, means="credits")
    change(world, payment, returned=2_999)
    return [("returned_differs", payment["pk"])]


def the_return_of_a_line_is_gone(world: World) -> Found:
    item = only(world, "return", amount=900)
    (page,) = [page for page in world.items("page") if item["id"] in page["lines"]]
    change(world, item, payment_id="pay_" + "0" * 26)
    payment = only(world, "payment", amount=20_000)
    assert payment["returned"] == 900
    return [("line_without_return", f"{page['pk']}#{item['id']}")]


def an_order_does_not_know_of_its_refund(world: World) -> Found:
    order = only(world, "order", amount=1_000)
    (page,) = [page for page in world.items("page") if "order_refunded" in page["lines"]]
    change(world, order, refunded_amount=999)
    return [("line_without_return", f"{page['pk']}#{order['id']}")]


SEEDS: list[Callable[[World], Found]] = [
    a_refund_is_not_recorded,
    a_refund_of_ours_is_not_recorded,
    a_refund_is_of_another_amount,
    a_dispute_is_not_recorded,
    a_dispute_is_of_another_amount,
    more_is_said_to_have_gone_back,
    less_is_said_to_have_gone_back_to_credits,
    the_return_of_a_line_is_gone,
    an_order_does_not_know_of_its_refund,
]


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.__name__)
def test_one_fault_is_found_as_what_it_is(world: World, returning: Shop, seed: Callable[[World], Found]) -> None:
    expected = seed(world)
    assert found_on(world) == sorted(expected)


def test_what_nobody_told_of_is_recorded(world: World, shop: Shop) -> None:
    provider = ProviderSide(world)
    refunded, failed, disputed = (shop.buy(shop.order(amount, collect="none")) for amount in (3_000, 4_000, 5_000))
    refund = str(provider.refund(refunded)["id"])
    failing = str(provider.refund(failed)["id"])
    world.settle_down()
    provider.fail_refund(failing)
    untold = [provider.dispute(disputed), failing]
    asked = audit(world, ask()["id"])["data"]
    assert sorted((each["type"], each["subject"]) for each in asked) == [
        ("dispute_without_record", untold[0]), ("refund_differs", untold[1])
    ]  # fmt: skip
    assert [each["action"]["outcome"] for each in asked] == ["recorded", "recorded"]
    assert shop.payment(refunded).json["returned"] == 3_000
    assert (shop.payment(failed).json["returned"], shop.payment(disputed).json["returned"]) == (0, 5_000)
    assert refund
    assert found_on(world) == []
