"""The seeded bugs: each puts one mistake into the product, and the simulation has to notice it."""

from collections.abc import Callable
from typing import Final

import pytest

from tests.simulation.mutations import (
    of_accounts,
    of_callback_wishes,
    of_callbacks,
    of_capturing,
    of_charges,
    of_clearing,
    of_dunning,
    of_edges,
    of_endpoints,
    of_invoices,
    of_links,
    of_methods,
    of_notices,
    of_orders,
    of_retention,
    of_returns,
    of_sendings,
    of_settling,
    of_shops,
    of_taking,
    of_top_ups,
    of_wallets,
)

Break = Callable[[pytest.MonkeyPatch], None]

FOCUS: Final[dict[str, tuple[str, ...]]] = {
    **of_orders.FOCUS,
    **of_accounts.FOCUS,
    **of_retention.FOCUS,
    **of_returns.FOCUS,
    **of_wallets.FOCUS,
    **of_sendings.FOCUS,
    **of_invoices.FOCUS,
    **of_dunning.FOCUS,
    **of_notices.FOCUS,
    **of_methods.FOCUS,
    **of_charges.FOCUS,
    **of_top_ups.FOCUS,
    **of_callbacks.FOCUS,
    **of_endpoints.FOCUS,
    **of_callback_wishes.FOCUS,
    **of_clearing.FOCUS,
    **of_capturing.FOCUS,
    **of_shops.FOCUS,
    **of_taking.FOCUS,
    "ignore_other_session": ("top_up", "stray_money", "flow"),
    "repair_does_not_give_up": ("place_many", "pay_checkout!", "repair"),
    "consent_only_at_the_look": ("agree", "fund", "flow", "place_auto", "relay", "debit*", "withdraw"),
    "claim_without_condition": ("place_auto", "make_link", "press*", "press"),
    "claim_without_link_guard": ("place_auto", "make_link", "press*", "void_link"),
    "hand_out_without_guard": ("place_auto", "make_link", "press*", "void_link"),
    "timeout_means_closed": ("place_auto", "make_link", "press", "void_link!", "pay"),
    "new_key_each_time": ("place_auto", "make_link", "press!", "press", "pay"),
    "forget_events_that_the_bus_refused": ("place_auto", "make_link", "buy", "flow", "place_auto", "relay!"),
    "show_anybody": ("open_shop", "open_shop", "place_auto", "make_link", "pay_checkout", "pry", "pry", "pry"),
}
"""The encounter that a mistake is about, where it is a rare one: each history of its hunt has it."""

MUTATIONS: Final[dict[str, Break]] = {
    mistake.__name__: mistake
    for module in (
        of_settling,
        of_wallets,
        of_links,
        of_orders,
        of_retention,
        of_returns,
        of_sendings,
        of_edges,
        of_dunning,
        of_accounts,
        of_invoices,
        of_notices,
        of_methods,
        of_charges,
        of_top_ups,
        of_clearing,
        of_capturing,
        of_callbacks,
        of_endpoints,
        of_callback_wishes,
        of_shops,
        of_taking,
    )
    for mistake in module.MUTATIONS
}
