"""Which domain events are told to merchants: by callback as well as on the bus. Plain, for the hot path.

The catalog says the same of each type with its model; a test keeps the two equal.
"""

from typing import Final

MERCHANT_TYPES: Final = frozenset(
    {
        "callback_endpoint.disabled",
        "callback_endpoint.enabled",
        "invoice.dispute_reinstated",
        "invoice.disputed",
        "invoice.paid",
        "invoice.refund_reversed",
        "invoice.refunded",
        "invoice.sent",
        "invoice.voided",
        "order.authorization_expiring",
        "order.authorization_lapsed",
        "order.authorization_lost",
        "order.authorized",
        "order.cancelled",
        "order.capture_refused",
        "order.changed",
        "order.completed",
        "order.dispute_reinstated",
        "order.disputed",
        "order.queued",
        "order.refund_reversed",
        "order.refunded",
        "order.released",
        "payment.dispute_began",
        "payment.dispute_changed",
        "payment.refund_began",
        "payment.refund_changed",
        "payment.surplus_received",
        "payment.surplus_returned",
        "wallet.balance_low",
    }
)
"""Types whose events are also callbacks; every other type is for the operator's systems alone."""
