"""The message that asks for a look at what linked methods are to do for a wallet; the reader decides what."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Final

from shared.canonical import canonical_json
from shared.errors import MalformedRequest
from shared.payments.model import IN_FLIGHT
from shared.table.port import Item


def wanted_refill(old: Item | None, new: Item | None) -> str | None:
    """The message for a wallet below its threshold, an order to be collected, a charge that ended, or a wish.

    Each change below the threshold asks, not the crossing alone: asking costs little, and none is missed.
    """
    asks = _READERS.get(new.get("kind", "")) if new is not None else None
    if new is None or asks is None or not asks(old or {}, new):
        return None
    return RefillRequest(new["merchant_id"], new["currency"], new["kind"] == "order").message()


@dataclass(frozen=True, slots=True)
class RefillRequest:
    """Of which wallet; ``orders``: one waits that the index may not show yet."""

    merchant_id: str
    currency: str
    orders: bool = False

    def message(self) -> str:
        """The same text each time, so that a batch holds it once."""
        return canonical_json({"refill": asdict(self)})


def read_message(body: str) -> RefillRequest:
    """What a message asks. Raises :class:`MalformedRequest` for anything that no message of these says."""
    try:
        asked = json.loads(body)["refill"]
        return RefillRequest(str(asked["merchant_id"]), str(asked["currency"]), bool(asked["orders"]))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise MalformedRequest("not a refill request", code="invalid_message") from error


def _of_wallet(old: Item, new: Item) -> bool:
    """It is low; or orders that a pause or a debt held back may be collected by now: their look came while it did."""
    balance, before = new.get("balance", 0), old.get("balance", 0)
    if "top_up_below" in new and balance < new["top_up_below"]:
        return True
    freed = "drain_asked_at" in new and new["drain_asked_at"] != old.get("drain_asked_at")
    return "collects" in new and (freed or before < 0 <= balance)


def _of_order(old: Item, new: Item) -> bool:
    """Automatic debit has left it to linked methods."""
    return "by_methods" in new and new.get("queued_at") != old.get("queued_at")


def _of_payment(old: Item, new: Item) -> bool:
    """A charge has ended."""
    by_method = new.get("means") == "saved_method"
    return by_method and old.get("state") in IN_FLIGHT and new["state"] not in IN_FLIGHT


def _of_refill(old: Item, new: Item) -> bool:
    """The merchant, a new method or the clock wants it looked at."""
    return "asked_at" in new and new["asked_at"] != old.get("asked_at")


_READERS: Final[dict[str, Callable[[Item, Item], bool]]] = {
    "wallet": _of_wallet,
    "order": _of_order,
    "payment": _of_payment,
    "refill": _of_refill,
}
