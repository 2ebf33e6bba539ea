"""Keys of what belongs to merchants' own Stripe accounts; their rows are in the table of :mod:`shared.table.keys`."""

from typing import Final

from shared.table.keys import Key

STRIPE_ACCOUNT_LIST: Final = "stripe_accounts"

ACCOUNTS_PLACE: Final = Key("events", "accounts")
"""Whose turn it is among the merchants' own accounts."""


def stripe_account_key(merchant_id: str) -> Key:
    """Where it stands which account of its own a merchant has connected, and what that can do."""
    return Key(merchant_id, "stripe_account")


def account_owner_key(account_id: str) -> Key:
    """Where it stands whose a connected account is, or was; by the provider's id of it."""
    return Key(account_id, "account_owner")


def open_on_account(account_id: str) -> str:
    """Partition of the list index with the payments that may still collect on a merchant's own account."""
    return f"{account_id}#open"
