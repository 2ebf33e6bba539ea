"""What buyers, the provider and the operator's machines call."""

from typing import Final

from contracts.openapi.operation import Body, Operation, Reply
from contracts.responses.operations import AuditList, AuditReport, Received, Up

OPERATION: Final = "Operation"
PAGES: Final = "Pages for buyers"
_HTML: Final = "text/html"
_PAGE: Final = Reply("The page.", media_type=_HTML)

_EVENT: Final = {
    "id": "evt_1QxA1b2C3",
    "object": "event",
    "type": "checkout.session.completed",
    "livemode": True,
    "created": 1795317162,
    "data": {"object": {"id": "cs_live_a1b2c3", "object": "checkout.session"}},
}

OTHERS: Final = (
    Operation(
        route="GET /health",
        name="checkHealth",
        tag=OPERATION,
        summary="Is the API up?",
        replies={200: Reply("It is.", Up)},
        stateless=True,
    ),
    Operation(
        route="GET /openapi.json",
        name="getOpenApi",
        tag=OPERATION,
        summary="This document",
        replies={
            200: Reply("OpenAPI 3.1.", media_type="application/json", raw=True),
            304: Reply("It is still the one of `If-None-Match`."),
        },
        stateless=True,
    ),
    Operation(
        route="GET /docs",
        name="getDocs",
        tag=OPERATION,
        summary="This document, for people",
        replies={
            200: Reply("One page, without scripts.", media_type=_HTML),
            304: Reply("It is still the one of `If-None-Match`."),
        },
        stateless=True,
    ),
    Operation(
        route="GET /v1/audits",
        name="listAudits",
        tag=OPERATION,
        summary="List the daily audits",
        replies={200: Reply("A page, newest first.", AuditList)},
    ),
    Operation(
        route="GET /v1/audits/{audit_id}",
        name="getAudit",
        tag=OPERATION,
        summary="Read an audit and what it found",
        replies={200: Reply("The audit, with a page of discrepancies.", AuditReport)},
    ),
    Operation(
        route="POST /v1/webhooks/stripe",
        name="receiveStripeEvent",
        tag=OPERATION,
        summary="For Stripe: tell an event",
        text="Signed in the header `Stripe-Signature`. 404 while no signing secret is set.",
        body=Body(None, {"A payment that arrived": _EVENT}, media_types=("application/json",)),
        replies={200: Reply("The event is in our queue.", Received)},
        errors=("400 invalid_signature", "400 malformed_request", "404 not_found"),
    ),
    Operation(
        route="GET /pay/{token}",
        name="showPaymentPage",
        tag=PAGES,
        summary="The page of a payment link",
        text="Told in the buyer's language. `watch` asks whether the page still says what it said.",
        replies={
            200: _PAGE,
            204: Reply("With `watch`: it still says this."),
            404: Reply("A page that says that there is no such link.", media_type=_HTML),
            503: Reply("A page that says: try again.", media_type=_HTML),
        },
        parameters={
            "watch": ("The state that the page said.", {"type": "string"}),
            "from": ("`checkout`: back from the hosted checkout.", {"type": "string"}),
        },
        pages=True,
    ),
    Operation(
        route="GET /pay/{token}/document",
        name="getLinkDocument",
        tag=PAGES,
        summary="The document of a payment link",
        replies={
            303: Reply("To the document, for some minutes.", headers={"location": "Where it is."}),
            404: Reply("A page that says that there is none.", media_type=_HTML),
            503: Reply("A page that says: try again.", media_type=_HTML),
        },
        pages=True,
    ),
    Operation(
        route="POST /pay/{token}/checkout",
        name="startCheckout",
        tag=PAGES,
        summary="The button of a payment page",
        replies={
            303: Reply("To the hosted checkout.", headers={"location": "The checkout."}),
            202: Reply("A page that says: try again, for the provider has not answered.", media_type=_HTML),
            404: Reply("A page that says that there is no such link.", media_type=_HTML),
            409: Reply("A page that says why it cannot be paid now.", media_type=_HTML),
            422: Reply("A page that says why it cannot be paid.", media_type=_HTML),
            503: Reply("A page that says: try again.", media_type=_HTML),
        },
        pages=True,
    ),
    Operation(
        route="GET /pay/complete",
        name="showComplete",
        tag=PAGES,
        summary="Where a hosted checkout comes back to",
        replies={200: _PAGE},
        pages=True,
        stateless=True,
    ),
    Operation(
        route="GET /logos/{merchant_id}/{digest}",
        name="showLogo",
        tag=PAGES,
        summary="A merchant's logo",
        replies={
            200: Reply("The picture; its address changes with it.", media_type="image/png, image/jpeg, image/webp"),
            404: Reply("There is no such picture.", media_type=_HTML),
            503: Reply("A page that says: try again.", media_type=_HTML),
        },
        pages=True,
    ),
)
