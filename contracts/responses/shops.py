"""Connected shops, and what they delivered."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, Strict

from contracts.responses.answer import AT, BASE_URL, ID_EXAMPLES, LATER, Answer, Made, Moment, Url, page_of
from shared.shops import delivery as deliveries
from shared.shops import systems

_CONNECTION, _DELIVERY = ID_EXAMPLES["shp"], ID_EXAMPLES["shd"]
_SECRET_ID = "sec_01hq3k5v7x9zbdfgjkmnpqrst2"  # noqa: S105
_SECRET = "0123456789abcdef" * 4
_LETTERS = "[0-9a-hjkmnp-tv-z]{26}"
ShopSystem = Annotated[systems.ShopSystem, Strict(False)]
DeliveryOutcome = Annotated[deliveries.Outcome, Strict(False)]
ConnectionId = Annotated[
    str, Field(pattern=f"^shp_{_LETTERS}$", description="The connection's id.", examples=[_CONNECTION])
]
DeliveryId = Annotated[str, Field(pattern=f"^shd_{_LETTERS}$", description="The delivery's id.", examples=[_DELIVERY])]


class TakenSecret(Answer):
    """A secret whose signatures are taken, without its text."""

    id: str = Field(description="Its id.", examples=[_SECRET_ID])
    created_at: Made
    expires_at: Moment | None = Field(description="Until when it is taken, once another took its place.")


class ShopReplay(Answer):
    """Deliveries that are being taken up anew."""

    outcomes: list[DeliveryOutcome] = Field(description="Those with one of these.")
    pages: int = Field(description="How many pages of 100 deliveries were looked at so far, whatever their outcome.")


class ShopConnection(Answer):
    """A shop that delivers its orders."""

    id: ConnectionId
    system: ShopSystem = Field(description="What the shop runs on.")
    domain: str = Field(description="Which shop.", examples=["paper-thread.myshopify.com"])
    source: str = Field(description="The `source` of its orders.", examples=["paper-thread.myshopify.com"])
    collect: Literal["auto", "link", "none"] = Field(description="How its orders are to be paid.")
    currency: Literal["shop", "presentment"] = Field(description="Whose amounts count, where a buyer saw others.")
    currencies: list[str] | None = Field(description="The only ones that are taken; null: all.")
    test_orders: bool = Field(description="Whether what the shop calls a test is an order.")
    webhook_url: Url = Field(description="Where the shop is to deliver.")
    secrets: list[TakenSecret] = Field(description="Whose signatures are taken, the newest first.")
    paused_at: Moment | None = Field(description="Since when deliveries are held; null while they are not.")
    replay: ShopReplay | None = Field(description="What is being taken up anew; null when nothing is.")
    created_at: Made

    example: ClassVar[dict[str, Any]] = {
        "id": _CONNECTION,
        "system": "shopify",
        "domain": "paper-thread.myshopify.com",
        "source": "paper-thread.myshopify.com",
        "collect": "link",
        "currency": "shop",
        "currencies": None,
        "test_orders": False,
        "webhook_url": f"{BASE_URL}/v1/shop-orders/shopify/{_CONNECTION}",
        "secrets": [{"id": _SECRET_ID, "created_at": AT, "expires_at": None}],
        "paused_at": None,
        "replay": None,
        "created_at": AT,
    }


ShopConnectionList = page_of(ShopConnection, "ShopConnectionList", "A page of connections.")


class NewShopConnection(ShopConnection):
    """A connection that was made just now."""

    secret: str = Field(description="What signs. It is told this once.", examples=[_SECRET])

    example: ClassVar[dict[str, Any]] = ShopConnection.example | {"secret": _SECRET}


class RotatedShopSecret(Answer):
    """A new secret of a connection."""

    id: str = Field(description="Its id.", examples=[_SECRET_ID])
    created_at: Made
    connection: ShopConnection
    secret: str = Field(
        "",
        description="What signs from now on; left out in the answer to a repeat. It is told this once.",
        min_length=8,
        examples=[_SECRET],
    )

    example: ClassVar[dict[str, Any]] = {
        "id": _SECRET_ID,
        "created_at": AT,
        "connection": ShopConnection.example,
        "secret": _SECRET,
    }


class DeliveryFinding(Answer):
    """What is wrong about one field of what the shop sent."""

    field: str = Field(description="Where, as a dotted path.", examples=["line_items.0.price"])
    code: str = Field(description="A stable code.", examples=["invalid_amount"])
    message: str = Field(description="In words.", examples=["not an amount"])


class ShopDelivery(Answer):
    """What a shop delivered, and what became of it."""

    id: DeliveryId
    connection_id: ConnectionId
    topic: str = Field(description="What it is about, in the shop system's words.", examples=["orders/create"])
    event: str = Field(description="What the shop calls the delivery; empty if it does not say.")
    shop_order: str | None = Field(description="The shop's own id of the order, as far as it names one.")
    size: int = Field(description="Bytes of its body.", examples=[14_210])
    outcome: DeliveryOutcome = Field(description="What became of it.")
    action: str | None = Field(description="What was done to the order.", examples=["created"])
    order_id: str | None = Field(description="The order that it is about.", examples=[ID_EXAMPLES["ord"]])
    reason: str | None = Field(description="Why nothing was done: a stable code.", examples=["test_order"])
    message: str | None = Field(description="The same in words.")
    errors: list[DeliveryFinding] = Field(description="The fields that are to blame.")
    tries: int = Field(description="Tries so far, since it came or was replayed.")
    replays: int = Field(description="How often it was taken up anew.")
    sent_at: Moment = Field(description="When it was sent, by the shop's clock if it tells.")
    received_at: Moment = Field(description="When it came.")
    decided_at: Moment | None = Field(description="When it was decided what becomes of it.")
    next_at: Moment | None = Field(description="When it is tried again.")

    example: ClassVar[dict[str, Any]] = {
        "id": _DELIVERY,
        "connection_id": _CONNECTION,
        "topic": "orders/create",
        "event": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
        "shop_order": "820982911946154508",
        "size": 14_210,
        "outcome": "applied",
        "action": "created",
        "order_id": ID_EXAMPLES["ord"],
        "reason": None,
        "message": None,
        "errors": [],
        "tries": 0,
        "replays": 0,
        "sent_at": AT,
        "received_at": AT,
        "decided_at": LATER,
        "next_at": None,
    }


ShopDeliveryList = page_of(ShopDelivery, "ShopDeliveryList", "A page of deliveries.")


class WholeShopDelivery(ShopDelivery):
    """A delivery with what it says."""

    body: str = Field(description="As the shop sent it; bytes that are no UTF-8 are replaced.")
    body_complete: bool = Field(description="Whether that is all: of a very long one the beginning is shown.")

    example: ClassVar[dict[str, Any]] = ShopDelivery.example | {
        "body": '{"id":820982911946154508,"currency":"EUR","total_price":"45.90"}',
        "body_complete": True,
    }
