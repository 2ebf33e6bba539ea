"""Whatever a test has published is held against the catalog: an event that nobody has described is a failure."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from shared.events.catalog.table import CATALOG


class UndescribedEvent(AssertionError):
    """What was published is not what the catalog says."""


def check_entries(entries: Sequence[Mapping[str, Any]]) -> None:
    """The entries of a ``PutEvents``. Raises :class:`UndescribedEvent`."""
    for entry in entries:
        check_event(entry["Source"], entry["DetailType"], json.loads(entry["Detail"]))


def check_event(source: str, detail_type: str, detail: Mapping[str, Any]) -> None:
    """One event as it is on the bus. Raises :class:`UndescribedEvent`."""
    name = f"{detail['type']}.v{detail['version']}"
    if source != "orderpay" or detail_type != detail["type"]:
        raise UndescribedEvent(f"{name} was published as {detail_type} from {source}")
    if name not in CATALOG:
        raise UndescribedEvent(
            f"{name} is in no list of shared/events/catalog: add its model (and its type to shared/events/audience.py "
            "if merchants are told), then run `make contracts`"
        )
    try:
        CATALOG[name].model_validate(detail)
    except ValueError as error:
        raise UndescribedEvent(f"{name} is not as its model says: {error}") from error
