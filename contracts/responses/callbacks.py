"""Where callbacks go, and what became of them."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, Strict

from contracts.responses.answer import AT, ID_EXAMPLES, LATER, Answer, Made, MerchantId, Moment, Url, page_of
from shared.callbacks import endpoint as endpoints
from shared.callbacks import model

_EVENT = ID_EXAMPLES["evt"]
_CALLBACK = f"cb_{ID_EXAMPLES['ord']}.1"
_SECRET = "whsec_c2VjcmV0IG9mIGFuIGV4YW1wbGUsIDMyIGJ5dGVzISE="  # noqa: S105  # "secret of an example, 32 bytes!!"
_SECRET_ID = "sec_01hq3k5v7x9zbdfgjkmnpqrst2"  # noqa: S105
Health = Annotated[endpoints.Health, Strict(False)]
DisabledReason = Annotated[endpoints.DisabledReason, Strict(False)]
CallbackState = Annotated[model.CallbackState, Strict(False)]
EventId = Annotated[str, Field(description="The event's id, which is its `webhook-id`.", examples=[_EVENT])]
CallbackId = Annotated[str, Field(description="The callback's id.", examples=[_CALLBACK])]
EventType = Annotated[str, Field(description="What happened.", examples=["order.released"])]


class LiveSecret(Answer):
    """A secret that signs, without its text."""

    id: str = Field(description="Its id.", examples=[_SECRET_ID])
    created_at: Made
    expires_at: Moment | None = Field(description="Until when it signs, once another took its place.")


class CallbackEndpoint(Answer):
    """Where callbacks go, and how it fares."""

    url: Url = Field(description="Where they are sent.")
    types: list[str] | None = Field(description="Which events are told; null: all that merchants are told of.")
    health: Health = Field(
        description="`failing`: one is tried from time to time, the rest waits. `disabled`: nothing is sent."
    )
    failures: int = Field(description="Tries that failed since the last that did not.")
    failing_since: Moment | None = Field(description="The first of those.")
    disabled_reason: DisabledReason | None = Field(description="Why nothing is sent.")
    disabled_at: Moment | None = Field(description="Since when.")
    secrets: list[LiveSecret] = Field(description="What signs, the newest first.")
    created_at: Made

    example: ClassVar[dict[str, Any]] = {
        "url": "https://shop.example/hooks",
        "types": ["order.released", "order.refunded"],
        "health": "ok",
        "failures": 0,
        "failing_since": None,
        "disabled_reason": None,
        "disabled_at": None,
        "secrets": [{"id": _SECRET_ID, "created_at": AT, "expires_at": None}],
        "created_at": AT,
    }


class NewCallbackEndpoint(CallbackEndpoint):
    """An endpoint that was made just now."""

    secret: str = Field(description="What signs. It is told this once.", examples=[_SECRET])

    example: ClassVar[dict[str, Any]] = CallbackEndpoint.example | {"secret": _SECRET}


class RotatedSecret(Answer):
    """A new secret."""

    id: str = Field(description="Its id.", examples=[_SECRET_ID])
    created_at: Made
    endpoint: CallbackEndpoint
    secret: str = Field(
        "",
        description="What signs from now on; left out in the answer to a repeat. It is told this once.",
        pattern="^whsec_",
        examples=[_SECRET],
    )

    example: ClassVar[dict[str, Any]] = {
        "id": _SECRET_ID,
        "created_at": AT,
        "endpoint": CallbackEndpoint.example,
        "secret": _SECRET,
    }


class TestCall(Answer):
    """What a server made of a test call."""

    event_id: EventId
    url: Url = Field(description="Where it was sent.")
    delivered: bool = Field(description="Whether it answered 2xx in time.")
    status: int | None = Field(description="What it answered.", examples=[204])
    error: str | None = Field(description="A stable code; null when it took it.", examples=["timeout"])
    milliseconds: int = Field(description="How long it took.", examples=[84])

    example: ClassVar[dict[str, Any]] = {
        "event_id": _EVENT,
        "url": "https://shop.example/hooks",
        "delivered": True,
        "status": 204,
        "error": None,
        "milliseconds": 84,
    }


class CallbackAttempt(Answer):
    """The last try."""

    at: Moment = Field(description="When.")
    status: int | None = Field(description="What the server answered.")
    error: str | None = Field(description="A stable code; null when it took it.")
    milliseconds: int = Field(description="How long it took.")


class Callback(Answer):
    """One event told to the merchant's server."""

    id: CallbackId
    event_id: EventId
    type: EventType
    subject: str = Field(description="What it is about.", examples=[ID_EXAMPLES["ord"]])
    sequence: int = Field(description="Counts the callbacks about its subject, from 1.")
    state: CallbackState = Field(description="`failed`: for good, until it is replayed.")
    attempts: int = Field(description="Tries since it was made or replayed.")
    last_attempt: CallbackAttempt | None = Field(description="The last try.")
    next_at: Moment | None = Field(description="When it is tried next, as far as is known.")
    created_at: Made

    example: ClassVar[dict[str, Any]] = {
        "id": _CALLBACK,
        "event_id": _EVENT,
        "type": "order.released",
        "subject": ID_EXAMPLES["ord"],
        "sequence": 1,
        "state": "delivered",
        "attempts": 1,
        "last_attempt": {"at": AT, "status": 204, "error": None, "milliseconds": 84},
        "next_at": None,
        "created_at": AT,
    }


CallbackList = page_of(Callback, "CallbackList", "A page of callbacks.")


class CallbackBody(Answer):
    """What is sent: the event, with its place among those about its subject."""

    id: EventId
    type: EventType
    version: int = Field(description="Which description of the event it is.")
    at: Moment = Field(description="When it happened.")
    merchant_id: MerchantId
    sequence: int = Field(description="Counts the callbacks about its subject, from 1.")
    data: dict[str, Any] = Field(description="What happened; see the page on events.")


class WholeCallback(Callback):
    """A callback with what it says."""

    body: CallbackBody

    example: ClassVar[dict[str, Any]] = Callback.example | {
        "body": {
            "id": _EVENT,
            "type": "order.released",
            "version": 1,
            "at": AT,
            "merchant_id": ID_EXAMPLES["mer"],
            "sequence": 1,
            "data": {"order_id": ID_EXAMPLES["ord"], "amount": 2550, "currency": "EUR"},
        }
    }


class Replay(Answer):
    """A range that is sent once more."""

    id: str = Field(description="Of this asking.", examples=["rpl_01hq3k5v7x9zbdfgjkmnpqrst2"])
    from_: Moment = Field(alias="from", description="From.")
    to: Moment = Field(description="Until before.")
    state: Literal["delivered", "failed"] | None = Field(description="Only these; null: both.")

    example: ClassVar[dict[str, Any]] = {
        "id": "rpl_01hq3k5v7x9zbdfgjkmnpqrst2",
        "from": AT,
        "to": LATER,
        "state": None,
    }
