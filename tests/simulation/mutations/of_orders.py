"""Mistakes in paying chosen orders, cancelling, changing, draining, in keys and timelines."""

from dataclasses import replace
from typing import Any, Final

import pytest

from shared.merchants.model import ApiKey
from shared.orders.timeline import recording
from shared.payments import service
from shared.payments.collecting import order_change, takeover
from shared.payments.credits import auto_debit, credit_payment, draining
from shared.payments.model import PaymentState
from shared.payments.reserving import reservation
from shared.payments.returns import cancellation
from shared.payments.settling.release import end_payment
from shared.payments.store import read_payment
from shared.wallets.limits import Limits
from tests.simulation.mutations.originals import original, patch_kinds


def cancel_what_is_claimed(patch: pytest.MonkeyPatch) -> None:
    """An order is cancelled while a payment collects for it."""
    cancelled = original(cancellation, "cancelled_update")
    patch.setattr(cancellation, "cancelled_update", lambda *rest: replace(cancelled(*rest), condition=None))


def take_over_an_open_page(patch: pytest.MonkeyPatch) -> None:
    """A claim is taken from a checkout that stays open at the provider."""

    def take(context: Any, payment_id: str, _: str) -> None:
        payment = read_payment(context.table, payment_id)
        if payment is not None and payment.in_flight:
            end_payment(context, payment, PaymentState.CANCELLED, reason="taken_over", session_id=payment.session_id)

    patch.setattr(takeover, "close_claim", take)


def bulk_takes_what_is_claimed(patch: pytest.MonkeyPatch) -> None:
    """One checkout for many takes orders that others claim."""
    patch_kinds(patch, reservation, claim=lambda claim: lambda *rest: replace(claim(*rest), condition=None))


def credits_take_what_is_claimed(patch: pytest.MonkeyPatch) -> None:
    """Credits pay, by hand, what a buyer may be paying."""
    paid = original(credit_payment, "paid_update")
    patch.setattr(credit_payment, "paid_update", lambda *rest, **more: replace(paid(*rest, **more), condition=None))


def pay_anybodys_orders(patch: pytest.MonkeyPatch) -> None:
    """Whoever knows an order may pay it from the own credits."""
    find = original(service, "find_orders")
    patch.setattr(service, "find_orders", lambda table, order_ids, _: find(table, order_ids))


def drain_finds_nothing(patch: pytest.MonkeyPatch) -> None:
    """What waits is not found."""
    patch.setattr(draining, "waiting_orders", lambda *_: iter(()))


def debit_beyond_limits(patch: pytest.MonkeyPatch) -> None:
    """Bounds are kept and not looked at."""
    patch.setattr(Limits, "forbid", lambda *_: False)
    patch.setattr(Limits, "left", lambda *_: None)


def debit_while_paused(patch: pytest.MonkeyPatch) -> None:
    """A stop is seen only where the wallet is read."""
    writes = original(auto_debit, "turn_page_writes")
    patch.setattr(auto_debit, "turn_page_writes", lambda *rest, **more: writes(*rest, **(more | {"automatic": False})))


def change_keeps_the_version(patch: pytest.MonkeyPatch) -> None:
    """Another amount under the same version."""
    changed = original(order_change, "changed_order")
    patch.setattr(
        order_change,
        "changed_order",
        lambda order, change: replace(changed(order, change), amount_version=order.amount_version),
    )


def change_what_is_claimed(patch: pytest.MonkeyPatch) -> None:
    """An order changes while a buyer pays."""
    changed = original(order_change, "changed_update")
    patch.setattr(order_change, "changed_update", lambda *rest: replace(changed(*rest), condition=None))


def revoked_keys_open(patch: pytest.MonkeyPatch) -> None:
    """A key stays a key."""
    opens = ApiKey.opens_with
    patch.setattr(ApiKey, "opens_with", lambda key, secret: opens(replace(key, revoked_at=None), secret))


def timeline_skips_payments(patch: pytest.MonkeyPatch) -> None:
    """What happened to an order is told without its end."""
    facts = original(recording, "facts_of")
    patch.setattr(
        recording, "facts_of", lambda *rest: (fact for fact in facts(*rest) if fact.type not in ("paid", "cancelled"))
    )


MUTATIONS: Final = (
    cancel_what_is_claimed,
    take_over_an_open_page,
    bulk_takes_what_is_claimed,
    credits_take_what_is_claimed,
    pay_anybodys_orders,
    drain_finds_nothing,
    debit_beyond_limits,
    debit_while_paused,
    change_keeps_the_version,
    change_what_is_claimed,
    revoked_keys_open,
    timeline_skips_payments,
)
FOCUS: Final[dict[str, tuple[str, ...]]] = {
    "cancel_what_is_claimed": ("place_many", "make_link", "cancel*", "press"),
    "take_over_an_open_page": ("fund", "flow", "place_auto", "make_link", "press", "pay_credits", "pay", "flow"),
    "bulk_takes_what_is_claimed": ("place_many", "pay_checkout*", "pay_checkout"),
    "credits_take_what_is_claimed": ("fund", "flow", "place_auto", "make_link", "pay_credits*", "press"),
    "pay_anybodys_orders": ("open_shop", "open_shop", "place_order", "place_order", "pay_credits", "pay_credits"),
    "drain_finds_nothing": ("place_many", "flow", "agree", "fund", "flow", "drain", "flow"),
    "debit_beyond_limits": ("agree", "limit", "fund", "flow", "place_many", "flow"),
    "debit_while_paused": ("agree", "fund", "flow", "place_auto", "relay", "debit*", "pause"),
    "change_keeps_the_version": ("place_auto", "change", "change"),
    "change_what_is_claimed": ("place_auto", "make_link", "change*", "press", "pay"),
    "revoked_keys_open": ("replace_key", "knock", "knock"),
    "timeline_skips_payments": ("fund", "flow", "place_auto", "pay_credits", "flow"),
}
"""The encounter that each is about."""
