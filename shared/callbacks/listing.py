"""A merchant's callbacks, newest first."""

from dataclasses import dataclass, replace
from typing import Final

from shared.callbacks.model import CallbackState
from shared.callbacks.record_store import callback_from_item, callback_lists
from shared.table.callback_keys import CALLBACK_SHARDS, callback_list
from shared.table.keys import shard_of
from shared.table.paging import Listing, PageRequest, list_page
from shared.table.port import Item, Table


@dataclass(frozen=True, slots=True)
class CallbackFilter:
    """``None`` is no filter; ``subject`` is the id of what a callback is about."""

    state: CallbackState | None = None
    type: str | None = None
    subject: str | None = None

    def wanted(self, item: Item) -> bool:
        """Whether a callback is shown."""
        callback = callback_from_item(item)
        return (
            self.state in (None, callback.state)
            and self.type in (None, callback.type)
            and self.subject in (None, callback.subject_id)
        )


EVERY: Final = CallbackFilter()


def list_callbacks(table: Table, merchant_id: str, wanted: CallbackFilter, request: PageRequest) -> Listing:
    """One page. All callbacks about one thing are in one partition."""
    if wanted.subject is not None:
        partitions = [callback_list(merchant_id, shard_of(wanted.subject, CALLBACK_SHARDS))]
    else:
        partitions = callback_lists(merchant_id)
    shown = None if wanted == EVERY else wanted.wanted
    return list_page(table, partitions, replace(request, wanted=shown))
