"""Mistakes in paying from credits."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import pytest

from functions.auto_debit import handler
from shared.ids import derived_id
from shared.payments.credits import auto_debit
from shared.payments.credits.joining import Asked, Request
from shared.payments.outbox import redrive, relay
from shared.payments.settling import settlement
from shared.table.port import Put, Update
from shared.wallets.model import Consent, Wallet
from tests.simulation.mutations.originals import original
from tests.simulation.races import JOINED


def debit_ignores_the_order(patch: pytest.MonkeyPatch) -> None:
    """A debit pays an order without looking whether it is still unpaid and unclaimed."""
    patch.setattr(auto_debit, "paid_update", _unconditional(original(auto_debit, "paid_update")))


def waiting_ignores_the_order(patch: pytest.MonkeyPatch) -> None:
    """A debit says why an order waits, whatever became of it."""
    patch.setattr(auto_debit, "waiting_update", _unconditional(original(auto_debit, "waiting_update")))


def skip_wallet_sequence(patch: pytest.MonkeyPatch) -> None:
    """Two writers turn the same page."""
    writes = original(settlement, "turn_page_writes")

    def careless(*arguments: Any, **options: Any) -> tuple[Update, Put]:
        update, page = writes(*arguments, **options)
        return replace(update, condition=None), replace(page, condition=None)

    patch.setattr(settlement, "turn_page_writes", careless)
    patch.setattr(auto_debit, "turn_page_writes", careless)


def debit_without_consent(patch: pytest.MonkeyPatch) -> None:
    """Nobody asks whether automatic debit was agreed to."""
    plan, writes = original(auto_debit, "plan_debit"), original(auto_debit, "turn_page_writes")

    def agreed(wallet: Wallet, *rest: Any) -> Any:
        return plan(replace(wallet, consent=Consent("", "", datetime.min)), *rest)  # noqa: DTZ901

    patch.setattr(auto_debit, "plan_debit", agreed)
    patch.setattr(auto_debit, "turn_page_writes", lambda *rest, **_: writes(*rest))


def consent_only_at_the_look(patch: pytest.MonkeyPatch) -> None:
    """Consent that is withdrawn between the read and the write does not count."""
    writes = original(auto_debit, "turn_page_writes")
    patch.setattr(auto_debit, "turn_page_writes", lambda *rest, **_: writes(*rest))


def reuse_payment_id(patch: pytest.MonkeyPatch) -> None:
    """All debits of a wallet are one payment."""
    patch.setattr(auto_debit, "_payment_id", lambda wallet: derived_id("pay", wallet.merchant_id, wallet.currency))


def overdraw(patch: pytest.MonkeyPatch) -> None:
    """The balance may go a little below zero."""
    plan, turn = original(auto_debit, "plan_debit"), original(auto_debit, "turn_page")

    def generous(wallet: Wallet, *rest: Any) -> Any:
        return plan(replace(wallet, balance=wallet.balance + 500), *rest)

    def unchecked(wallet: Wallet, lines: Any, **rest: Any) -> Any:
        after, page = turn(replace(wallet, balance=wallet.balance + 500), lines, **rest)
        return replace(after, balance=after.balance - 500), replace(page, balance_after=page.balance_after - 500)

    patch.setattr(auto_debit, "plan_debit", generous)
    patch.setattr(auto_debit, "turn_page", unchecked)


def forget_freed_orders(patch: pytest.MonkeyPatch) -> None:
    """Only new orders are debited, not those that a checkout gave back undecided."""
    wanted = original(relay, "wanted_debit")
    patch.setattr(relay, "wanted_debit", lambda old, new, size: wanted(old, new, size) if old is None else None)


def forget_what_was_joined(patch: pytest.MonkeyPatch) -> None:
    """Of messages that are debited together only the first is."""
    joined = original(handler, "joined")

    def first_alone(messages: Iterable[Asked]) -> Iterator[tuple[int, Request]]:
        held = list(messages)
        for count, _ in joined(held):
            yield count, held[0].request
            held = held[count:]

    patch.setattr(handler, "joined", first_alone)


def redrive_the_wallet_alone(patch: pytest.MonkeyPatch) -> None:
    """What failed for good has its wallet drained, but its orders are not put where a drain finds them."""
    patch.setattr(redrive, "try_update", lambda *_: False)


def _unconditional(make: Callable[..., Update]) -> Callable[..., Update]:
    return lambda *rest, **options: replace(make(*rest, **options), condition=None)


MUTATIONS: Final = (
    debit_ignores_the_order,
    waiting_ignores_the_order,
    skip_wallet_sequence,
    debit_without_consent,
    consent_only_at_the_look,
    reuse_payment_id,
    overdraw,
    forget_freed_orders,
    forget_what_was_joined,
    redrive_the_wallet_alone,
)
FOCUS: Final = {
    "forget_what_was_joined": JOINED,
    "skip_wallet_sequence": ("agree", "place_many", "relay", "fund", "deliver_webhooks", "process*", "fund", "flow"),
    "redrive_the_wallet_alone": ("agree", "fund", "flow", "place_auto", "relay", "consume~", "redrive"),
}
