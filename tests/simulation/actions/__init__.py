"""What people, queues and time do, as one table: a new issue adds a module and its rows."""

from typing import Final

from tests.simulation.actions import (
    accounts,
    aging,
    buyers,
    charges,
    deliveries,
    dunning,
    invoices,
    keys,
    links,
    methods,
    notices,
    orders,
    payments,
    readers,
    returns,
    sendings,
    shops,
    strays,
    streams,
    time,
    top_ups,
    wallets,
)
from tests.simulation.actions.action import Action

ACTIONS: Final[dict[str, Action]] = {
    **shops.ACTIONS,
    **orders.ACTIONS,
    **wallets.ACTIONS,
    **links.ACTIONS,
    **sendings.ACTIONS,
    **buyers.ACTIONS,
    **readers.ACTIONS,
    **payments.ACTIONS,
    **invoices.ACTIONS,
    **notices.ACTIONS,
    **charges.ACTIONS,
    **keys.ACTIONS,
    **returns.ACTIONS,
    **strays.ACTIONS,
    **streams.ACTIONS,
    **deliveries.ACTIONS,
    **time.ACTIONS,
    **accounts.ACTIONS,
    **aging.ACTIONS,
    **methods.ACTIONS,
    **dunning.ACTIONS,
    **top_ups.ACTIONS,
}
