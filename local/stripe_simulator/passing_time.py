"""What happens by itself when its time comes: sessions expire, funds clear, delayed payments and refunds resolve."""

from collections.abc import Callable

from local.stripe_simulator.agenda import Entry
from local.stripe_simulator.checkout_page import completion
from local.stripe_simulator.resources import (
    balance_transactions,
    checkout_sessions,
    disputes,
    payment_attempts,
    refunds,
    setup_intents,
)
from local.stripe_simulator.world import Call, World

ACTIONS: dict[str, Callable[[Call, Entry], object]] = {
    "session_expires": lambda call, entry: checkout_sessions.time_is_up(call),
    "funds_available": lambda call, entry: balance_transactions.make_available(call),
    "authorization_expires": lambda call, entry: payment_attempts.authorization_expires(call),
    "payment_resolves": lambda call, entry: completion.payment_resolves(call, entry.detail),
    "setup_resolves": lambda call, entry: setup_intents.resolve(call, entry.detail),
    "refund_resolves": lambda call, entry: refunds.resolve(call, entry.detail),
    "dispute_opens": lambda call, entry: disputes.opens(call, entry.detail),
}


def run_due(world: World) -> None:
    """Does everything that is due by now, in order of time."""
    now = world.precise_time()
    while entry := world.agenda.take_due(now):
        call = Call(world, world.account(entry.account), ids=(entry.target,))
        ACTIONS[entry.kind](call, entry)
