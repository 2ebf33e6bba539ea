"""Stream records that can never be processed: kept whole, with the reason, so that they block nobody."""

import json
from collections.abc import Mapping
from typing import Any, Final

from shared.canonical import digest
from shared.events.port import RejectStore

UNREADABLE: Final = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)
"""What reading a record raises when something in it is gone, of another type, out of range or too deep."""
_WITHHELD: Final = "secrets"
"""What signs a merchant's callbacks: whoever reads what was rejected could pretend to be us. No event needs it."""


def keep_record(rejects: RejectStore, reader: str, record: Mapping[str, Any], error: Exception) -> None:
    """Under the name of who could not read it; the same record again overwrites itself."""
    record = _without_secrets(record)
    content = {"reason": f"{type(error).__name__}: {error}", "record": record}
    # By what it is in ASCII: half of a surrogate pair has no bytes, and must not keep the record from its place.
    name = digest(json.dumps(record, sort_keys=True, default=str))
    rejects.keep(f"{reader}/{name}", json.dumps(content, default=str))


def _without_secrets(value: Any) -> Any:
    """Wherever they stand, for it is a record that nobody understood."""
    if isinstance(value, Mapping):
        return {name: _without_secrets(each) for name, each in value.items() if name != _WITHHELD}
    if isinstance(value, list):
        return [_without_secrets(each) for each in value]
    return value
