"""Mistakes in charging linked methods."""

from dataclasses import replace
from typing import Any, Final

import pytest

from shared.errors import ProviderRejected
from shared.payments.charging import asking, beginning, cascade, ending, following, looking
from shared.payments.collecting import takeover
from shared.payments.model import AttemptOutcome, Means
from shared.stripe_gateway.charges import ChargeState, Refusal
from shared.stripe_gateway.port import DeclineReason
from tests.simulation.mutations.originals import original

_REFUSAL: Final = Refusal(
    "declined", hard=False, needs_authentication=False, reason=DeclineReason.DECLINED, attempt="1"
)


def fall_back_after_a_time_out(patch: pytest.MonkeyPatch) -> None:
    """No answer is taken for a refusal: the next method has its turn."""
    record = original(following, "_record")
    verdict = original(following, "_Verdict")

    def refused(context: Any, payment: Any, _: Any) -> bool:
        return bool(record(context, payment, None, verdict(AttemptOutcome.DECLINED, None, "timeout")))

    patch.setattr(cascade, "_leave", refused)


def fall_back_while_it_is_processed(patch: pytest.MonkeyPatch) -> None:
    """PayPal takes its time, and the card is charged meanwhile."""
    follow = original(following, "follow")

    def impatient(context: Any, payment: Any, charge: Any, *rest: Any) -> Any:
        pending = charge.state is ChargeState.PROCESSING
        refused = replace(charge, state=ChargeState.DECLINED, refusal=_REFUSAL)
        return follow(context, payment, refused if pending else charge, *rest)

    for module in (cascade, looking, ending):
        patch.setattr(module, "follow", impatient)


def charge_under_a_fresh_key(patch: pytest.MonkeyPatch) -> None:
    """Each call has a key of its own, and nobody looks for what the last one made."""
    drawn: list[int] = []

    def fresh(*parts: Any) -> str:
        drawn.append(len(drawn))
        return f"pay:{len(drawn)}:{parts}"

    patch.setattr(asking, "charge_key", fresh)
    patch.setattr(asking, "_look", lambda *_: None)


def end_without_cancelling(patch: pytest.MonkeyPatch) -> None:
    """A charge that no method paid is called ended, and can still be paid at the provider."""

    def end(context: Any, payment: Any) -> bool:
        return bool(original(ending, "end_payment")(context, payment, "failed", reason="declined"))

    patch.setattr(cascade, "close_charge", end)


def act_on_late_news(patch: pytest.MonkeyPatch) -> None:
    """What is told of an earlier attempt is taken for the current one's end."""
    patch.setattr(following, "tells_of", lambda charge, _: charge.state is not ChargeState.IDLE)
    patch.setattr(asking, "tells_of", lambda charge, _: charge.state is not ChargeState.IDLE)


def take_over_a_charge(patch: pytest.MonkeyPatch) -> None:
    """A charge that was begun is taken for a checkout that nobody has opened: it did not say that it is on its way."""
    kind_of = original(beginning, "kind_of")

    def claiming(payable_id: str) -> Any:
        kind = kind_of(payable_id)
        return replace(kind, charge=kind.claim)

    patch.setattr(beginning, "kind_of", claiming)
    read = original(takeover, "read_payment")

    def disguised(*rest: Any) -> Any:
        payment = read(*rest)
        charged = payment is not None and payment.means is Means.SAVED_METHOD
        return replace(payment, means=Means.CHECKOUT) if charged else payment

    patch.setattr(takeover, "read_payment", disguised)


def charge_before_it_is_stored(patch: pytest.MonkeyPatch) -> None:
    """The next method is asked before its turn is written down."""
    record = original(following, "_record")

    def eager(context: Any, payment: Any, intent_id: Any, verdict: Any) -> bool:
        methods = original(following, "read_methods")(context.table, payment.merchant_id)
        tried = {attempt.method_id for attempt in payment.attempts}
        left = [method for method in methods.usable if method.id not in tried]
        charge_id = payment.charge_id or intent_id
        if left and charge_id and payment.method_id is None:
            try:
                context.charges.confirm_charge(charge_id, left[0].provider_id, f"eager:{payment.id}:{left[0].id}")
            except ProviderRejected:
                return bool(record(context, payment, intent_id, verdict))
        return bool(record(context, payment, intent_id, verdict))

    patch.setattr(following, "_record", eager)


MUTATIONS: Final = (
    fall_back_after_a_time_out,
    fall_back_while_it_is_processed,
    charge_under_a_fresh_key,
    end_without_cancelling,
    act_on_late_news,
    take_over_a_charge,
    charge_before_it_is_stored,
)

_TWO: Final = ("open_shop", "link_method", "flow", "link_method", "flow", "make_invoice", "make_invoice")
FOCUS: Final[dict[str, tuple[str, ...]]] = {
    "fall_back_after_a_time_out": (*_TWO, "charge_invoice!", "repair"),
    "fall_back_while_it_is_processed": (*_TWO, "charge_invoice", "charge_invoice", "charge_balance", "flow"),
    "charge_under_a_fresh_key": (*_TWO, "charge_invoice!", "repair", "flow"),
    "end_without_cancelling": (*_TWO, "plan_refusals", "charge_invoice", "charge_balance"),
    "act_on_late_news": (*_TWO, "make_invoice", *("plan_refusals", "charge_invoice!", "repair") * 3),
    "take_over_a_charge": (*_TWO, *["charge_invoice*", "pay_invoice", "pay_balance"] * 3),
    "charge_before_it_is_stored": (*_TWO, "plan_refusals", "charge_invoice", "charge_invoice"),
}
"""The encounter that each is about."""
