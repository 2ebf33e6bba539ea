"""Paying, refunding, and what is owed."""

from typing import Final

from contracts.openapi.errors import CHARGED_AMOUNT
from contracts.openapi.operation import Body, Operation, Reply
from contracts.responses.answer import ID_EXAMPLES
from contracts.responses.invoices import Balance
from contracts.responses.payments import CHECKOUT, Payment, Refund, RefundList
from shared.payments.request import InvoicePayment, PaymentRequest
from shared.payments.returns.request import RefundBody

TAG: Final = "Payments"
_UNKNOWN = Payment.example | {
    "status": "unknown",
    "means": "saved_method",
    "results": [{"order": ID_EXAMPLES["ord"], "outcome": "pending", "reason": None, "shortfall": None}],
    "attempts": [
        {"method": ID_EXAMPLES["pm"], "outcome": "pending", "reason": None, "at": Payment.example["created_at"]}
    ],
    "settled_at": None,
}
_CHARGE: Final = ("409 method_unusable", "409 no_payment_method", "409 payment_pending", *CHARGED_AMOUNT)
_INVOICE: Final = ("409 invoice_draft", "409 invoice_paid", "409 invoice_void")

PAYMENTS: Final = (
    Operation(
        route="POST /v1/payments",
        name="createPayment",
        tag=TAG,
        summary="Pay orders, an invoice or the whole balance",
        text="`credits` pays each order that they cover; `checkout` is one hosted page for all; `auto` or the id of a "
        "linked method charges at once.",
        body=Body(
            PaymentRequest,
            {
                "Orders from credits": {"orders": [ID_EXAMPLES["ord"]], "method": "credits"},
                "Orders in one checkout": {"orders": [ID_EXAMPLES["ord"]], "method": "checkout"},
                "All that is owed": {"balance": True, "currency": "EUR", "method": "auto"},
            },
        ),
        replies={
            201: Reply(
                "The payment, also when nothing could be paid.",
                Payment,
                examples={"credits": Payment.example, "checkout": CHECKOUT},
            ),
            202: Reply(
                "The provider has not answered, or its word comes later.", Payment, examples={"unknown": _UNKNOWN}
            ),
        },
        errors=(
            *_CHARGE,
            *_INVOICE,
            "404 not_found",
            "409 account_restricted",
            "409 balance_payment_off",
            "409 not_a_checkout",
            "409 nothing_due",
            "409 order_cancelled",
            "409 order_paid",
            "409 payment_closed",
            "422 currency_mismatch",
            "422 currency_required",
            "422 too_many_invoices",
        ),
        asks_provider=True,
    ),
    Operation(
        route="GET /v1/payments/{payment_id}",
        name="getPayment",
        tag=TAG,
        summary="Read a payment",
        replies={200: Reply("The payment as it stands.", Payment)},
    ),
    Operation(
        route="POST /v1/invoices/{invoice_id}/pay",
        name="payInvoice",
        tag=TAG,
        summary="Pay an invoice",
        text="The same as `POST /v1/payments` with this invoice.",
        body=Body(
            InvoicePayment, {"On a hosted page": {"method": "checkout"}, "By a linked method": {"method": "auto"}}
        ),
        replies={
            201: Reply(
                "The payment, also when nothing could be paid.",
                Payment,
                examples={
                    "checkout": CHECKOUT
                    | {
                        "results": [
                            {"invoice": ID_EXAMPLES["inv"], "outcome": "pending", "reason": None, "shortfall": None}
                        ]
                    }
                },
            ),
            202: Reply(
                "The provider has not answered, or its word comes later.", Payment, examples={"unknown": _UNKNOWN}
            ),
        },
        errors=(*_CHARGE, *_INVOICE, "409 not_a_checkout", "409 payment_closed"),
        asks_provider=True,
    ),
    Operation(
        route="POST /v1/payments/{payment_id}/refunds",
        name="createRefund",
        tag=TAG,
        summary="Send money back",
        text="Without an amount all that is left. It goes back where it came from, or to the merchant's credits if "
        "they paid.",
        body=Body(
            RefundBody,
            {
                "All of it": {},
                "A part for one order": {"amount": 1000, "order": ID_EXAMPLES["ord"], "reason": "damaged"},
            },
            optional=True,
        ),
        replies={
            201: Reply("The refund.", Refund),
            202: Reply(
                "The provider has not answered: it is on its way, and counted.",
                Refund,
                examples={"pending": Refund.example | {"status": "pending", "provider_reference": None}},
            ),
        },
        errors=(
            "409 already_returned",
            "409 balance_out_of_range",
            "409 insufficient_credits",
            "409 paid_externally",
            "409 payment_not_refundable",
            "422 amount_not_refundable",
            "422 invoice_not_in_payment",
            "422 invoice_required",
            "422 order_not_in_payment",
            "422 order_required",
            "422 too_many_invoices",
            "422 too_many_orders",
        ),
        asks_provider=True,
    ),
    Operation(
        route="GET /v1/payments/{payment_id}/refunds",
        name="listRefunds",
        tag=TAG,
        summary="List what went back of a payment",
        text="Refunds, disputes and credits.",
        replies={200: Reply("A page, newest first.", RefundList)},
    ),
    Operation(
        route="GET /v1/balance",
        name="getBalance",
        tag=TAG,
        summary="What is owed",
        replies={200: Reply("By currency.", Balance)},
        errors=("404 not_found",),
    ),
)
