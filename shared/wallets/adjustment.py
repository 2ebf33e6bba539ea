"""An operator's adjustment of a wallet: an amount put in or taken out by hand, with who did it and why."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from shared.clock import parse_rfc3339, rfc3339
from shared.fields import StrictModel, Text200
from shared.money import MAX_AMOUNT
from shared.table.keys import adjustment_key, list_sort, owned_list
from shared.table.port import Item


def _moves_money(amount: int) -> int:
    if amount == 0:
        raise PydanticCustomError("amount_zero", "an adjustment of nothing is a mistake")
    return amount


class AdjustmentRequest(StrictModel):
    """``amount`` in minor units, negative to take out; ``actor`` is the person at the operator's."""

    amount: Annotated[int, Field(ge=-MAX_AMOUNT, le=MAX_AMOUNT), AfterValidator(_moves_money)]
    reason: Text200
    actor: Text200


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """What was done; the journal has a page for it with one line that names its id."""

    id: str
    merchant_id: str
    currency: str
    amount: int
    reason: str
    actor: str
    balance_after: int
    created_at: datetime

    def public(self) -> dict[str, Any]:
        """``{id, amount, currency, reason, actor, balance_after, created_at}``."""
        shown = asdict(self) | {"created_at": rfc3339(self.created_at)}
        return {name: value for name, value in shown.items() if name != "merchant_id"}


def adjustment_list(merchant_id: str, currency: str) -> str:
    """Partition of the list index with one wallet's adjustments."""
    return owned_list(merchant_id, f"adjustment#{currency}")


def adjustment_to_item(adjustment: Adjustment, request_digest: str) -> Item:
    """The item; ``request_digest`` tells a repeat from another body under the same key."""
    pk, sk = adjustment_key(adjustment.id)
    return asdict(adjustment) | {
        "pk": pk,
        "sk": sk,
        "kind": "adjustment",
        "created_at": rfc3339(adjustment.created_at),
        "request_digest": request_digest,
        "list_pk": adjustment_list(adjustment.merchant_id, adjustment.currency),
        "list_sk": list_sort(adjustment.created_at, adjustment.id),
    }


def adjustment_from_item(item: Item) -> Adjustment:
    """The adjustment in an item."""
    values: dict[str, Any] = {name: item[name] for name in Adjustment.__dataclass_fields__}
    return Adjustment(**values | {"created_at": parse_rfc3339(item["created_at"])})
