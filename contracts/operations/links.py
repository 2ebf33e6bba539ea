"""Payment links."""

from typing import Final

from contracts.openapi.errors import CHARGED_AMOUNT
from contracts.openapi.operation import Body, Operation, Reply
from contracts.responses.links import (
    VOID_LINK,
    LinkTemplate,
    NewPaymentLink,
    PaymentLink,
    PaymentLinkList,
    PaymentLinkWithHistory,
    Preview,
)
from contracts.responses.sendings import Sending
from shared.links.request import LinkRequest, VoidRequest
from shared.links.sendings.request import SendRequest
from shared.links.sendings.template_request import PreviewRequest, TemplateRequest

TAG: Final = "Payment links"
_NEW = {"Plain": {}, "With a document": {"invoice_number": "2026-0042", "expires_in_days": 14, "pdf": True}}
_TEXT = {"sms": "Please pay {amount} to {merchant}: {link}"}
_CREATED = Reply("The link, and a form if a document was promised.", NewPaymentLink)
_MAKING: Final = (
    "409 account_restricted",
    "409 link_gone",
    "409 link_paid",
    "409 payment_pending",
    "422 invalid_expiry",
    *CHARGED_AMOUNT,
)

LINKS: Final = (
    Operation(
        route="POST /v1/orders/{order_id}/payment-links",
        name="createOrderLink",
        tag=TAG,
        summary="Make a payment link for an order",
        text="A link that is open for it is closed first. It can be paid for 90 days at most.",
        body=Body(LinkRequest, _NEW, optional=True),
        replies={201: _CREATED},
        errors=(*_MAKING, "409 order_cancelled", "409 order_paid"),
        asks_provider=True,
    ),
    Operation(
        route="POST /v1/invoices/{invoice_id}/payment-links",
        name="createInvoiceLink",
        tag=TAG,
        summary="Make a payment link for an invoice",
        text="For the whole of it: an `amount` is refused.",
        body=Body(LinkRequest, {"Plain": {}}, optional=True),
        replies={201: _CREATED},
        errors=(*_MAKING, "409 invoice_draft", "409 invoice_paid", "409 invoice_void"),
        asks_provider=True,
    ),
    Operation(
        route="GET /v1/payment-links",
        name="listLinks",
        tag=TAG,
        summary="List payment links",
        replies={200: Reply("A page, newest first.", PaymentLinkList)},
    ),
    Operation(
        route="GET /v1/payment-links/{link_id}",
        name="getLink",
        tag=TAG,
        summary="Read a payment link and its history",
        text="For 90 days; then it is forgotten.",
        replies={200: Reply("The link.", PaymentLinkWithHistory)},
    ),
    Operation(
        route="POST /v1/payment-links/{link_id}/void",
        name="voidLink",
        tag=TAG,
        summary="Make a payment link void",
        body=Body(VoidRequest, {"With a reason": {"reason": "ordered twice"}}, optional=True),
        replies={200: Reply("The void link.", PaymentLink, examples={"void": VOID_LINK})},
        errors=("409 link_paid", "409 payment_pending"),
        asks_provider=True,
    ),
    Operation(
        route="POST /v1/payment-links/{link_id}/document",
        name="awaitDocument",
        tag=TAG,
        summary="Ask for a form to upload the document",
        replies={201: Reply("The link with a new form.", NewPaymentLink)},
        errors=("409 document_accepted", "409 link_expired", "409 link_paid", "409 link_void", "409 link_voiding"),
    ),
    Operation(
        route="POST /v1/payment-links/{link_id}/send",
        name="sendLink",
        tag=TAG,
        summary="Send a payment link by SMS or mail",
        text="To the order's customer unless `to` says otherwise. An SMS takes its fee from the wallet.",
        body=Body(SendRequest, {"By mail": {"channel": "email"}, "By SMS": {"channel": "sms", "to": "+436641234567"}}),
        replies={201: Reply("The message, queued.", Sending)},
        errors=(
            "409 amount_changed",
            "409 document_awaited",
            "409 document_missing",
            "409 document_refused",
            "409 insufficient_credits",
            "409 invoice_paid",
            "409 invoice_void",
            "409 link_expired",
            "409 link_paid",
            "409 link_void",
            "409 link_voiding",
            "409 order_cancelled",
            "409 order_paid",
            "409 payment_pending",
            "409 recipient_opted_out",
            "409 recipient_undeliverable",
            "409 sending_in_progress",
            "409 sending_unknown",
            "409 sms_fee_not_set",
            "409 too_many_sendings",
        ),
    ),
    Operation(
        route="GET /v1/link-template",
        name="getTemplate",
        tag=TAG,
        summary="Read the texts of messages with links",
        replies={200: Reply("The merchant's own texts, and ours.", LinkTemplate)},
    ),
    Operation(
        route="PUT /v1/link-template",
        name="putTemplate",
        tag=TAG,
        summary="Write the texts of messages with links",
        text="All of them at once, by language; none brings ours back.",
        body=Body(TemplateRequest, {"English": {"templates": {"en": _TEXT}}}),
        replies={200: Reply("The texts after the change.", LinkTemplate)},
    ),
    Operation(
        route="POST /v1/link-template/preview",
        name="previewTemplate",
        tag=TAG,
        summary="See a text as it would be sent",
        body=Body(PreviewRequest, {"Unsaved": {"channel": "sms", "language": "en", "template": _TEXT}}),
        replies={200: Reply("With made-up values.", Preview)},
        errors=("404 not_found",),
    ),
)
