"""Orders."""

from typing import Final

from contracts.openapi.errors import CHARGED_AMOUNT
from contracts.openapi.operation import Body, Operation, Reply
from contracts.responses.orders import AUTHORIZED_ORDER, PAID_ORDER, Explanation, Order, OrderList, Timeline
from shared.orders.change import OrderChange
from shared.orders.request import CaptureBody, OrderRequest

TAG: Final = "Orders"

_AUTO = {
    "source": "shopify:paper-thread",
    "external_id": "1001",
    "amount": 2550,
    "currency": "EUR",
}
_LINK = _AUTO | {
    "collect": "link",
    "items": [{"description": "Poster A2", "quantity": 1, "unit_amount": 2550}],
    "customer": {"email": "buyer@example.com", "locale": "de"},
}

ORDERS: Final = (
    Operation(
        route="POST /v1/orders",
        name="createOrder",
        tag=TAG,
        summary="Take an order in",
        text="The id is derived from merchant, `source` and `external_id`, so a repeat needs no key: the same content "
        "again is the same order. With `collect: link` the answer has a `payment_link` for the buyer; `auto` is paid "
        "from credits by itself where the merchant has agreed to that; `none` waits until it is paid by a request.",
        body=Body(OrderRequest, {"From credits": _AUTO, "By a payment link": _LINK}),
        replies={
            201: Reply("The order, as it was taken in.", Order),
            200: Reply("The same order was sent before: as it stands now.", Order, examples={"paid": PAID_ORDER}),
        },
        errors=("409 order_conflict", "422 amount_below_minimum", "422 amount_not_chargeable", "422 amount_too_large"),
    ),
    Operation(
        route="GET /v1/orders",
        name="listOrders",
        tag=TAG,
        summary="List orders",
        text="`payment_status=unpaid` is the queue of what waits for money; a new order for automatic debit is in it a "
        "moment later, once it was decided that it waits.",
        replies={200: Reply("A page, newest first.", OrderList)},
    ),
    Operation(
        route="GET /v1/orders/{order_id}",
        name="getOrder",
        tag=TAG,
        summary="Read an order",
        replies={200: Reply("The order as it stands.", Order, examples={"paid": PAID_ORDER})},
    ),
    Operation(
        route="PATCH /v1/orders/{order_id}",
        name="changeOrder",
        tag=TAG,
        summary="Change an unpaid order",
        text="What is left out stays; `null` clears. Another amount is a new `amount_version`: a link that is open is "
        "replaced by one for the new amount.",
        body=Body(OrderChange, {"Another amount": {"amount": 2400}}),
        replies={200: Reply("The order after the change.", Order)},
        errors=(
            "409 order_cancelled",
            "409 order_paid",
            "409 payment_pending",
            "422 amount_below_minimum",
            "422 amount_not_chargeable",
            "422 amount_too_large",
        ),
        asks_provider=True,
    ),
    Operation(
        route="POST /v1/orders/{order_id}/cancel",
        name="cancelOrder",
        tag=TAG,
        summary="Cancel an order",
        text="What credits had paid is put back into them in the same moment; what the shop took itself (`external`) "
        "goes back in the shop, and the order stays `paid`. A repeat answers the same.",
        replies={
            200: Reply(
                "The cancelled order.",
                Order,
                examples={"cancelled": Order.example | {"status": "cancelled", "unpaid_reason": None}},
            )
        },
        errors=(
            "409 balance_out_of_range",
            "409 order_completed",
            "409 order_disputed",
            "409 order_paid",
            "409 payment_pending",
            "409 refund_required",
        ),
        asks_provider=True,
    ),
    Operation(
        route="POST /v1/orders/{order_id}/capture",
        name="captureOrder",
        tag=TAG,
        summary="Take what is reserved",
        text="For an order with `auto_capture: false` whose buyer's money is reserved: all of it, or less. Once: a "
        "repeat with the same amount answers the order as it stands by then, also where it was refunded or cancelled "
        "since. The order's `amount` and `amount_version` stay; what was taken is `payments[].captured_amount`.",
        body=Body(CaptureBody, {"All of it": {}, "Less": {"amount": 2000}}, optional=True),
        replies={
            200: Reply(
                "The paid order; of a repeat, whatever became of it.",
                Order,
                examples={"paid": PAID_ORDER | {"auto_capture": False}},
            ),
            202: Reply(
                "The provider gave no certain answer: it is asked again by itself. What comes of it is told by "
                "`order.released`, `order.capture_refused` or `order.authorization_lapsed`.",
                Order,
                examples={"pending": AUTHORIZED_ORDER},
            ),
        },
        errors=(
            "409 already_captured",
            "409 authorization_lapsed",
            "409 not_authorized",
            "409 order_cancelled",
            "409 order_paid",
            "409 payment_pending",
            *CHARGED_AMOUNT,
        ),
        asks_provider=True,
    ),
    Operation(
        route="GET /v1/orders/{order_id}/explain",
        name="explainOrder",
        tag=TAG,
        summary="Why is it unpaid?",
        replies={200: Reply("Reason, attempts, and the next step.", Explanation)},
    ),
    Operation(
        route="GET /v1/orders/{order_id}/timeline",
        name="getTimeline",
        tag=TAG,
        summary="What happened to it",
        text="Entries come some seconds after what they tell of.",
        replies={200: Reply("A stored page, oldest first.", Timeline)},
    ),
)
