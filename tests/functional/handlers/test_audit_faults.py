"""One seeded fault in the books of a busy day is found as exactly what it is."""

from collections.abc import Callable

import pytest

from tests.functional.handlers.auditing import DAY, balance_changed, change, found_on, line_altered, lose, only
from tests.functional.handlers.shop import Shop
from tests.support.world import Json, World


def first_page(world: World) -> Json:
    return only(world, "page", number=1)


def a_page_is_gone(world: World) -> list[tuple[str, str]]:
    page = only(world, "page", number=2)
    lose(world, page)
    return [("page_missing", page["pk"])]


def the_last_page_is_gone(world: World) -> list[tuple[str, str]]:
    page = only(world, "page", number=4)
    lose(world, page)
    return [("page_missing", page["pk"])]


def the_wallet_lost_its_place(world: World) -> list[tuple[str, str]]:
    wallet, page = only(world, "wallet"), only(world, "page", number=3)
    change(world, wallet, sequence=3, balance=page["balance_after"], last_hash=page["hash"])
    return [("balance_differs", f"{wallet['merchant_id']}#EUR")]


def the_payment_of_a_page_is_gone(world: World) -> list[tuple[str, str]]:
    page = only(world, "page", number=2)
    lose(world, only(world, "payment", id=page["payment_id"]))
    orders = [order["id"] for order in world.items("order") if order.get("paid_by") == page["payment_id"]]
    assert len(orders) == 2
    return [("line_without_payment", page["pk"]), *[("paid_without_payment", order) for order in sorted(orders)]]


def the_provider_has_less(world: World) -> list[tuple[str, str]]:
    payment = only(world, "payment", amount=4_000)
    with world.stripe.server.lock:
        platform = world.stripe.simulator.world.platform
        for charge in platform.charges.values():
            if charge["payment_intent"] == payment["intent_id"]:
                charge["amount_captured"] = 3_999
        intent = platform.intents.get(payment["intent_id"])
        assert intent is not None
        intent["amount_received"] = 3_999
    return [("amount_differs", payment["intent_id"])]


def the_provider_has_another_currency(world: World) -> list[tuple[str, str]]:
    payment = only(world, "payment", amount=4_000)
    with world.stripe.server.lock:
        platform = world.stripe.simulator.world.platform
        for each in (*platform.charges.values(), *platform.intents.values()):
            if payment["intent_id"] in (each["id"], each.get("payment_intent")):
                each["currency"] = "usd"
    return [("currency_differs", payment["intent_id"])]


def the_provider_never_had_it(world: World) -> list[tuple[str, str]]:
    payment = only(world, "payment", amount=4_000)
    change(world, payment, intent_id="pi_of_nobody")
    return [("money_without_record", payment["intent_id"]), ("record_without_money", "pi_of_nobody")]


def a_top_up_has_no_line(world: World) -> list[tuple[str, str]]:
    payment = only(world, "payment", page=1)
    change(world, payment, page=None)
    return [("line_without_payment", first_page(world)["pk"]), ("top_up_without_line", payment["id"])]


def an_order_has_no_line(world: World) -> list[tuple[str, str]]:
    payment = only(world, "payment", amount=3_100)
    order = only(world, "order", paid_by=payment["id"])
    change(world, payment, page=2)
    return [("line_without_payment", only(world, "page", number=3)["pk"]), ("order_without_line", order["id"])]


def an_order_was_paid_by_nobody(world: World) -> list[tuple[str, str]]:
    order = only(world, "order", amount=700)
    paid = {"payment_status": "paid", "paid_by": "pay_" + "0" * 26, "paid_at": f"{DAY}T03:00:00.000Z"}
    change(world, order, **paid, paid_amount=700)
    return [("paid_without_payment", order["id"])]


def an_order_was_paid_another_amount(world: World) -> list[tuple[str, str]]:
    order = only(world, "order", paid_amount=4_000)
    change(world, order, paid_amount=4_001)
    return [("paid_amount_differs", order["id"])]


def a_line_paid_another_order(world: World) -> list[tuple[str, str]]:
    order = only(world, "order", amount=1_000)
    change(world, order, paid_by=None, paid_at=None)
    return [("order_not_paid_by_line", order["id"])]


def an_order_does_not_know_of_its_checkout(world: World) -> list[tuple[str, str]]:
    order = only(world, "order", paid_amount=4_000)
    change(world, order, paid_by=None, paid_at=None)
    return [("order_not_paid_by_payment", order["id"])]


def an_order_of_a_checkout_is_gone(world: World) -> list[tuple[str, str]]:
    order = only(world, "order", paid_amount=500)
    lose(world, order)
    return [("order_not_paid_by_payment", order["id"])]


def a_settled_payment_is_in_no_list(world: World) -> list[tuple[str, str]]:
    payment = only(world, "payment", amount=4_000)
    change(world, payment, list_pk=None, list_sk=None, intent_id="pi_of_nobody")
    return [("money_without_record", payment["intent_id"]), ("record_without_money", "pi_of_nobody")]


def a_claim_is_stale(world: World) -> list[tuple[str, str]]:
    order = only(world, "order", amount=900)
    change(world, only(world, "payment", id=order["claim"]), state="cancelled")
    return [("claim_stale", order["id"])]


def an_order_is_pending_for_nothing(world: World) -> list[tuple[str, str]]:
    order = only(world, "order", amount=700)
    change(world, order, payment_status="pending")
    return [("pending_without_payment", order["id"])]


SEEDS: list[Callable[[World], list[tuple[str, str]]]] = [
    a_page_is_gone,
    the_last_page_is_gone,
    line_altered,
    balance_changed,
    the_wallet_lost_its_place,
    the_payment_of_a_page_is_gone,
    the_provider_has_less,
    the_provider_has_another_currency,
    the_provider_never_had_it,
    a_top_up_has_no_line,
    an_order_has_no_line,
    an_order_was_paid_by_nobody,
    an_order_was_paid_another_amount,
    a_line_paid_another_order,
    an_order_does_not_know_of_its_checkout,
    an_order_of_a_checkout_is_gone,
    a_settled_payment_is_in_no_list,
    a_claim_is_stale,
    an_order_is_pending_for_nothing,
]


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.__name__)
def test_one_fault_is_found_as_what_it_is(
    world: World, busy: Shop, seed: Callable[[World], list[tuple[str, str]]]
) -> None:
    expected = seed(world)
    assert found_on(world) == sorted(expected)
