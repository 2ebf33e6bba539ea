"""A crash at any call of any use case, then the retry that its caller makes: no duplicate, nothing stuck."""

from collections.abc import Callable

import pytest

from tests.functional.handlers.books import audit, nothing_is_stuck
from tests.functional.handlers.crash_scenarios import SCENARIOS, Scenario
from tests.functional.handlers.crash_scenarios_of_accounts import ACCOUNT_SCENARIOS
from tests.functional.handlers.crash_scenarios_of_capturing import CAPTURING_SCENARIOS
from tests.functional.handlers.crash_scenarios_of_changing import CHANGING_SCENARIOS
from tests.functional.handlers.crash_scenarios_of_charging import CHARGING_SCENARIOS
from tests.functional.handlers.crash_scenarios_of_clearing import CLEARING_SCENARIOS
from tests.functional.handlers.crash_scenarios_of_deliveries import DELIVERY_SCENARIOS
from tests.functional.handlers.crash_scenarios_of_documents import DOCUMENT_SCENARIOS
from tests.functional.handlers.crash_scenarios_of_dunning import DUNNING_SCENARIOS
from tests.functional.handlers.crash_scenarios_of_invoices import INVOICE_SCENARIOS
from tests.functional.handlers.crash_scenarios_of_links import LINK_SCENARIOS
from tests.functional.handlers.crash_scenarios_of_methods import METHOD_SCENARIOS
from tests.functional.handlers.crash_scenarios_of_notices import NOTICE_SCENARIOS
from tests.functional.handlers.crash_scenarios_of_paying import PAYING_SCENARIOS
from tests.functional.handlers.crash_scenarios_of_returns import RETURN_SCENARIOS
from tests.functional.handlers.crash_scenarios_of_sending import SENDING_SCENARIOS
from tests.functional.handlers.crash_scenarios_of_shops import SHOP_SCENARIOS
from tests.functional.handlers.crash_scenarios_of_top_ups import TOP_UP_SCENARIOS
from tests.functional.handlers.crash_scenarios_of_wallets import WALLET_SCENARIOS
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.shop import Shop
from tests.support.world import World

ALL = (
    *SCENARIOS,
    *LINK_SCENARIOS,
    *DOCUMENT_SCENARIOS,
    *PAYING_SCENARIOS,
    *CHANGING_SCENARIOS,
    *WALLET_SCENARIOS,
    *RETURN_SCENARIOS,
    *SENDING_SCENARIOS,
    *ACCOUNT_SCENARIOS,
    *INVOICE_SCENARIOS,
    *DUNNING_SCENARIOS,
    *NOTICE_SCENARIOS,
    *METHOD_SCENARIOS,
    *CHARGING_SCENARIOS,
    *TOP_UP_SCENARIOS,
    *CAPTURING_SCENARIOS,
    *CLEARING_SCENARIOS,
    *SHOP_SCENARIOS,
    *DELIVERY_SCENARIOS,
)


@pytest.mark.parametrize("make", ALL, ids=lambda make: make.__name__)
def test_no_crash_leaves_a_duplicate_or_anything_stuck(
    world: World, interruptions: Interruptions, make: Callable[[Shop], Scenario]
) -> None:
    changes, died = 0, True
    while died:
        world.start_over()
        scenario = make(Shop(world, world.merchant()))
        died = interruptions.kills(scenario.run, after=changes)
        where = f"died after {interruptions.calls}"
        scenario.run()
        world.settle_down()
        scenario.check()
        audit(world)
        nothing_is_stuck(world)
        released = {event["id"]: event["data"]["order_id"] for event in world.released()}
        paid = [order["id"] for order in world.items("order") if "released_at" in order]
        assert sorted(released.values()) == sorted(paid), where
        changes += 1
    assert changes > 2, "this use case changes nothing to die after"
