"""The list of what was settled on a day, of all merchants together."""

from datetime import datetime

from shared.clock import rfc3339
from shared.table.keys import SETTLED_SHARDS, list_sort, settled_list, shard_of


def settled_places(payment_id: str, merchant_id: str, at: datetime) -> dict[str, str]:
    """Where the audit and exports find what was settled on a day otherwise than from a wallet, among its like.

    The entry ends with its merchant, so that an export reads nobody else's.
    """
    shard = shard_of(payment_id, SETTLED_SHARDS)
    return {
        "list_pk": settled_list(rfc3339(at)[:10], shard),
        "list_sk": f"{list_sort(at, payment_id)}#{merchant_id}",
    }
