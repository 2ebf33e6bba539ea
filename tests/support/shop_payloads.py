"""What shop systems send, whole, under ``events/shops/<system>/``, read as deliveries are."""

from pathlib import Path
from typing import Any

from shared.shops.mapping.parsing import parsed

_FOLDER = Path(__file__).parents[2] / "events" / "shops"


def payload_names(system: str) -> list[str]:
    """Every payload there is of one system."""
    return sorted(path.stem for path in (_FOLDER / system).glob("*.json"))


def shop_payload(system: str, name: str) -> dict[str, Any]:
    """A fresh copy of one payload, as a reader takes it."""
    return dict(parsed((_FOLDER / system / f"{name}.json").read_bytes()))
