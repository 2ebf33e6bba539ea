"""Mistakes about linked payment methods."""

from dataclasses import replace
from typing import Any, Final

import pytest

from shared.payment_methods import reconciling, store
from shared.payments.linking import events, looking, setting_up, unlinking
from shared.table.port import PRESENT
from tests.simulation.mutations.originals import original


def unlink_blindly(patch: pytest.MonkeyPatch) -> None:
    """What was read is taken to stand."""
    update = original(unlinking, "changed_update")
    patch.setattr(unlinking, "changed_update", lambda *rest: replace(update(*rest), condition=PRESENT))


def unlink_the_last(patch: pytest.MonkeyPatch) -> None:
    """Nobody counts."""
    patch.setattr(unlinking, "_is_last", lambda *_: False)


def keep_a_dead_one(patch: pytest.MonkeyPatch) -> None:
    """One that can be charged no more counts as one that is left."""
    patch.setattr(unlinking, "_is_last", lambda methods, _: len(methods.methods) == 1)


def unlink_here_alone(patch: pytest.MonkeyPatch) -> None:
    """The provider is asked at once or never."""
    unlink = original(unlinking, "unlinked")
    patch.setattr(unlinking, "unlinked", lambda *rest: replace(unlink(*rest), detaching=(), look_at=None))


def link_what_is_being_detached(patch: pytest.MonkeyPatch) -> None:
    """Whatever the provider has is linked."""
    reconcile = original(looking, "reconciled")

    def whole(methods: Any, seen: Any, now: Any) -> Any:
        after = reconcile(replace(methods, detaching=()), seen, now)
        return replace(after, detaching=(*methods.detaching, *after.detaching))

    patch.setattr(looking, "reconciled", whole)


def ignore_agreements(patch: pytest.MonkeyPatch) -> None:
    """A method that is there can be charged."""
    patch.setattr(events, "_mandate", lambda *_: None)


def leave_undone(patch: pytest.MonkeyPatch) -> None:
    """What a run leaves behind is nobody's."""
    patch.setattr(reconciling, "_scheduled", lambda methods, _: methods)
    patch.setattr(store, "next_due", lambda _: None)


def link_twice(patch: pytest.MonkeyPatch) -> None:
    """A card that is saved again stands beside itself, and so does what a repeat finds."""
    patch.setattr(reconciling, "_without_doubles", lambda methods: methods)
    patch.setattr(reconciling, "_doubles", lambda _: [])


def ask_for_another_page(patch: pytest.MonkeyPatch) -> None:
    """A repeat is not known as one."""
    request = original(setting_up, "_request")

    def anew(context: Any, setup: Any) -> Any:
        return replace(request(context, setup), key=f"{setup.key}:{context.clock.now()}")

    patch.setattr(setting_up, "_request", anew)


MUTATIONS: Final = (
    unlink_blindly,
    unlink_the_last,
    keep_a_dead_one,
    unlink_here_alone,
    link_what_is_being_detached,
    ignore_agreements,
    leave_undone,
    link_twice,
    ask_for_another_page,
)
_TWO: Final = ("open_shop", "link_method", "flow", "link_method", "flow")
FOCUS: Final[dict[str, tuple[str, ...]]] = {
    "unlink_blindly": (*_TWO, "unlink_method*", "unlink_method", "order_methods"),
    "unlink_the_last": (*_TWO, "unlink_method", "unlink_method"),
    "keep_a_dead_one": (*_TWO, "lose_method", "flow", "unlink_method", "unlink_method"),
    "unlink_here_alone": (*_TWO, "unlink_method"),
    "link_what_is_being_detached": (*_TWO, "unlink_method!", "list_methods", "flow"),
    "ignore_agreements": (*_TWO, "link_method", "flow", "lose_method", "lose_method", "lose_method", "flow"),
    "leave_undone": (*_TWO, "unlink_method!", "flow"),
    "link_twice": (*_TWO, "link_method", "link_method", "flow"),
    "ask_for_another_page": ("open_shop", "link_method!", "repeat_request", "repeat_request"),
}
"""The encounter that each is about."""
