"""Mistakes in sending messages and in taking their fee."""

from dataclasses import replace
from typing import Any, Final

import pytest

from shared.links.sendings.model import SendingStatus
from shared.payments.sending import delivering, ending, requesting
from tests.simulation.mutations.originals import original


def send_again_blindly(patch: pytest.MonkeyPatch) -> None:
    """A message that was begun is begun once more: whoever died may have handed it over."""
    hand_over, begin = original(delivering, "hand_over"), original(delivering, "begin_update")

    def careless(courier: Any, sending: Any) -> Any:
        begun = sending.status is SendingStatus.SENDING
        return hand_over(courier, replace(sending, status=SendingStatus.QUEUED) if begun else sending)

    patch.setattr(delivering, "hand_over", careless)
    patch.setattr(delivering, "begin_update", lambda *rest: replace(begin(*rest), condition=None))


def keep_the_fee(patch: pytest.MonkeyPatch) -> None:
    """A refused message costs what a sent one costs."""
    patch.setattr(ending, "returning_writes", lambda *_: [])


def silence_is_refusal(patch: pytest.MonkeyPatch) -> None:
    """A message without an answer counts as refused."""
    patch.setattr(delivering, "unknown_update", original(delivering, "wait_update"))


def charge_more_than_is_said(patch: pytest.MonkeyPatch) -> None:
    """The fee that is taken is another one than the message says."""
    taking = original(requesting, "taking_writes")

    def dear(wallet: Any, sending: Any, now: Any) -> Any:
        return taking(wallet, replace(sending, fee=sending.fee + 1), now)

    patch.setattr(requesting, "taking_writes", dear)


_WAY: Final = (
    "agree", "fund", "flow", "place_order", "make_link", "send_link", "send_link", "relay", "deliver!", "deliver",
)  # fmt: skip

FOCUS: Final[dict[str, tuple[str, ...]]] = {
    "send_again_blindly": _WAY,
    "keep_the_fee": _WAY,
    "silence_is_refusal": _WAY,
    "charge_more_than_is_said": _WAY,
}

MUTATIONS: Final = (send_again_blindly, keep_the_fee, silence_is_refusal, charge_more_than_is_said)
