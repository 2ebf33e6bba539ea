"""Callbacks: where they go, and what became of them."""

from typing import Final

from contracts.openapi.operation import Body, Operation, Reply
from contracts.responses.callbacks import (
    Callback,
    CallbackEndpoint,
    CallbackList,
    NewCallbackEndpoint,
    Replay,
    RotatedSecret,
    TestCall,
    WholeCallback,
)
from shared.callbacks.model import CallbackState
from shared.callbacks.request import EndpointChange, RangeRequest, RotateRequest
from shared.events.audience import MERCHANT_TYPES

TAG: Final = "Callbacks"
_ENDPOINT: Final = Reply("The endpoint.", CallbackEndpoint)
_NONE: Final = ("404 not_found",)
_FILTERS: Final = {
    "state": ("Only these.", {"type": "string", "enum": [*map(str, CallbackState)]}),
    "type": ("Only these.", {"type": "string", "enum": sorted(MERCHANT_TYPES)}),
    "subject": ("Only those about this.", {"type": "string", "minLength": 1}),
}

CALLBACKS: Final = (
    Operation(
        route="PUT /v1/callback-endpoint",
        name="putCallbackEndpoint",
        tag=TAG,
        summary="Say where callbacks go",
        text="A public https address. Another address keeps the secrets; what waits is sent there.",
        body=Body(
            EndpointChange,
            {
                "All": {"url": "https://shop.example/hooks"},
                "Some": {"url": "https://shop.example/hooks", "types": ["order.released", "order.refunded"]},
            },
        ),
        replies={
            201: Reply("The endpoint that was made, with its secret: it is told this once.", NewCallbackEndpoint),
            200: Reply("The endpoint, which there was already.", CallbackEndpoint),
        },
    ),
    Operation(
        route="GET /v1/callback-endpoint",
        name="getCallbackEndpoint",
        tag=TAG,
        summary="Read where callbacks go, and how it fares",
        replies={200: _ENDPOINT},
        errors=_NONE,
    ),
    Operation(
        route="DELETE /v1/callback-endpoint",
        name="deleteCallbackEndpoint",
        tag=TAG,
        summary="Have no callbacks sent any more",
        text="What waits is given up, and what happens meanwhile is not told later.",
        replies={204: Reply("There is none any more.")},
    ),
    Operation(
        route="POST /v1/callback-endpoint/rotate-secret",
        name="rotateCallbackSecret",
        tag=TAG,
        summary="Sign with a new secret",
        text="The one before it signs as well for `expires_in_hours`; 0 ends it at once.",
        body=Body(RotateRequest, {"Usual": {}, "At once": {"expires_in_hours": 0}}, optional=True),
        replies={201: Reply("The new secret: it is told this once.", RotatedSecret)},
        errors=(*_NONE, "409 too_many_secrets"),
    ),
    Operation(
        route="POST /v1/callback-endpoint/enable",
        name="enableCallbackEndpoint",
        tag=TAG,
        summary="Have callbacks sent again",
        text="What waited is sent, in its order.",
        replies={200: _ENDPOINT},
        errors=_NONE,
    ),
    Operation(
        route="POST /v1/callback-endpoint/test",
        name="testCallbackEndpoint",
        tag=TAG,
        summary="Send a signed test call now",
        text="An event of the type `test.ping`. Nothing is kept of it, and `health` stays as it is.",
        replies={200: Reply("What the server made of it, whatever that is.", TestCall)},
        errors=_NONE,
    ),
    Operation(
        route="GET /v1/callbacks",
        name="listCallbacks",
        tag=TAG,
        summary="List callbacks",
        replies={200: Reply("A page, newest first.", CallbackList)},
        parameters=_FILTERS,
    ),
    Operation(
        route="GET /v1/callbacks/{callback_id}",
        name="getCallback",
        tag=TAG,
        summary="Read a callback and what it says",
        replies={200: Reply("The callback.", WholeCallback)},
    ),
    Operation(
        route="POST /v1/callbacks/{callback_id}/replay",
        name="replayCallback",
        tag=TAG,
        summary="Send a callback once more",
        text="Under the same `webhook-id`, in its turn among those about the same subject.",
        replies={202: Reply("It waits to be sent.", Callback)},
    ),
    Operation(
        route="POST /v1/callbacks/replay",
        name="replayCallbacks",
        tag=TAG,
        summary="Send the callbacks of a time once more",
        text="In the background, oldest first. One such call a minute: a repeat is refused, the first goes on.",
        body=Body(
            RangeRequest,
            {
                "What failed": {"from": "2026-11-22T00:00:00Z", "state": "failed"},
                "A day": {"from": "2026-11-22T00:00:00Z", "to": "2026-11-23T00:00:00Z"},
            },
        ),
        replies={202: Reply("They will be sent.", Replay)},
        errors=(*_NONE, "409 replay_too_soon"),
    ),
)
