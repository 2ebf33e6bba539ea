"""What the next attempts with a payment method come to, when a test has said so."""

from typing import Any

from local.stripe_simulator.resources import cards
from local.stripe_simulator.resources.cards import Decline
from local.stripe_simulator.world import Call, World

Json = dict[str, Any]
ANY_METHOD = ""
LATER = ("pending_paid", "pending_failed", "requires_action")
KNOWN = {
    decline.decline_code or decline.code: decline
    for decline in (
        cards.GENERIC, cards.INSUFFICIENT, cards.LOST, cards.STOLEN, cards.EXPIRED, cards.BAD_CVC, cards.PROCESSING,
        cards.VELOCITY, cards.FRAUDULENT, cards.NEEDS_AUTHENTICATION,
        Decline("payment_method_provider_decline", None, "The payment was declined by the provider."),
    )
}  # fmt: skip


def plan(world: World, method: str, outcome: str, advice: str | None, count: int | None) -> Json:
    """The next `count` attempts (None: all) with `method` (ANY_METHOD: any) come to `outcome`.

    That is one of LATER, or why it is refused: a decline code of the published ones, or any other.
    """
    planned: Json = {"payment_method": method or None, "outcome": outcome, "advice": advice, "count": count}
    world.planned_outcomes.setdefault(method, []).append(planned)
    return planned


def forget(world: World, method: str) -> None:
    """Nothing is planned for it any more."""
    world.planned_outcomes.pop(method, None)


def take_outcome(call: Call, method: Json) -> Decline | str | None:
    """What this attempt comes to; None when nothing is planned. Its own plans go before those for any method."""
    plans = call.world.planned_outcomes
    for key in (method["id"], ANY_METHOD):
        for planned in plans.get(key, []):
            if planned["count"] is None:
                return named(planned)
            planned["count"] -= 1
            if planned["count"] == 0:
                plans[key].remove(planned)
            return named(planned)
    return None


def named(planned: Json) -> Decline | str:
    """The outcome that a plan names."""
    outcome = str(planned["outcome"])
    if outcome in LATER:
        return outcome
    known = KNOWN.get(outcome) or Decline("card_declined", outcome, "Your card was declined.")
    advice = planned["advice"] or known.advice
    return Decline(known.code, known.decline_code, known.message, advice)
