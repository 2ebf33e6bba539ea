"""Shops: connecting them, what they deliver, and what became of it."""

from typing import Any, Final

from contracts.openapi.operation import Body, Operation, Reply
from contracts.responses.operations import Received
from contracts.responses.shops import (
    NewShopConnection,
    RotatedShopSecret,
    ShopConnection,
    ShopConnectionList,
    ShopDelivery,
    ShopDeliveryList,
    WholeShopDelivery,
)
from shared.shops.delivery import Outcome
from shared.shops.request import ConnectionChange, ConnectionRequest, OutcomeRequest, SecretRequest

TAG: Final = "Shops"
_ONE: Final = "/v1/shop-connections/{connection_id}"
_CONNECTION: Final = Reply("The connection.", ShopConnection)

_SHOPIFY_ORDER: Final = {
    "id": 820982911946154508,
    "name": "#1001",
    "currency": "EUR",
    "total_price": "45.90",
    "financial_status": "pending",
    "updated_at": "2026-11-22T03:12:40Z",
}
_WOOCOMMERCE_ORDER: Final = {
    "id": 727,
    "number": "727",
    "status": "pending",
    "currency": "EUR",
    "total": "45.90",
    "date_modified_gmt": "2026-11-22T03:12:40",
}


def _receiving(system: str, name: str, text: str, example: dict[str, Any]) -> Operation:
    return Operation(
        route=f"POST /v1/shop-orders/{system}/{{connection_id}}",
        name=f"receive{name}Order",
        tag=TAG,
        summary=f"For {name}: deliver an order",
        text=f"{text} A delivery that came before is answered alike, and kept once.",
        body=Body(None, {"An order": example}, media_types=("application/json",)),
        replies={200: Reply("It is kept; what becomes of it is decided after that.", Received)},
        errors=(
            *("400 malformed_request", "401 invalid_signature", "401 shop_mismatch"),
            "413 delivery_too_large",
        ),
    )


SHOPS: Final = (
    Operation(
        route="POST /v1/shop-connections",
        name="connectShop",
        tag=TAG,
        summary="Connect a shop",
        text="The same call again answers with the connection, without its secret.",
        body=Body(
            ConnectionRequest,
            {
                "WooCommerce": {"system": "woocommerce", "domain": "shop.example", "collect": "link"},
                "Shopify": {
                    "system": "shopify",
                    "domain": "paper-thread.myshopify.com",
                    "currencies": ["EUR", "CHF"],
                    "secret": "what Shopify shows".replace(" ", "-"),
                },
            },
        ),
        replies={
            201: Reply("The connection that was made, with its secret: it is told this once.", NewShopConnection),
            200: Reply("The connection, which there was already.", ShopConnection),
        },
        errors=("409 shop_connected", "409 source_taken"),
    ),
    Operation(
        route="GET /v1/shop-connections",
        name="listShopConnections",
        tag=TAG,
        summary="List connected shops",
        replies={200: Reply("A page, newest first.", ShopConnectionList)},
    ),
    Operation(
        route=f"GET {_ONE}",
        name="getShopConnection",
        tag=TAG,
        summary="Read a connection",
        replies={200: _CONNECTION},
    ),
    Operation(
        route=f"PATCH {_ONE}",
        name="changeShopConnection",
        tag=TAG,
        summary="Change what is made of a shop's orders, or pause",
        text="Rules count for what is read from then on. After a pause what was held is taken up, in the background.",
        body=Body(ConnectionChange, {"Pause": {"paused": True}, "All currencies": {"currencies": None}}),
        replies={200: _CONNECTION},
    ),
    Operation(
        route=f"DELETE {_ONE}",
        name="removeShopConnection",
        tag=TAG,
        summary="Take nothing more from a shop",
        text="Its orders stay as they are. Connected again, it has the same address.",
        replies={204: Reply("There is none any more.")},
    ),
    Operation(
        route=f"POST {_ONE}/rotate-secret",
        name="rotateShopSecret",
        tag=TAG,
        summary="Take signatures of a new secret",
        text="Those of the one before it are taken as well for `expires_in_hours`; 0 ends it at once. With the newest "
        "secret once more none is made, and the one before it ends the sooner.",
        body=Body(
            SecretRequest,
            {"Usual": {}, "Made by the shop system": {"secret": "the-new-client-secret", "expires_in_hours": 168}},
            optional=True,
        ),
        replies={201: Reply("The new secret: it is told this once.", RotatedShopSecret)},
        errors=("409 too_many_secrets",),
    ),
    Operation(
        route=f"POST {_ONE}/test",
        name="testShopConnection",
        tag=TAG,
        summary="Have a sample order delivered",
        text="Signed with the newest secret. No order is made of it: it is `ignored` a moment later, and says which.",
        replies={202: Reply("The delivery.", ShopDelivery)},
    ),
    Operation(
        route=f"GET {_ONE}/deliveries",
        name="listShopDeliveries",
        tag=TAG,
        summary="List what a shop delivered",
        replies={200: Reply("A page, newest first.", ShopDeliveryList)},
        parameters={"outcome": ("Only these.", {"type": "string", "enum": [*map(str, Outcome)]})},
    ),
    Operation(
        route=f"GET {_ONE}/deliveries/{{delivery_id}}",
        name="getShopDelivery",
        tag=TAG,
        summary="Read a delivery and what it says",
        replies={200: Reply("The delivery.", WholeShopDelivery)},
    ),
    Operation(
        route=f"POST {_ONE}/deliveries/{{delivery_id}}/replay",
        name="replayShopDelivery",
        tag=TAG,
        summary="Take a delivery up anew",
        text="As if it had just come; what the shop has said later still wins.",
        replies={202: Reply("It is in the queue.", ShopDelivery)},
        errors=("409 not_replayable",),
    ),
    Operation(
        route=f"POST {_ONE}/deliveries/replay",
        name="replayShopDeliveries",
        tag=TAG,
        summary="Take all deliveries with an outcome up anew",
        text="In the background, oldest first.",
        body=Body(OutcomeRequest, {"After a fix": {"outcome": "rejected"}}),
        replies={202: Reply("They will be taken up; the connection says how far that is.", ShopConnection)},
    ),
    _receiving(
        "shopify",
        "Shopify",
        "Signed in the header `X-Shopify-Hmac-Sha256`, and sent by the shop that `X-Shopify-Shop-Domain` names.",
        _SHOPIFY_ORDER,
    ),
    _receiving(
        "woocommerce",
        "WooCommerce",
        "Signed in the header `X-WC-Webhook-Signature`, and sent by the shop that `X-WC-Webhook-Source` names.",
        _WOOCOMMERCE_ORDER,
    ),
)
