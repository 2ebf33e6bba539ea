"""Linked payment methods as one table item for each merchant, and the changes of it.

All is in one item under one version, so that two unlinks at one instant, or an unlink and a charge, cannot both win.
"""

from dataclasses import astuple, replace
from datetime import datetime
from typing import Any, Final

from shared.clock import parse_rfc3339, rfc3339
from shared.payment_methods.model import Health, LinkedMethod, MerchantMethods, NewCustomer
from shared.stripe_gateway.methods import MethodKind
from shared.table.keys import NOT_DUE, due_attributes
from shared.table.method_keys import methods_key
from shared.table.port import ABSENT, Condition, Item, Table, Update

DUE_KIND: Final = "method"
_TIMES: Final = ("linked_at",)
_LISTS: Final = ("in_use",)


def read_methods(table: Table, merchant_id: str) -> MerchantMethods:
    """One consistent read; empty, at version 0, when the merchant never linked any."""
    item = table.get(methods_key(merchant_id))
    return methods_from_item(item) if item else MerchantMethods(merchant_id=merchant_id)


def methods_from_item(item: Item) -> MerchantMethods:
    """The methods in an item."""
    return MerchantMethods(
        merchant_id=item["pk"],
        version=item["version"],
        customer_id=item.get("customer_id"),
        customer=NewCustomer(*item["customer"]) if "customer" in item else None,
        methods=tuple(_method_from_row(row) for row in item["methods"]),
        detaching=tuple(item["detaching"]),
        fresh=tuple(item["fresh"]),
        tries=item["tries"],
        look_at=parse_rfc3339(item["look_at"]) if "look_at" in item else None,
    )


def begin_use(methods: MerchantMethods, method_id: str, payment_id: str) -> Update:
    """Before a charge of this method is asked of the provider. Raises ``NotFound``."""
    return changed_update(methods, methods.using(method_id, payment_id))


def end_use(methods: MerchantMethods, method_id: str, payment_id: str) -> Update:
    """The payment charges it no more."""
    return changed_update(methods, methods.done_using(method_id, payment_id))


def move_use(
    methods: MerchantMethods, from_id: str, to_id: str, payment_id: str, unusable: str | None = None
) -> Update:
    """The payment goes on with the next method; ``unusable``: why the first is over. Raises ``NotFound``."""
    return changed_update(methods, methods.moved(from_id, to_id, payment_id, unusable))


def mark(methods: MerchantMethods, method_id: str, health: Health, reason: str | None) -> Update:
    """What the method is good for from now on; of one that is ``dead`` nothing changes."""
    return changed_update(methods, methods.marked(method_id, health, reason))


def changed_update(before: MerchantMethods, after: MerchantMethods) -> Update:
    """From what was read to what is wanted, in one write, if nobody has changed anything since.

    It also says when something is to be done about them next: a reminder, or a method that is still to be detached.
    """
    changes: Item = {
        "kind": "payment_methods",
        "version": before.version + 1,
        "methods": [_row(method) for method in after.methods],
        "detaching": list(after.detaching),
        "fresh": list(after.fresh),
        "tries": after.tries,
    }
    optional = {
        "customer_id": after.customer_id,
        "customer": list(astuple(after.customer)) if after.customer else None,
        "look_at": rfc3339(after.look_at) if after.look_at else None,
    }
    changes |= {name: value for name, value in optional.items() if value is not None}
    removed = [name for name, value in optional.items() if value is None]
    due = next_due(after)
    if due is None:
        removed += NOT_DUE
    else:
        changes |= due_attributes(DUE_KIND, before.merchant_id, due)
    return Update(methods_key(before.merchant_id), changes, remove=removed, condition=_as_read(before))


def next_due(methods: MerchantMethods) -> datetime | None:
    """When a schedule has to look at these methods next: for what was left undone, else for the next reminder."""
    if methods.look_at is not None:
        return methods.look_at
    return min((moment for method in methods.methods if (moment := method.next_moment) is not None), default=None)


def written(before: MerchantMethods, after: MerchantMethods) -> MerchantMethods:
    """What stands once :func:`changed_update` is made: the next change is of this."""
    return replace(after, version=before.version + 1)


def _as_read(methods: MerchantMethods) -> Condition:
    return Condition("#version = :version", {"version": methods.version}) if methods.version else ABSENT


def _row(method: LinkedMethod) -> dict[str, Any]:
    names = [name for name in LinkedMethod.__dataclass_fields__ if name not in (*_TIMES, *_LISTS)]
    values: dict[str, Any] = {name: value for name in names if (value := getattr(method, name)) is not None}
    told = {"kind": str(method.kind), "health": str(method.health), "linked_at": rfc3339(method.linked_at)}
    return values | told | {"in_use": list(method.in_use)}


def _method_from_row(row: dict[str, Any]) -> LinkedMethod:
    typed = {
        "kind": MethodKind(row["kind"]),
        "health": Health(row["health"]),
        "linked_at": parse_rfc3339(row["linked_at"]),
        "in_use": tuple(row["in_use"]),
    }
    return LinkedMethod(**row | typed)
