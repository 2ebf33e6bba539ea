"""Orders, and what is told of them."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from contracts.responses.answer import (
    AT,
    ID_EXAMPLES,
    LATER,
    PAY_URL,
    Amount,
    Answer,
    Currency,
    Hash,
    LinkId,
    Made,
    MerchantId,
    Moment,
    OrderId,
    PaymentId,
    Url,
    page_of,
)
from contracts.responses.order_confirmation import SENT, Confirmation
from contracts.responses.order_payments import PAID_BY_CHECKOUT, OrderPayment
from contracts.responses.words import (
    FactType,
    LinkStatus,
    Means,
    OrderStatus,
    PaymentState,
    PaymentStatus,
    StepType,
    UnpaidReason,
)
from shared.orders.request import Customer, OrderItem, ReturnUrls


class Authorization(Answer):
    """The buyer's money that is reserved, and not taken."""

    amount: int = Field(description="The most that can be captured, in minor units.")
    at: Moment = Field(description="When we learned of it.")
    capture_before: Moment | None = Field(
        description="When it lapses: capture it before, or cancel the order. Of PayPal, the earliest that it may."
    )
    capture_refused_at: Moment | None = Field(
        description="When the provider last refused to capture any of it. Nothing was taken, all is reserved still."
    )
    lost_at: Moment | None = Field(
        description="When we gave up to learn what became of it, because the shop's own account is closed to us: "
        "connect that again, or cancel the order."
    )


class Order(Answer):
    """An order: what the shop sent, and where it stands."""

    id: OrderId
    merchant_id: MerchantId
    source: str = Field(description="Where the shop says that it came from.", examples=["shopify:paper-thread"])
    external_id: str = Field(description="The shop's own id of it.", examples=["1001"])
    amount: Amount
    currency: Currency
    collect: Literal["auto", "link", "none"] = Field(description="How it is to be collected.")
    auto_capture: bool = Field(description="Whether money is taken at once, or reserved until `capture`.")
    payment_method: Literal["card", "paypal"] = Field("card", description="As sent: the one way to pay.")
    return_urls: ReturnUrls = Field(
        ReturnUrls(success="https://shop.example/thanks"), description="As sent; forgotten with the customer."
    )
    items: list[OrderItem] = Field([], description="As sent.")
    shipping: int = Field(0, description="As sent, in minor units.")
    tax: int = Field(0, description="As sent, in minor units.")
    discount: int = Field(0, description="As sent, in minor units.")
    customer: Customer = Field(Customer(), description="As sent; forgotten 90 days after its last payment link.")
    metadata: dict[str, str] = Field({}, description="As sent.")
    status: OrderStatus = Field(
        description="`in_progress`, then `completed` once the money is available, or `cancelled`."
    )
    payment_status: PaymentStatus = Field(description="Whether it is paid, and what went back since.")
    unpaid_reason: UnpaidReason | None = Field(description="Why it waits for money; null until that is decided.")
    shortfall: int | None = Field(description="What the credits lack, in minor units; null where that is not why.")
    payment_link: Url | None = Field(description="Where a buyer pays it, while there is such a page.")
    payments: list[OrderPayment] = Field(description="What paid it, or is on its way to.")
    confirmation: Confirmation | None = Field(
        description="Null before the order is paid, and once its buyer is forgotten."
    )
    authorization: Authorization | None = Field(description="What is reserved now, if anything is.")
    amount_version: int = Field(description="Counts the changes of what is due.", examples=[1])
    created_at: Made
    paid_at: Moment | None = Field(description="When it was paid.")
    released_at: Moment | None = Field(description="When it became free for production.")
    completed_at: Moment | None = Field(description="When its money was available.")

    example: ClassVar[dict[str, Any]] = {
        "id": ID_EXAMPLES["ord"],
        "merchant_id": ID_EXAMPLES["mer"],
        "source": "shopify:paper-thread",
        "external_id": "1001",
        "amount": 2550,
        "currency": "EUR",
        "collect": "link",
        "auto_capture": True,
        "items": [{"description": "Poster A2", "quantity": 1, "unit_amount": 2550}],
        "customer": {"email": "buyer@example.com", "locale": "de"},
        "status": "in_progress",
        "payment_status": "unpaid",
        "unpaid_reason": "awaiting_buyer",
        "shortfall": None,
        "payment_link": PAY_URL,
        "payments": [],
        "confirmation": None,
        "authorization": None,
        "amount_version": 1,
        "created_at": AT,
        "paid_at": None,
        "released_at": None,
        "completed_at": None,
    }


