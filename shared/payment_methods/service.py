"""Use cases of linked methods that ask nobody but the table."""

from collections.abc import Sequence
from typing import Any, Final

from shared.errors import Busy, FieldError, InvalidRequest
from shared.payment_methods.model import MerchantMethods
from shared.payment_methods.store import changed_update, read_methods, written
from shared.stripe_gateway.methods import MethodKind
from shared.table.attempt import try_update
from shared.table.port import Table

_ATTEMPTS: Final = 5


def shown(methods: MerchantMethods) -> dict[str, Any]:
    """What ``GET /v1/payment-methods`` answers: what is linked, in order, and what could be.

    Who has linked none yet is shown at once what there is; else it is behind a button that says "add".
    """
    return {
        "linked": [method.public(place) for place, method in enumerate(methods.methods, 1)],
        "available": [str(kind) for kind in MethodKind],
        "show_available": not methods.methods,
    }


def set_priority(table: Table, merchant_id: str, priority: Sequence[str]) -> MerchantMethods:
    """The methods in this order; a repeat changes nothing.

    Raises ``InvalidRequest`` (``priority_mismatch``) unless these are exactly the linked ones.
    """
    for _ in range(_ATTEMPTS):
        before = read_methods(table, merchant_id)
        by_id = {method.id: method for method in before.methods}
        if by_id.keys() != set(priority):
            told = FieldError("priority", "priority_mismatch", "exactly the linked methods, each once")
            raise InvalidRequest("the request is not valid", code="priority_mismatch", errors=[told])
        after = before.with_methods(by_id[method_id] for method_id in priority)
        if after == before:
            return before
        if try_update(table, changed_update(before, after)):
            return written(before, after)
    raise Busy("the payment methods are being changed, try again")
