from functions.manage_wallets.handler import lambda_handler as manage_wallets
from functions.read_orders.handler import lambda_handler as read_orders
from functions.top_up_wallet.handler import lambda_handler as top_up_wallet
from tests.support.world import World, as_merchant


def test_an_order_is_paid_from_credits(world: World) -> None:
    merchant = world.merchant()
    me = as_merchant(merchant)
    assert world.call(manage_wallets, "manage_wallets", authorizer=me).status == 200
    top_up = world.call(top_up_wallet, "top_up_wallet", authorizer=me)
    assert top_up.status == 201, top_up.text
    assert world.pay(top_up.json["checkout_url"]).status_code == 303
    world.settle_down()
    order = world.order(merchant)
    world.settle_down()
    shown = world.call(
        read_orders, "read_orders", "GET /v1/orders/{order_id}", path={"order_id": order["id"]}, authorizer=me
    ).json
    assert shown["payment_status"] == "paid"
    assert [event["data"]["order_id"] for event in world.released()] == [order["id"]]
