"""Mistakes in forgetting links."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from shared.links import openings
from shared.links.model import KEPT, PaymentLink
from shared.orders.model import Order
from shared.payables import orders as payable_orders
from shared.payments.collecting import link_checkout
from shared.payments.retention import purging
from shared.table.keys import link_key
from shared.table.port import Check, Condition, Delete
from tests.simulation.mutations.originals import original


def forget_too_early(patch: pytest.MonkeyPatch) -> None:
    """A link goes a month before its time."""
    early = KEPT - timedelta(days=30)
    patch.setattr(PaymentLink, "purge_at", property(lambda link: link.created_at + early))


def forget_while_it_can_be_paid(patch: pytest.MonkeyPatch) -> None:
    """A link goes on its day, whatever becomes of it."""
    patch.setattr(purging, "close_link", lambda _, link, __: link)
    patch.setattr(purging, "_forget_kept", lambda *_: False)
    patch.setattr(purging, "gone_delete", lambda link: Delete(link_key(link.id)))


def keep_tokens_with_payments(patch: pytest.MonkeyPatch) -> None:
    """What a payment was asked for with is not looked at."""
    patch.setattr(purging, "_forget_payment", lambda *_: True)


def keep_the_first_attempts_token(patch: pytest.MonkeyPatch) -> None:
    """Nobody keeps which payments a link has started."""
    put = original(link_checkout, "attempt_put")

    def elsewhere(link: Any, payment_id: str) -> Any:
        made = put(link, payment_id)
        return replace(made, item=made.item | {"pk": f"not-{link.id}"})

    patch.setattr(link_checkout, "attempt_put", elsewhere)


def keep_the_orders_link(patch: pytest.MonkeyPatch) -> None:
    """The order goes on naming a link that is gone."""
    patch.setattr(purging, "_forgotten", lambda *_: None)


def keep_the_buyer(patch: pytest.MonkeyPatch) -> None:
    """What is known of the buyer stays with the order."""
    from shared.orders import forgetting

    patch.setattr(forgetting, "impersonal", lambda details: details)


def forget_a_younger_links_buyer(patch: pytest.MonkeyPatch) -> None:
    """The first link that goes takes the order's link along, whichever that is."""
    forgotten = original(payable_orders, "forgotten_update")

    def any_link(order: Order, now: Any, ended: Any) -> Any:
        return forgotten(order, now, order.link_id if ended else None)

    patch.setattr(payable_orders, "forgotten_update", any_link)


def bring_back_by_counting(patch: pytest.MonkeyPatch) -> None:
    """A page that is opened late writes its count whether or not the link is there."""
    patch.setattr(openings, "_opened_update", _unconditional(original(openings, "_opened_update")))


def forget_the_link_first(patch: pytest.MonkeyPatch) -> None:
    """The link goes before what lies under it, so that a crash in between leaves that for ever."""
    kept, last = original(purging, "_forget_kept"), original(purging, "_forget_link")

    def both(table: Any, link: Any, now: Any) -> None:
        last(table, link, now)
        kept(table, link.id)

    patch.setattr(purging, "_forget_kept", lambda *_: False)
    patch.setattr(purging, "_forget_link", both)


def start_from_a_forgotten_link(patch: pytest.MonkeyPatch) -> None:
    """A button that was pressed in time makes its payment when the link is gone."""
    gone = Condition("attribute_not_exists(#pk) OR #status = :open", {"open": "open"})
    patch.setattr(link_checkout, "still_open", lambda link_id: Check(link_key(link_id), gone))


def _unconditional(make: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *rest: replace(make(*rest), condition=None)


_PAID: Final = ("place_auto", "make_link", "buy", "flow", "grow_old", "come_of_age", "purge*", "purge")
FOCUS: Final = {
    "forget_too_early": _PAID,
    "forget_while_it_can_be_paid": (
        *("place_auto", "make_link", "grow_old", "press", "come_of_age", "expire", "purge", "pay"),
    ),
    "keep_tokens_with_payments": _PAID,
    "keep_the_first_attempts_token": _PAID,
    "keep_the_orders_link": _PAID,
    "keep_the_buyer": _PAID,
    "forget_a_younger_links_buyer": (
        *("place_auto", "make_link", "press", "change", "grow_old", "come_of_age", "purge*", "change", "press"),
    ),
    "bring_back_by_counting": (
        "place_auto",
        "make_link",
        "void_link",
        "grow_old",
        "view_page*",
        "come_of_age",
        "purge",
    ),
    "forget_the_link_first": _PAID,
    "start_from_a_forgotten_link": ("place_auto", "make_link", "grow_old", "press*", "come_of_age", "expire", "purge"),
}

MUTATIONS: Final = (
    forget_too_early,
    forget_while_it_can_be_paid,
    keep_tokens_with_payments,
    keep_the_first_attempts_token,
    keep_the_orders_link,
    keep_the_buyer,
    forget_a_younger_links_buyer,
    bring_back_by_counting,
    forget_the_link_first,
    start_from_a_forgotten_link,
)
