"""Mistakes in sending money back."""

from dataclasses import replace
from typing import Any, Final

import pytest

from shared.ids import random_id
from shared.payables import orders as payable_orders
from shared.payments.returns import cancellation, effects, looking, recording, refunding
from shared.payments.returns.model import Captured, Return
from shared.payments.settling import missed_events, settlement
from shared.stripe_gateway.port import Withdrawal
from shared.table.keys import NOT_DUE
from tests.simulation.mutations.originals import original


def return_without_counting(patch: pytest.MonkeyPatch) -> None:
    """What goes back is not noted on the money."""
    counted = original(effects, "counted_update")
    patch.setattr(effects, "counted_update", lambda captured, item, _, at: counted(captured, item, 0, at))


def return_what_has_gone(patch: pytest.MonkeyPatch) -> None:
    """What went back already may go back again."""
    patch.setattr(Captured, "left", property(lambda captured: captured.amount))


def count_without_condition(patch: pytest.MonkeyPatch) -> None:
    """Two returns at once are counted as one."""
    counted = original(effects, "counted_update")
    patch.setattr(effects, "counted_update", lambda *rest: replace(counted(*rest), condition=None))


def send_again_without_looking(patch: pytest.MonkeyPatch) -> None:
    """A refund whose answer was lost is sent again under another key, and nobody asks what came of the first."""
    patch.setattr(Return, "idempotency_key", property(lambda _: random_id("key")))
    patch.setattr(refunding, "look_at_returns_of", lambda *_: None)


def forget_what_was_asked(patch: pytest.MonkeyPatch) -> None:
    """A refund that comes back from the provider is taken for somebody else's."""
    patch.setattr(recording, "REFUND", "nothing")


def overlook_disputes(patch: pytest.MonkeyPatch) -> None:
    """Banks are not asked about."""
    record = original(looking, "record")
    patch.setattr(
        looking,
        "record",
        lambda context, fact, payment_id: (
            None if fact.kind is Withdrawal.DISPUTE else record(context, fact, payment_id)
        ),
    )


def inquiry_takes_money(patch: pytest.MonkeyPatch) -> None:
    """A bank that only asks is taken to have withdrawn the money."""
    _live(patch, Withdrawal.DISPUTE)


def failed_refund_stays_gone(patch: pytest.MonkeyPatch) -> None:
    """A refund that failed later is still counted."""
    _live(patch, Withdrawal.REFUND)


def _live(patch: pytest.MonkeyPatch, kind: Withdrawal) -> None:
    record = original(looking, "record")

    def believing(context: Any, fact: Any, payment_id: str) -> Any:
        return record(context, replace(fact, live=True) if fact.kind is kind else fact, payment_id)

    patch.setattr(looking, "record", believing)


def refund_into_debt(patch: pytest.MonkeyPatch) -> None:
    """The operator may refund a top-up that is spent."""
    turn = original(effects, "turn_page")
    patch.setattr(effects, "turn_page", lambda *rest, **options: turn(*rest, **(options | {"clawback": True})))


def credit_each_cancellation(patch: pytest.MonkeyPatch) -> None:
    """Two cancellations at once credit twice."""
    credit, money_back = cancellation._credit, original(payable_orders, "money_back_update")
    counted = original(effects, "counted_update")
    patch.setattr(cancellation, "_credit", lambda *rest: replace(credit(*rest), id=random_id("rfd")))
    patch.setattr(
        payable_orders, "money_back_update", lambda *rest, **sums: replace(money_back(*rest, **sums), condition=None)
    )
    patch.setattr(effects, "counted_update", lambda *rest: replace(counted(*rest), condition=None))
    cancelling = original(cancellation, "cancelling")
    patch.setattr(cancellation, "cancelling", lambda *rest: replace(cancelling(*rest), condition=None))


def surplus_is_never_due(patch: pytest.MonkeyPatch) -> None:
    """Surplus is recorded, and nobody sends it back."""
    put = original(settlement, "surplus_put")

    def left_lying(*rest: Any) -> Any:
        made = put(*rest)
        return replace(made, item={name: value for name, value in made.item.items() if name not in NOT_DUE})

    patch.setattr(settlement, "surplus_put", left_lying)


def miss_what_was_lost(patch: pytest.MonkeyPatch) -> None:
    """Nobody looks for events that no delivery brought."""
    patch.setattr(missed_events, "_unseen", lambda *_: iter(()))


_FUNDED: Final = ("fund", "flow")
MUTATIONS: Final = (
    return_without_counting,
    return_what_has_gone,
    count_without_condition,
    send_again_without_looking,
    forget_what_was_asked,
    overlook_disputes,
    inquiry_takes_money,
    failed_refund_stays_gone,
    refund_into_debt,
    credit_each_cancellation,
    surplus_is_never_due,
    miss_what_was_lost,
)
FOCUS: Final[dict[str, tuple[str, ...]]] = {
    "return_without_counting": (*_FUNDED, "refund"),
    "return_what_has_gone": (*_FUNDED, "refund", "refund_there", "flow", "refund"),
    "count_without_condition": ("top_up", "stray_money", "flow", "return_money*", "refund_there", "flow"),
    "send_again_without_looking": ("fund", "deliver_webhooks", "process", "refund!", *["repeat_request"] * 5),
    "forget_what_was_asked": (*_FUNDED, "refund", "flow"),
    "overlook_disputes": (*_FUNDED, "dispute", "flow"),
    "inquiry_takes_money": (*_FUNDED, "dispute", "flow", "end_dispute", "flow"),
    "failed_refund_stays_gone": (*_FUNDED, "refund_there", "fail_refund", "flow"),
    "refund_into_debt": (*_FUNDED, "place_many", "pay_credits", "refund"),
    "credit_each_cancellation": (*_FUNDED, "place_auto", "pay_credits", "cancel*", "cancel"),
    "surplus_is_never_due": ("top_up", "stray_money", "flow"),
    "miss_what_was_lost": (*_FUNDED, "refund_there", "deliver_webhooks~", "flow"),
}
"""The encounter that each is about."""
