"""The day: shops open, wallets are filled, orders come in, buyers pay, the books are checked."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx

from local.demo.api import Api
from local.demo.books import WalletBooks, check_books
from local.demo.buyer import Buyer
from local.demo.callbacks import CallbackStory, Receiver, await_callbacks, register
from local.demo.charges import ChargeStory, charge_with_fallback
from local.demo.connected import ConnectedStory, await_connected, connect, open_connected
from local.demo.intake import PARALLEL, Receipt, send_orders
from local.demo.links import LinkStory, end_of, live_link
from local.demo.orders_file import OrderLine
from local.demo.outcomes import Outcome, judge
from local.demo.progress import Progress
from local.demo.scenario import Fate, plan_fates, plan_wallets
from local.demo.shops import Shop, fill_wallet, open_shops
from local.demo.street import Street
from local.stack.console import say
from local.stack.description import StackDescription

_QUIET_SECONDS = 45.0
_TOLD = 2
"""Merchants with a server of their own."""


@dataclass(frozen=True)
class Day:
    """What is left of the day in the evening."""

    outcomes: list[Outcome]
    charges: list[ChargeStory]
    books: list[WalletBooks]
    callbacks: list[CallbackStory]
    connected: list[ConnectedStory]

    @property
    def sound(self) -> bool:
        """Orders explained, charges paid by the second card, wallets balanced, callbacks verified, shops agree."""
        explained = all(outcome.explained for outcome in self.outcomes)
        told = all(story.sound for story in self.callbacks) and not any(story.faults for story in self.connected)
        return explained and told and all(charge.fell_back for charge in self.charges) and not self.out_of_balance

    @property
    def out_of_balance(self) -> bool:
        """Whether any wallet does not agree with its journal."""
        return any(book.faults for book in self.books)


def play_day(
    http: httpx.Client,
    stack: StackDescription,
    orders: Sequence[OrderLine],
    on_open: Callable[[list[Shop]], None],
    receiver: Receiver,
    street: Street,
) -> Day:
    """Play the orders, and beside them what connected shops send; `on_open` learns of the merchants when they exist."""
    name = f"day-{time.time_ns()}"
    operator = Api(http, stack.api_url, stack.operator_key)
    buyer = Buyer(http)
    shops = open_shops(http, stack.api_url, operator, orders, name)
    connected_merchant = open_connected(http, stack.api_url, operator, buyer, name)
    on_open([*shops.values(), connected_merchant])
    say(f"opened {len(shops) + 1} shops")
    told = list(shops.values())[:_TOLD]
    register(told, receiver)
    _fill_wallets(shops, buyer, orders, name)
    connected = connect(connected_merchant, street)
    say(f"connected {len(connected)} shops, which send their orders from now on")
    receipts = send_orders(shops, orders, Progress("orders sent", len(orders)).step)
    stories = _live_links(shops, buyer, receipts, plan_fates(orders))
    say("waiting for the last links to end")
    links = {story.order_id: end_of(story) for story in stories}
    # After the links: an order and its link are settled together, but read one after the other.
    state = _await_decisions(shops, receipts)
    outcomes = [judge(receipt, state, links) for receipt in receipts]
    charges = [charge_with_fallback(operator, shop, buyer, name) for shop in list(shops.values())[:1]]
    say("charged an invoice to a linked card, and to the next one")
    say("comparing with the connected shops")
    compared = await_connected(connected)
    say("checking the books")
    books = check_books([*shops.values(), connected_merchant])
    say("waiting for the last callbacks")
    return Day(outcomes, charges, books, await_callbacks(told, receiver, _released(told)), compared)


def _fill_wallets(shops: Mapping[str, Shop], buyer: Buyer, orders: Sequence[OrderLine], day: str) -> None:
    plans = plan_wallets(orders)
    filling = Progress("wallets filled by card", len(plans))
    for plan in plans:
        fill_wallet(shops[plan.merchant], buyer, plan, day)
        filling.step()


def _released(shops: Iterable[Shop]) -> dict[str, set[str]]:
    orders = {shop.entry.id: shop.api.listed("/v1/orders") for shop in shops}
    return {shop: {each["id"] for each in listed if each["released_at"]} for shop, listed in orders.items()}


def _live_links(
    shops: Mapping[str, Shop],
    buyer: Buyer,
    receipts: Sequence[Receipt],
    fates: Mapping[tuple[str, str, str], Fate],
) -> list[LinkStory]:
    concerned = [
        receipt
        for receipt in receipts
        if receipt.status == 201 and fates.get(receipt.line.natural_key, Fate.NO_LINK) is not Fate.NO_LINK
    ]
    progress = Progress("payment links lived through", len(concerned))

    def live(receipt: Receipt) -> LinkStory | None:
        shop = shops[receipt.line.merchant]
        order = shop.api.get(f"/v1/orders/{receipt.order_id}")
        story = live_link(shop, buyer, order, fates[receipt.line.natural_key])
        progress.step()
        return story

    with ThreadPoolExecutor(PARALLEL) as pool:
        return [story for story in pool.map(live, concerned) if story is not None]


def _await_decisions(shops: Mapping[str, Shop], receipts: Iterable[Receipt]) -> dict[str, dict[str, Any]]:
    """Wait until every order is paid or says why not; give up when nothing changes any more."""
    made = [receipt for receipt in receipts if receipt.status == 201]
    progress = Progress("orders decided", len(made))
    decided: set[str] = set()
    last_change = time.monotonic()
    while True:
        state = {order["id"]: order for shop in shops.values() for order in shop.api.listed("/v1/orders")}
        now_decided = {str(r.order_id) for r in made if _is_decided(state.get(str(r.order_id), {}))}
        for _ in now_decided - decided:
            progress.step()
            last_change = time.monotonic()
        decided |= now_decided
        if len(decided) == len(made) or time.monotonic() - last_change > _QUIET_SECONDS:
            return state
        time.sleep(0.5)


def _is_decided(order: Mapping[str, Any]) -> bool:
    return order.get("payment_status") == "paid" or order.get("unpaid_reason") is not None
