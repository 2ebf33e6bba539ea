"""Stream records that can never be processed: kept whole, with the reason, so that they block nobody."""

import json
from collections.abc import Mapping
from typing import Any

from shared.canonical import digest
from shared.events.port import RejectStore


def keep_record(rejects: RejectStore, reader: str, record: Mapping[str, Any], error: Exception) -> None:
    """Under the name of who could not read it; the same record again overwrites itself."""
    content = {"reason": f"{type(error).__name__}: {error}", "record": record}
    rejects.keep(f"{reader}/{digest(record)}", json.dumps(content, default=str))
