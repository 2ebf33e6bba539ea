"""Returns as table items, and what they are taken out of."""

import json
from dataclasses import astuple
from datetime import datetime, timedelta
from typing import Any, Final

from shared.canonical import canonical_json
from shared.clock import parse_rfc3339, rfc3339
from shared.payables.kinds import ORDER, kind_of
from shared.payments.clearing.moments import DUE_KIND as CLEARING_KIND
from shared.payments.model import PaymentState
from shared.payments.returns.model import Captured, Origin, Return, Share
from shared.payments.store import SURPLUS_DUE_KIND, read_payment
from shared.stripe_gateway.port import Withdrawal
from shared.table.keys import NOT_DUE, due_attributes, list_sort, owned_list, payment_key, return_key, surplus_key
from shared.table.port import Condition, Item, Table, Update

DUE_KIND: Final = "refund"
FIRST_LOOK: Final = timedelta(minutes=5)
_CHANGING: Final = ("state", "rank", "live", "provider_id", "failure", "covered", "attempt")


def to_item(item: Return, request_digest: str | None = None) -> Item:
    """The item of a new return; one that the provider has to be asked about is due for that."""
    values: Item = {
        name: str(value) if isinstance(value, Withdrawal | Origin) else value
        for name in Return.__dataclass_fields__
        if name not in ("created_at", "shares") and (value := getattr(item, name)) is not None
    }
    values |= {"created_at": rfc3339(item.created_at), "shares": _rows(item.shares), "return_kind": str(item.kind)}
    if item.unfinished:
        values |= due_attributes(DUE_KIND, item.id, item.created_at + FIRST_LOOK)
    if request_digest is not None:
        values["request_digest"] = request_digest
    pk, sk = return_key(item.id)
    listed = {
        "list_pk": owned_list(item.payment_id, "return"),
        "list_sk": list_sort(item.created_at, item.id),
    }
    return values | listed | {"pk": pk, "sk": sk, "kind": "return"}


def from_item(item: Item) -> Return:
    """The return in an item."""
    values: dict[str, Any] = {name: item[name] for name in Return.__dataclass_fields__ if name in item}
    values["created_at"] = parse_rfc3339(item["created_at"])
    values["kind"], values["origin"] = Withdrawal(item["return_kind"]), Origin(item["origin"])
    values["shares"] = tuple(Share(*row) for row in json.loads(item["shares"]))
    return Return(**values)


def read_return(table: Table, return_id: str) -> Return | None:
    """One consistent read."""
    item = table.get(return_key(return_id))
    return from_item(item) if item else None


def changed_update(before: Return, after: Return, at: datetime) -> Update:
    """Write what has changed, if the return is as it was read."""
    values = {name: getattr(after, name) for name in _CHANGING}
    changes = {name: value for name, value in values.items() if value is not None}
    changes |= {"shares": _rows(after.shares), "changed_at": rfc3339(at)}
    removed = [name for name, value in values.items() if value is None and getattr(before, name) is not None]
    removed += () if after.unfinished or after.refused else NOT_DUE
    return Update(return_key(before.id), changes, remove=removed, condition=_as_read(before))


def next_attempt_update(item: Return) -> Update:
    """The next try is under a new key: the provider repeats a 5xx under the old one for a day."""
    return Update(return_key(item.id), {"attempt": item.attempt + 1}, condition=_as_read(item))


def look_again_update(item: Return, at: datetime) -> Update:
    """Put the next look at the provider off until ``at``."""
    changes = {"looks": item.looks + 1, **due_attributes(DUE_KIND, item.id, at)}
    return Update(return_key(item.id), changes, condition=_as_read(item))


def looked_update(item: Return) -> Update:
    """What took the place of a refund that was refused is counted: nothing is left to ask the provider."""
    return Update(return_key(item.id), {}, remove=NOT_DUE, condition=_as_read(item))


def _as_read(item: Return) -> Condition:
    values = {"rank": item.rank, "covered": item.covered, "attempt": item.attempt}
    return Condition("#rank = :rank AND #covered = :covered AND #attempt = :attempt", values)


def _rows(shares: tuple[Share, ...]) -> str:
    return canonical_json([list(astuple(share)) for share in shares])


