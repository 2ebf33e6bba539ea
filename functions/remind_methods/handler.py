"""Linked methods that are due: cards that are about to expire, and set-ups and unlinkings that are not at their end."""

from collections.abc import Mapping
from itertools import chain
from typing import Any

from shared.payments.linking.looking import due_methods, tend_methods
from shared.payments.linking.setting_up import due_setups, tend_setup
from shared.runtime.method_wiring import linking_context
from shared.runtime.settings import read_settings
from shared.runtime.stripe_wiring import CollectingSettings
from shared.runtime.sweep import sweep
from shared.stripe_gateway.client import SWEEP


class Settings(CollectingSettings):
    """What asking Stripe needs."""


def lambda_handler(_event: Mapping[str, Any], _context: Any) -> dict[str, Any]:
    """One sweep; what failed is due again, so running late or twice does no harm."""
    context = linking_context(read_settings(Settings), SWEEP)

    def tend(item_id: str) -> None:
        (tend_setup if item_id.startswith("set_") else tend_methods)(context, item_id)

    return sweep(chain(due_setups(context), due_methods(context)), tend)
