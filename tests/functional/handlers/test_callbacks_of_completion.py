"""What merchants are told of an order that credits pay: two things of one instant, in their order."""

from tests.functional.handlers.told import Told, send


def test_of_what_credits_pay_the_release_is_told_before_the_completion(told: Told) -> None:
    shop, world = told.shop, told.world
    shop.consent()
    shop.fund(10_000)
    order = shop.order(4_590)
    world.settle_down()
    send(world)
    assert [(each.type, each.sequence) for each in told.callbacks() if each.subject_id == order] == [
        ("order.released", 1),
        ("order.completed", 2),
    ]
