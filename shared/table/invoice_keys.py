"""Keys of invoices and of what they are made from; their rows are in the table of :mod:`shared.table.keys`."""

from typing import Final

from shared.table.keys import Key, owned_list, shard_of

ACCRUAL_SHARDS: Final = 8
"""A month's commissions of one merchant are read from all of them. Only ever more, and at the turn of a month."""


def invoice_key(invoice_id: str) -> Key:
    """Where an invoice lives."""
    return Key(invoice_id, "invoice")


NUMBERS: Final = Key("invoice_numbers", "counter")
"""Where the last number lives that this deployment gave an invoice by itself."""


def invoice_number_key(number: str) -> Key:
    """Where it stands which invoice has a number that the operator gave."""
    return Key(f"invoice_number#{number}", "invoice_number")


def commission_key(order_id: str) -> Key:
    """Where it stands what an order's commission is."""
    return Key(order_id, "commission")


def accruals(merchant_id: str, currency: str, month: str, shard: int) -> str:
    """Partition of the table with a merchant's commissions of one month, ``YYYY-MM``."""
    return f"accruals#{merchant_id}#{currency}#{month}#{shard}"


def accrual_key(merchant_id: str, currency: str, month: str, order_id: str, occasion: str) -> Key:
    """Where one commission, or a part of it that went back, is written down."""
    partition = accruals(merchant_id, currency, month, shard_of(order_id, ACCRUAL_SHARDS))
    return Key(partition, f"{order_id}#{occasion}")


def billing_key(merchant_id: str, currency: str, month: str) -> Key:
    """Where it stands that a month's commissions are to be billed, and by which invoice they were."""
    return Key(merchant_id, f"billing#{currency}#{month}")


def invoice_list(merchant_id: str, place: str) -> str:
    """Partition of the list index with a merchant's invoices that are ``draft``, ``outstanding`` or ``closed``."""
    return owned_list(merchant_id, f"invoice#{place}")
