"""Money that settles nothing, made on purpose: records say otherwise than what was paid."""

from functions.manage_merchants.handler import lambda_handler as manage_merchants
from shared.table.keys import payment_key
from shared.table.port import Update
from tests.functional.handlers.shop import Shop
from tests.support.world import AS_OPERATOR


def prefer_credit(shop: Shop) -> None:
    answer = shop.world.call(
        manage_merchants,
        "manage_merchants",
        "PATCH /v1/merchants/{merchant_id}",
        path={"merchant_id": shop.id},
        body={"surplus": "credit"},
        authorizer=AS_OPERATOR,
    )
    assert (answer.status, answer.json["surplus"]) == (200, "credit")


def lost_link_payment(shop: Shop) -> str:
    """A buyer has paid a link whose records say otherwise: the payment's id."""
    url = shop.checkout(shop.link(shop.order()))
    payment = str(shop.world.items("payment")[-1]["id"])
    shop.world.pay(url)
    change_payment(shop, payment, state="cancelled")
    shop.world.deliver_webhooks()
    return payment


def change_payment(shop: Shop, payment_id: str, **values: object) -> None:
    shop.world.table.update(Update(payment_key(payment_id), values))


def surplus(shop: Shop) -> dict[str, object]:
    (item,) = shop.world.items("surplus")
    return item


def surplus_of_a_top_up(shop: Shop) -> str:
    """A top-up that was given up before its money came: the payment's id."""
    top_up = shop.top_up(5_000).json
    shop.world.pay(top_up["checkout_url"])
    change_payment(shop, top_up["id"], state="cancelled")
    shop.world.deliver_webhooks()
    return str(top_up["id"])
