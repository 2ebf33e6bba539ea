"""Mistakes in making, numbering and paying invoices."""

from dataclasses import replace
from typing import Any, Final

import pytest

from shared.invoices import service, store
from shared.payments.collecting import invoice_voiding
from shared.payments.model import PaymentState
from shared.payments.reserving import balance, chosen, reservation
from shared.payments.settling import settlement
from shared.payments.settling.release import end_payment
from shared.payments.store import read_payment
from shared.table.port import PRESENT
from tests.simulation.mutations.originals import original, patch_kinds


def count_numbers_blindly(patch: pytest.MonkeyPatch) -> None:
    """The counter is written whatever it says."""
    numbered = original(service, "numbered_writes")

    def blindly(*rest: Any) -> Any:
        number, write = numbered(*rest)
        return number, replace(write, condition=None)

    patch.setattr(service, "numbered_writes", blindly)


def void_what_is_claimed(patch: pytest.MonkeyPatch) -> None:
    """An invoice is voided while somebody pays it."""
    voided = original(invoice_voiding, "voided_update")
    patch.setattr(invoice_voiding, "free_of_claims", lambda _, invoice: invoice)
    patch.setattr(invoice_voiding, "voided_update", lambda *rest: replace(voided(*rest), condition=PRESENT))


def invoices_take_any_claim(patch: pytest.MonkeyPatch) -> None:
    """A checkout of an invoice takes what others claim, and leaves their page open."""
    patch.setattr(chosen, "free_of_claims", lambda _, payable: payable)
    patch_kinds(patch, reservation, claim=lambda claim: lambda *rest: replace(claim(*rest), condition=PRESENT))


def forget_what_went_back(patch: pytest.MonkeyPatch) -> None:
    """A refund of an invoice's money is not counted on it."""
    counted = original(store, "money_back_update")

    def nothing(invoice: Any, **_: Any) -> Any:
        return replace(counted(invoice, refunded=0, disputed=0, at=invoice.created_at), condition=PRESENT)

    patch.setattr(store, "money_back_update", nothing)


def balance_takes_what_is_claimed(patch: pytest.MonkeyPatch) -> None:
    """The snapshot has everything that is open, whoever collects for it."""
    patch.setattr(balance, "_freed", lambda _, wanted: (list(wanted), []))
    patch_kinds(patch, reservation, claim=lambda claim: lambda *rest: replace(claim(*rest), condition=PRESENT))


def balance_leaves_pages_open(patch: pytest.MonkeyPatch) -> None:
    """A checkout of one invoice is called ended, and can still be paid at the provider."""

    def forget(context: Any, payment_id: str, _: str) -> None:
        payment = read_payment(context.table, payment_id)
        if payment is not None and payment.in_flight:
            end_payment(context, payment, PaymentState.CANCELLED, reason="taken_over", session_id=payment.session_id)

    patch.setattr(balance, "close_claim", forget)


def balance_asks_for_what_is_left_out(patch: pytest.MonkeyPatch) -> None:
    """The amount is that of the balance, not that of the snapshot."""

    def whole(reserved: Any) -> int:
        asked: int = sum(each.amount for each in reserved.payables) + 700 * len(reserved.left_out)
        return asked

    changed = type("Whole", (original(balance, "Reservation"),), {"amount": property(whole)})
    patch.setattr(balance, "Reservation", changed)


def settle_a_part_of_the_snapshot(patch: pytest.MonkeyPatch) -> None:
    """Of many invoices the last one is forgotten when the money comes."""
    found = original(settlement, "_settling_writes")

    def but_one(context: Any, payment: Any, receipt: Any) -> Any:
        writes = found(context, payment, receipt)
        several = len(payment.targets) > 1 and payment.targets[0].id.startswith("inv_")
        return writes[:-1] if several else writes

    patch.setattr(settlement, "_settling_writes", but_one)


MUTATIONS: Final = (
    balance_takes_what_is_claimed,
    balance_leaves_pages_open,
    balance_asks_for_what_is_left_out,
    settle_a_part_of_the_snapshot,
    count_numbers_blindly,
    void_what_is_claimed,
    invoices_take_any_claim,
    forget_what_went_back,
)
FOCUS: Final[dict[str, tuple[str, ...]]] = {
    "count_numbers_blindly": ("open_shop", "make_invoice", "make_invoice", "send_invoice*", "make_invoice"),
    "void_what_is_claimed": ("open_shop", "make_invoice", "send_invoice", "pay_invoice", "void_invoice"),
    "invoices_take_any_claim": ("open_shop", "make_invoice", "send_invoice", "pay_invoice", "pay_invoice"),
    "forget_what_went_back": ("open_shop", "make_invoice", "send_invoice", "pay_invoice", "flow", "refund", "flow"),
    "balance_takes_what_is_claimed": ("open_shop", "make_invoice", "make_invoice", "pay_invoice", "pay_balance"),
    "balance_leaves_pages_open": ("open_shop", "make_invoice", "make_invoice", "pay_invoice", "pay_balance", "pay"),
    "balance_asks_for_what_is_left_out": ("open_shop", *["make_invoice"] * 3, "pay_invoice!", "pay_balance"),
    "settle_a_part_of_the_snapshot": ("open_shop", "make_invoice", "make_invoice", "pay_balance", "flow"),
}
"""The encounter that each is about."""
