"""What shop systems send, whole, under ``events/shops/<system>/``, read as deliveries are."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parents[2] / "events" / "shops"


def payload_names(system: str) -> list[str]:
    """Every payload there is of one system."""
    return sorted(path.stem for path in (_FOLDER / system).glob("*.json"))


def shop_payload(system: str, name: str) -> dict[str, Any]:
    """A fresh copy of one payload; numbers with a point are decimals."""
    text = (_FOLDER / system / f"{name}.json").read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text, parse_float=Decimal)
    return content