def find_captured(table: Table, payment_id: str, intent_id: str | None) -> Captured | None:
    """The record of the money that this intent (``None``: credits) brought, as surplus or under the payment."""
    if intent_id is not None and (surplus := table.get(surplus_key(intent_id))):
        return surplus_captured(surplus)
    payment = read_payment(table, payment_id)
    if payment is None or payment.state is not PaymentState.SUCCEEDED or payment.intent_id != intent_id:
        return None
    return Captured(
        key=payment_key(payment.id),
        payment_id=payment.id,
        merchant_id=payment.merchant_id,
        intent_id=payment.intent_id,
        account=payment.account,
        amount=payment.due,
        currency=payment.currency,
        returned=payment.returned,
        targets=tuple(target.id for target in payment.targets),
        wallet_holds_it=payment.is_top_up,
        clears=intent_id is not None and any(kind_of(target.id) is ORDER for target in payment.targets),
    )


def surplus_captured(surplus: Item) -> Captured:
    """Money that settled nothing, and what of it has gone back."""
    return Captured(
        key=surplus_key(surplus["pk"]),
        payment_id=surplus["payment_id"],
        merchant_id=surplus.get("merchant_id"),
        intent_id=surplus["pk"],
        account=surplus.get("account"),
        amount=surplus["amount"],
        currency=surplus["currency"],
        returned=surplus.get("returned", 0),
        is_surplus=True,
        credited_by=tuple(surplus.get("credited_by", ())),
        returns=surplus.get("returns", 0),
    )


def counted_update(captured: Captured, item: Return, delta: int, at: datetime) -> Update:
    """Count what goes back, or no longer does, on the money that it belongs to (rule M13)."""
    equal = "#returned = :returned"
    same = equal if captured.returned else f"(attribute_not_exists(#returned) OR {equal})"
    values: dict[str, Any] = {"returned": captured.returned}
    changes: dict[str, Any] = {"returned": captured.returned + delta}
    if captured.is_surplus:
        more, removed = _surplus_changes(captured, item, delta, at)
        changes["returns"] = captured.returns + 1
        # The sum alone may be the same again after a return that failed meanwhile; the count never is.
        same += " AND #returns = :returns" if captured.returns else " AND attribute_not_exists(#returns)"
        values |= {"returns": captured.returns} if captured.returns else {}
        return Update(captured.key, changes | more, remove=removed, condition=Condition(same, values))
    if captured.clears and delta < 0:
        # An order of which the money is here again may be complete now.
        changes |= due_attributes(CLEARING_KIND, captured.payment_id, at)
    condition = Condition(f"#state = :succeeded AND {same}", values | {"succeeded": "succeeded"})
    return Update(captured.key, changes, condition=condition)


def _surplus_changes(captured: Captured, item: Return, delta: int, at: datetime) -> tuple[Item, tuple[str, ...]]:
    """Where a surplus stands after that, and whether it has to be sent back (again)."""
    if captured.returned + delta == captured.amount:
        credited = {"credited_by": [*captured.credited_by, item.id]} if item.to_wallet else {}
        return {"state": "returned", "returned_at": rfc3339(at), **credited}, (*NOT_DUE, "stuck")
    if delta > 0 and item.origin is not Origin.PROVIDER:
        return {"state": "held"}, ()
    if delta > 0:
        # A part that we had not heard of may be why the provider refused the whole: the rest is due now.
        return {"state": "held", **due_attributes(SURPLUS_DUE_KIND, captured.key.pk, at)}, ("stuck",)
    again = {"state": "held", **due_attributes(SURPLUS_DUE_KIND, captured.key.pk, at + FIRST_LOOK)}
    if item.to_wallet:
        # The bank or the operator took money back: its own record follows; what that leaves goes back to the credits.
        credited_by = [other for other in captured.credited_by if other != item.id]
        return again | ({"credited_by": credited_by} if credited_by else {}), () if credited_by else ("credited_by",)
    if item.kind is Withdrawal.REFUND:
        # What the provider would not send back, it will not send back the next time either: a person has to look.
        return {"state": "held", "stuck": item.failure or "failed"}, NOT_DUE
    return again, ("stuck",)


def surplus_not_due_update(intent_id: str, reason: str) -> Update:
    """Leave a surplus that nothing automatic can return to a person; the audit names it."""
    held = Condition("#state = :held", {"held": "held"})
    return Update(surplus_key(intent_id), {"stuck": reason}, remove=NOT_DUE, condition=held)


def surplus_later_update(intent_id: str, at: datetime) -> Update:
    """Try again at ``at``; what cannot be returned now keeps no other from its turn. Not what waits for a person."""
    held = Condition("#state = :held AND attribute_not_exists(#stuck)", {"held": "held"})
    return Update(surplus_key(intent_id), due_attributes(SURPLUS_DUE_KIND, intent_id, at), condition=held)
