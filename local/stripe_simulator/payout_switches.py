"""Switches for payouts under `/_sim`; described in README.md."""

from collections.abc import Callable
from typing import Any

from local.stripe_simulator.errors import ControlError
from local.stripe_simulator.resources import payouts
from local.stripe_simulator.wire import Request
from local.stripe_simulator.world import Call, World

Json = dict[str, Any]


def pay_out(world: World, request: Request, body: Json) -> Json:
    """Pays out what is available of `account` in `currency`, or `amount` of it by hand."""
    amount = body.get("amount")
    if amount is not None and (not isinstance(amount, int) or amount <= 0):
        raise ControlError("amount must be a whole number above zero")
    call = Call(world, world.account(str(body.get("account", ""))))
    return payouts.pay_out(call, str(body.get("currency", "eur")).lower(), amount=amount)


def move_payout(world: World, request: Request, body: Json) -> Json:
    """What happens to `payout` now: `reconciled`, `paid` or `failed`."""
    happens: dict[str, Callable[[Call], Json]] = {
        "reconciled": payouts.reconcile,
        "paid": payouts.arrive,
        "failed": payouts.fail,
    }
    if body.get("becomes") not in happens:
        raise ControlError("becomes must be reconciled, paid or failed")
    call = Call(world, world.account(str(body.get("account", ""))), ids=(str(body.get("payout", "")),))
    return happens[body["becomes"]](call)
