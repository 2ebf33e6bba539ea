"""A slice that failed at every try: a few times more, and then the export has failed."""

from dataclasses import replace

from shared.clock import Clock
from shared.exports.messages import read_slice
from shared.exports.model import MOST_REDRIVES, UNDER_WAY
from shared.exports.store import next_update, read_export
from shared.table.attempt import try_update
from shared.table.port import Table


def redrive_slice(table: Table, clock: Clock, body: str) -> None:
    """Have the same rows tried again under the next number, if this slice is still awaited.

    Raises ``MalformedRequest`` for any other message.
    """
    export_id, number = read_slice(body)
    export = read_export(table, export_id)
    if export is None or export.slice != number or export.state not in UNDER_WAY:
        return
    if export.redrives >= MOST_REDRIVES:
        after = export.failed("interrupted", clock.now())
    else:
        after = replace(export, slice=export.slice + 1, redrives=export.redrives + 1)
    try_update(table, next_update(export, after))
