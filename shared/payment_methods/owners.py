"""Whose a method or a customer of the provider's is: what an event names, and nothing else, finds its merchant."""

from shared.table.method_keys import method_owner_key
from shared.table.port import Condition, Put, Table


def owner_of(table: Table, *provider_ids: str | None) -> str | None:
    """The merchant that one of these belongs to, or belonged to; ``None``: nobody's here."""
    for provider_id in provider_ids:
        item = table.get(method_owner_key(provider_id)) if provider_id else None
        if item is not None:
            return str(item["merchant_id"])
    return None


def owner_put(provider_id: str, merchant_id: str) -> Put:
    """Whose it is, for good."""
    pk, sk = method_owner_key(provider_id)
    item = {"pk": pk, "sk": sk, "kind": "method_owner", "merchant_id": merchant_id}
    same = Condition("attribute_not_exists(#pk) OR #merchant_id = :merchant_id", {"merchant_id": merchant_id})
    return Put(item, same)
