"""Mistakes in collecting what merchants owe."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, Final

import pytest

from shared.invoices import collection
from shared.payments.charging import beginning
from shared.payments.dunning import attempts, restricting
from shared.table.port import PRESENT
from tests.simulation.mutations.originals import patch_kinds


def charge_beside_others(patch: pytest.MonkeyPatch) -> None:
    """Whoever else collects for the invoice is overlooked."""
    patch.setattr(attempts, "_free", lambda _, invoice: invoice)
    patch_kinds(patch, beginning, charge=lambda charge: lambda *rest: replace(charge(*rest), condition=PRESENT))


def try_for_ever(patch: pytest.MonkeyPatch) -> None:
    """The schedule begins again when it is over."""
    after = collection.Collection.after

    def again(self: Any, failure: Any, now: Any, delays: Any, due_date: Any) -> Any:
        return after(self, failure, now, (*delays, *delays), due_date)

    patch.setattr(collection.Collection, "after", again)


def restrict_before_due(patch: pytest.MonkeyPatch) -> None:
    """The last attempt does not wait for the day after the invoice's last."""
    patch.setattr(collection, "overdue_from", lambda _: "2026-01-01T00:00:00.000Z")


def restore_too_early(patch: pytest.MonkeyPatch) -> None:
    """A restriction ends with the next run."""
    patch.setattr(restricting, "_owed", lambda *_: [])


def never_restore(patch: pytest.MonkeyPatch) -> None:
    """A restriction does not end with the payment."""
    patch.setattr(restricting, "_owed", lambda _, restriction: [SimpleNamespace(id=restriction.invoices[0])])


def leave_wallets_alone(patch: pytest.MonkeyPatch) -> None:
    """A restricted merchant's credits go on paying."""
    patch.setattr(restricting, "_hold_wallets", lambda *_: None)


MUTATIONS: Final = (
    charge_beside_others,
    try_for_ever,
    restrict_before_due,
    restore_too_early,
    never_restore,
    leave_wallets_alone,
)
_OWING: Final = ("open_shop", "make_invoice", "send_invoice")
FOCUS: Final[dict[str, tuple[str, ...]]] = {
    "charge_beside_others": (
        "open_shop",
        "link_method",
        "flow",
        "make_invoice",
        "send_invoice",
        "pay_invoice",
        "collect",
    ),
    "try_for_ever": (*_OWING, "never_pay"),
    "restrict_before_due": (*_OWING, "make_invoice", "send_invoice", "never_pay"),
    "restore_too_early": (*_OWING, "never_pay", "collect"),
    "never_restore": (*_OWING, "never_pay", "pay_invoice", "flow"),
    "leave_wallets_alone": ("open_shop", "agree", *_OWING[1:], "never_pay"),
}
"""The encounter that each is about."""
