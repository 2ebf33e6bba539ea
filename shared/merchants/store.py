"""Merchants and API keys as table items."""

import json
from typing import Any

from shared.clock import parse_rfc3339, rfc3339
from shared.merchants.model import ApiKey, Collecting, Merchant, Restriction, SurplusPolicy
from shared.table.keys import MERCHANT_LIST, api_key_key, list_sort, merchant_key, owned_list
from shared.table.port import Item


def merchant_to_item(merchant: Merchant, request_digest: str) -> Item:
    """The item of a new merchant; ``request_digest`` tells a repeat from another body under the same key."""
    pk, sk = merchant_key(merchant.id)
    return _present(merchant) | {
        "pk": pk,
        "sk": sk,
        "kind": "merchant",
        "request_digest": request_digest,
        "list_pk": MERCHANT_LIST,
        "list_sk": list_sort(merchant.created_at, merchant.id),
    }


def merchant_from_item(item: Item) -> Merchant:
    """The merchant in an item."""
    values: dict[str, Any] = {name: item.get(name) for name in Merchant.__dataclass_fields__}
    surplus = SurplusPolicy(item.get("surplus", SurplusPolicy.REFUND))
    told: dict[str, Any] = {
        "created_at": parse_rfc3339(item["created_at"]),
        "surplus": surplus,
        "balance_payment": item.get("balance_payment", False),
        "collection": Collecting(item.get("collection", Collecting.AUTOMATIC)),
        "restriction": _restriction(item),
    }
    return Merchant(**values | told)


def _restriction(item: Item) -> Restriction | None:
    if "restriction" not in item:
        return None
    since, reason, invoices = json.loads(item["restriction"])
    return Restriction(since, reason, tuple(invoices))


def api_key_to_item(key: ApiKey, request_digest: str) -> Item:
    """The item of a new key."""
    pk, sk = api_key_key(key.id)
    return _present(key) | {
        "pk": pk,
        "sk": sk,
        "kind": "api_key",
        "request_digest": request_digest,
        "list_pk": owned_list(key.merchant_id, "api_key"),
        "list_sk": list_sort(key.created_at, key.id),
    }


def api_key_from_item(item: Item) -> ApiKey:
    """The key in an item."""
    revoked = item.get("revoked_at")
    values: dict[str, Any] = {name: item.get(name) for name in ApiKey.__dataclass_fields__}
    moments = {
        "created_at": parse_rfc3339(item["created_at"]),
        "revoked_at": parse_rfc3339(revoked) if revoked else None,
    }
    return ApiKey(**values | moments)


def _present(made: Merchant | ApiKey) -> Item:
    values = {name: getattr(made, name) for name in made.__dataclass_fields__}
    shown = {name: value for name, value in values.items() if value is not None}
    return shown | {"created_at": rfc3339(made.created_at)}
