"""The same history of an order, delivered in any order, with repeats, in any batches: the same order in the end."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.functional.handlers.books import audit, nothing_is_stuck
from tests.functional.handlers.delivered import Delivered
from tests.functional.handlers.shop import Shop
from tests.support.said_orders import Word, arrivals
from tests.support.world import World


def played(world: World, words: list[Word], *, batch: int, replays: bool) -> tuple[str, int, int]:
    """How the order stands after these words: status, amount, and how many events released it."""
    world.start_over()
    shop = Shop(world, world.merchant())
    side = Delivered(shop)
    first = words[0].at
    told = []
    for place, word in enumerate(words):
        minute = (word.at - first).total_seconds() / 60
        told.append(side.says(word.state, word.amount, minute=minute))
        if place % batch == batch - 1:
            side.take()
    side.settle()
    if replays:
        for delivery in told:
            side.take_up(delivery)
    world.settle_down()
    audit(world)
    nothing_is_stuck(world)
    orders = shop.listed().json["data"]
    if not orders or orders[0]["status"] == "cancelled":
        return ("cancelled", 0, 0)
    return (orders[0]["payment_status"], orders[0]["amount"], len(world.released()))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(arrivals(), st.integers(1, 4), st.booleans())
def test_every_order_of_arrival_ends_as_the_history_does(
    world: World, told: tuple[list[Word], list[Word]], batch: int, replays: bool
) -> None:
    in_order, as_it_comes = told
    expected = played(world, in_order, batch=1, replays=False)
    assert played(world, as_it_comes, batch=batch, replays=replays) == expected