PAID_ORDER: dict[str, Any] = Order.example | {
    "payment_status": "paid",
    "unpaid_reason": None,
    "payments": [PAID_BY_CHECKOUT],
    "confirmation": SENT,
    "paid_at": LATER,
    "released_at": LATER,
}
"""The same once its buyer has paid."""

AUTHORIZED_ORDER: dict[str, Any] = Order.example | {
    "auto_capture": False,
    "payment_status": "pending",
    "unpaid_reason": None,
    "payments": [
        PAID_BY_CHECKOUT
        | {"status": "authorized", "authorized_amount": 2550, "captured_amount": 0, "authorized_at": AT}
        | {"paid_at": None, "available_at": None}
    ],
    "authorization": {"amount": 2550, "at": AT, "capture_before": LATER, "capture_refused_at": None, "lost_at": None},
}
"""The same while its buyer's money is reserved."""

OrderList = page_of(Order, "OrderList", "A page of orders.")


class TimelineEntry(Answer):
    """One thing that happened to the order; it holds the hash of the entry before it."""

    number: int = Field(description="Counted from 1, without gaps.", examples=[1])
    at: Moment = Field(description="When it happened, in UTC.")
    type: FactType = Field(description="What happened; `released` is a claim that was given up.")
    data: dict[str, str | int | None] = Field(description="Ids, amounts in minor units and reasons that go with it.")
    sequence: str = Field(description="Entries of one change share it.")
    previous_hash: Hash
    hash: Hash


class Timeline(Answer):
    """A stored page of what happened, oldest first."""

    data: list[TimelineEntry] = Field(description="Some 400 entries to a page.")
    head: Hash | None = Field(description="Of the newest entry: who keeps it can tell later that nothing was changed.")
    next_cursor: str | None = Field(description="For the next page, as `cursor`; null at the end.")

    example: ClassVar[dict[str, Any]] = {
        "data": [
            {
                "number": 1,
                "at": AT,
                "type": "created",
                "data": {"order": ID_EXAMPLES["ord"], "amount": 2550, "currency": "EUR", "amount_version": 1},
                "sequence": "100000000000000000042",
                "previous_hash": "0" * 64,
                "hash": "5f" * 32,
            }
        ],
        "head": "5f" * 32,
        "next_cursor": None,
    }


class Attempt(Answer):
    """A payment that was made for the order."""

    payment: PaymentId
    means: Means = Field(description="How it was to collect.")
    status: PaymentState = Field(description="Where the payment stands.")
    failure: str | None = Field(description="Why it failed, as a stable code.")
    created_at: Made


class ExplainedLink(Answer):
    """The order's payment link."""

    id: LinkId
    status: LinkStatus = Field(description="Where the link stands.")
    expires_at: Moment = Field(description="Until when it can be paid.")


class NextStep(Answer):
    """What happens next, or who has to do what."""

    type: StepType = Field(description="A stable code.")
    at: Moment | None = Field(description="When it happens by itself, or until when it can be done.")
    text: str = Field(description="The same in words.")


class Explanation(Answer):
    """Why an order is unpaid."""

    order_id: OrderId
    payment_status: PaymentStatus = Field(description="Whether it is paid.")
    reason: UnpaidReason | None = Field(description="Why it waits for money; null until that is decided.")
    shortfall: int | None = Field(description="What the credits lack, in minor units.")
    amount_due: Annotated[int, Field(description="What is still to be paid, in minor units.")]
    attempts: list[Attempt] = Field(description="The newest 20, oldest first.")
    link: ExplainedLink | None = Field(description="Its payment link.")
    holds_claim: PaymentId | None = Field(description="The payment that alone may collect now.")
    restricted_since: Moment | None = Field(description="Since when the account is restricted.")
    next_step: NextStep

    example: ClassVar[dict[str, Any]] = {
        "order_id": ID_EXAMPLES["ord"],
        "payment_status": "unpaid",
        "reason": "insufficient_credits",
        "shortfall": 550,
        "amount_due": 2550,
        "attempts": [],
        "link": None,
        "holds_claim": None,
        "restricted_since": None,
        "next_step": {
            "type": "top_up",
            "at": None,
            "text": "Credits lack 5.50 EUR: top up and drain, or pay it otherwise.",
        },
    }
