"""Mistakes in receiving what shops deliver, and in having it taken up anew."""

from dataclasses import replace
from typing import Any, Final

import pytest

from shared.payments.taking import retrying, taking, walking
from shared.shops import changing, receiving
from tests.simulation.mutations.originals import original


def name_alone_is_the_id(patch: pytest.MonkeyPatch) -> None:
    """Of a burst under one name, all but the first is taken for a repeat."""
    named = original(receiving, "delivery_id")
    patch.setattr(
        receiving, "delivery_id", lambda connection_id, topic, event, _: named(connection_id, topic, event, "")
    )


def expired_secrets_sign(patch: pytest.MonkeyPatch) -> None:
    """A secret is one for ever."""
    connections = original(receiving, "Connection")
    patch.setattr(connections, "live_secrets", lambda self, _: tuple(secret.value for secret in self.secrets))


def anybody_signs(patch: pytest.MonkeyPatch) -> None:
    """A signature is there, and not looked at."""
    patch.setattr(receiving, "is_signed", lambda given, *_: bool(given))


def take_another_shops(patch: pytest.MonkeyPatch) -> None:
    """Whoever has the app's secret delivers to any connection."""
    patch.setattr(receiving, "shop_of", _AnyShop)


class _AnyShop(str):
    __slots__ = ()
    __hash__ = str.__hash__

    def __ne__(self, _: object) -> bool:
        return False


def answer_before_keeping(patch: pytest.MonkeyPatch) -> None:
    """What the table did not take is taken for a repeat."""
    put = original(receiving, "Put")
    elsewhere = {"pk": "nowhere"}
    patch.setattr(receiving, "Put", lambda item, *rest: put({**item, **(elsewhere if item["size"] % 3 else {})}, *rest))


def take_while_paused(patch: pytest.MonkeyPatch) -> None:
    """A pause is for those who look at the connection."""
    found = original(taking, "_read")

    def running(table: Any, asked: Any) -> Any:
        delivery, connection = found(table, asked)
        return delivery, replace(connection, paused_at=None) if connection is not None else None

    patch.setattr(taking, "_read", running)


def resume_and_forget(patch: pytest.MonkeyPatch) -> None:
    """What was held in a pause stays where it is."""
    patch.setattr(changing, "walking", lambda connection, *_: connection)


def walk_one_page(patch: pytest.MonkeyPatch) -> None:
    """What is on the first page is taken up anew, and the rest forgotten."""
    patch.setattr(walking, "PAGE", 1)
    patch.setattr(walking, "_after", lambda *_: None)


def wait_for_ever(patch: pytest.MonkeyPatch) -> None:
    """What waits is never due."""
    patch.setattr(retrying, "due_ids", lambda *_: iter(()))


def give_up_at_the_first_try(patch: pytest.MonkeyPatch) -> None:
    """What has to wait for a payment is in conflict with it."""
    patch.setattr(taking, "TRIES", 1)


def take_for_the_removed(patch: pytest.MonkeyPatch) -> None:
    """A connection that is gone is one that still takes."""
    found = original(taking, "_read")
    known: dict[str, Any] = {}

    def remembered(table: Any, asked: Any) -> Any:
        delivery, connection = found(table, asked)
        if connection is not None:
            known[asked.connection_id] = connection
        return delivery, connection or known.get(asked.connection_id)

    patch.setattr(taking, "_read", remembered)


_CONNECTED: Final = ("connect_shop", "shop_sells_unpaid", "shop_delivers_all", "relay", "take_orders")
_TAKEN: Final = ("shop_delivers_all", "relay", "take_orders")

FOCUS: Final[dict[str, tuple[str, ...]]] = {
    "name_alone_is_the_id": ("connect_shop", "shop_sells_burst", "shop_delivers_all"),
    "expired_secrets_sign": (*_CONNECTED, "rotate_shop_secret", "shop_edits", *["pass_time"] * 4, *_TAKEN),
    "anybody_signs": (*_CONNECTED, "shop_intruder", "shop_intruder"),
    "take_another_shops": ("connect_shop", "connect_shop", "shop_sells_unpaid", *["shop_intruder"] * 4),
    "answer_before_keeping": ("connect_shop", "shop_sells_burst", "shop_delivers_all"),
    "take_while_paused": (*_CONNECTED, "shop_edits", "shop_delivers_all", "pause_shop", "relay", "take_orders"),
    "resume_and_forget": (*_CONNECTED, "shop_edits", "pause_shop", *_TAKEN, "resume_shop"),
    "walk_one_page": (*_CONNECTED, "pause_shop", "shop_sells_burst", *_TAKEN, "resume_shop", "flow"),
    "wait_for_ever": (*_CONNECTED, "make_link", "press", "pay_late", "shop_edits", *_TAKEN, "flow"),
    "give_up_at_the_first_try": (*_CONNECTED, "make_link", "press", "pay_late", "shop_edits", *_TAKEN, "flow"),
    "take_for_the_removed": (*_CONNECTED, "shop_edits", "shop_delivers_all", "remove_shop", "relay", "take_orders"),
}
"""The encounter that each is about."""

MUTATIONS: Final = (
    name_alone_is_the_id,
    expired_secrets_sign,
    anybody_signs,
    take_another_shops,
    answer_before_keeping,
    take_while_paused,
    resume_and_forget,
    walk_one_page,
    wait_for_ever,
    give_up_at_the_first_try,
    take_for_the_removed,
)
