"""Keys of what audits leave; their rows are in the table of :mod:`shared.table.keys`."""

from typing import Final

from shared.table.keys import Key

AUDIT_LIST: Final = "audits"
AUDITED_PREFIX: Final = "audited#"
DISCREPANCY_PREFIX: Final = "discrepancy#"


def audit_key(audit_id: str) -> Key:
    """Where an audit lives."""
    return Key(audit_id, "audit")


def discrepancy_key(audit_id: str, discrepancy_id: str) -> Key:
    """Where something that an audit found lives; an audit with its findings is one item collection."""
    return Key(audit_id, DISCREPANCY_PREFIX + discrepancy_id)


def audited_key(merchant_id: str, currency: str) -> Key:
    """Where it is kept how far a wallet's journal was audited."""
    return Key(merchant_id, AUDITED_PREFIX + currency)
