"""Mistakes in making orders of what shops say."""

from dataclasses import replace
from typing import Any, Final

import pytest

from shared.payments.external import settling
from shared.payments.taking import deciding, taking
from shared.payments.taking.deciding import Decided, Step
from shared.shops.delivery import Outcome
from shared.shops.mapping import shopify, woocommerce
from shared.shops.mapping.port import ShopState
from tests.simulation.mutations.originals import original

_LONG_AGO: Final = "1970-01-01T00:00:00.000Z"


def _compared_with_nothing(before: Any) -> Any:
    return replace(before, said_at=_LONG_AGO, sent_at=_LONG_AGO) if before is not None else None


def whatever_comes_last_counts(patch: pytest.MonkeyPatch) -> None:
    """No comparison of moments."""
    decide = original(taking, "decide")
    patch.setattr(taking, "decide", lambda before, *rest: decide(_compared_with_nothing(before), *rest))


def replay_whatever_is_newer(patch: pytest.MonkeyPatch) -> None:
    """What its merchant has taken up anew is applied, however old it is."""
    taken = original(taking, "_taken")
    decide = original(taking, "decide")
    turn = [0]

    def noting(each: Any, delivery: Any, *rest: Any) -> Any:
        turn[0] = delivery.turn
        return taken(each, delivery, *rest)

    patch.setattr(taking, "_taken", noting)
    patch.setattr(
        taking, "decide", lambda before, *rest: decide(_compared_with_nothing(before) if turn[0] else before, *rest)
    )


def forget_what_was_cancelled(patch: pytest.MonkeyPatch) -> None:
    """A cancellation of an order that is not known is of no interest."""
    remember = original(taking, "_remember")

    def known_orders_only(table: Any, before: Any, said: Any, **more: Any) -> None:
        if said.state is not ShopState.CANCELLED or before is not None:
            remember(table, before, said, **more)

    patch.setattr(taking, "_remember", known_orders_only)


def collect_what_the_shop_has(patch: pytest.MonkeyPatch) -> None:
    """What is paid in the shop is an order like any other."""
    patch.setitem(deciding._WITHOUT_ORDER, ShopState.PAID, Step.CREATE)


def collect_what_the_shop_reserved(patch: pytest.MonkeyPatch) -> None:
    """What the shop's own gateway holds counts as unpaid."""
    patch.setitem(shopify._STATES, "authorized", ShopState.UNPAID)
    patch.setattr(woocommerce, "_is_free", lambda *_: True)


def remember_before_doing(patch: pytest.MonkeyPatch) -> None:
    """What was said is written before the order is changed; whoever dies between has changed it, he thinks."""
    done = original(taking, "_done")

    def too_early(context: Any, connection: Any, told: Any, said: Any, before: Any, order: Any) -> Any:
        if before is None or said.moment >= before.moment:
            taking._remember(context.table, before, said)
        return done(context, connection, told, said, before, order)

    patch.setattr(taking, "_done", too_early)


def remember_nothing(patch: pytest.MonkeyPatch) -> None:
    """Nobody knows what was said before."""
    patch.setattr(taking, "_remember", lambda *_, **__: None)


def keep_the_first_amount(patch: pytest.MonkeyPatch) -> None:
    """An order is changed in the shop, and not here."""
    decide = original(taking, "decide")

    def never_change(*rest: Any) -> Any:
        step = decide(*rest)
        return Decided(outcome=Outcome.UNCHANGED) if step is Step.CHANGE else step

    patch.setattr(taking, "decide", never_change)


def leave_what_was_cancelled(patch: pytest.MonkeyPatch) -> None:
    """What is cancelled in the shop goes on being collected."""
    decide = original(taking, "decide")

    def never_cancel(*rest: Any) -> Any:
        step = decide(*rest)
        return Decided(outcome=Outcome.APPLIED, action="cancelled") if step is Step.CANCEL else step

    patch.setattr(taking, "decide", never_cancel)


def settle_with_the_claim_kept(patch: pytest.MonkeyPatch) -> None:
    """An order is recorded as paid in its shop while somebody has a page to pay it on."""
    paid = original(settling, "paid_update")

    def over_the_claim(*rest: Any, **more: Any) -> Any:
        update = paid(*rest, **more)
        return replace(update, condition=None, remove=[name for name in update.remove if name != "claim"])

    patch.setattr(settling, "free_of_claims", lambda _, order: order)
    patch.setattr(settling, "paid_update", over_the_claim)


def record_what_was_asked(patch: pytest.MonkeyPatch) -> None:
    """What was paid in the shop is recorded at what we wanted."""
    patch.setattr(settling, "_as_paid", lambda order, *_: order)


_CONNECTED: Final = ("connect_shop", "shop_sells_unpaid", "shop_delivers_all", "relay", "take_orders")
_TAKEN: Final = ("shop_delivers_all", "relay", "take_orders")
_BACKWARDS: Final = (*_CONNECTED, "shop_edits", "shop_edits", "shop_delivers_backwards", "relay", "take_orders")

FOCUS: Final[dict[str, tuple[str, ...]]] = {
    "whatever_comes_last_counts": _BACKWARDS,
    "replay_whatever_is_newer": (
        *("connect_shop", "refuse_currencies", "shop_sells_unpaid", *_TAKEN, "take_currencies", "shop_edits", *_TAKEN),
        *("replay_deliveries", "replay_deliveries", "flow", "flow"),
    ),
    "forget_what_was_cancelled": (
        *("connect_shop", "shop_sells_unpaid", "shop_cancels", "shop_delivers_backwards", "relay", "take_orders"),
    ),
    "collect_what_the_shop_has": ("connect_shop", "shop_sells_paid", *_TAKEN),
    "collect_what_the_shop_reserved": ("connect_shop", *["shop_sells"] * 5, *_TAKEN),
    "remember_before_doing": (*_CONNECTED, "shop_edits", "shop_delivers_all", "relay", "take_orders!"),
    "remember_nothing": _BACKWARDS,
    "keep_the_first_amount": (*_CONNECTED, "shop_edits", *_TAKEN),
    "leave_what_was_cancelled": (*_CONNECTED, "shop_cancels", *_TAKEN),
    "settle_with_the_claim_kept": (*_CONNECTED, "make_link", "press", "shop_is_paid", *_TAKEN),
    "record_what_was_asked": (*_CONNECTED, "shop_edits", "shop_is_paid", *_TAKEN),
}
"""The encounter that each is about."""

MUTATIONS: Final = (
    whatever_comes_last_counts,
    replay_whatever_is_newer,
    forget_what_was_cancelled,
    collect_what_the_shop_has,
    collect_what_the_shop_reserved,
    remember_before_doing,
    remember_nothing,
    keep_the_first_amount,
    leave_what_was_cancelled,
    settle_with_the_claim_kept,
    record_what_was_asked,
)
