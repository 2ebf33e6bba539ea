"""Mistakes in making, numbering and paying invoices."""

from dataclasses import replace
from typing import Any, Final

import pytest

from shared.invoices import service, store
from shared.payments.collecting import invoice_voiding
from shared.payments.reserving import chosen, reservation
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


MUTATIONS: Final = (count_numbers_blindly, void_what_is_claimed, invoices_take_any_claim, forget_what_went_back)
FOCUS: Final[dict[str, tuple[str, ...]]] = {
    "count_numbers_blindly": ("open_shop", "make_invoice", "make_invoice", "send_invoice*", "make_invoice"),
    "void_what_is_claimed": ("open_shop", "make_invoice", "send_invoice", "pay_invoice", "void_invoice"),
    "invoices_take_any_claim": ("open_shop", "make_invoice", "send_invoice", "pay_invoice", "pay_invoice"),
    "forget_what_went_back": ("open_shop", "make_invoice", "send_invoice", "pay_invoice", "flow", "refund", "flow"),
}
"""The encounter that each is about."""
