"""Invoices that are to be charged by themselves, or are overdue, and the accounts of those that do not pay."""

from collections.abc import Mapping
from itertools import chain
from typing import Any

from shared.payments.dunning.collecting import collect_invoice, due_invoices
from shared.payments.dunning.context import Dunning, delays_from
from shared.payments.dunning.restricting import due_accounts, look_at_account
from shared.runtime.charge_wiring import charging_context
from shared.runtime.settings import read_settings
from shared.runtime.stripe_wiring import CollectingSettings
from shared.runtime.sweep import sweep
from shared.stripe_gateway.client import SWEEP


class Settings(CollectingSettings):
    """What collecting needs, and the days between two attempts."""

    dunning_days: str


def lambda_handler(_event: Mapping[str, Any], _context: Any) -> dict[str, Any]:
    """One sweep, accounts first: what they ask for is due then. Running late or twice does no harm."""
    settings = read_settings(Settings)
    context = charging_context(settings, SWEEP)
    dunning = Dunning(context, delays_from(settings.dunning_days))

    def act(item_id: str) -> None:
        if item_id.startswith("mer_"):
            look_at_account(context, item_id)
        else:
            collect_invoice(dunning, item_id)

    return sweep(chain(due_accounts(context), due_invoices(context)), act)
