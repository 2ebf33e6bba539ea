"""JSON for people and for differences."""

import json
from typing import Any


def as_json(content: Any) -> str:
    """Indented, in the order given, with a line end."""
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
