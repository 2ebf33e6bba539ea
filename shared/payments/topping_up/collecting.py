"""Orders that credits do not pay, charged to linked methods: many in one charge, one charge at a time."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from shared.errors import InvalidRequest
from shared.ids import derived_id, random_id
from shared.money import MAX_AMOUNT
from shared.orders.model import Order
from shared.orders.store import from_item
from shared.payments.charging.beginning import ChargeAsked, begin_charge
from shared.payments.context import ChargingContext
from shared.payments.credits.draining import waiting_orders
from shared.payments.credits.planning import plan_debit
from shared.payments.model import Payment, Target
from shared.payments.request import MAX_ORDERS
from shared.payments.reserving.reservation import Reservation
from shared.stripe_gateway.amounts import chargeable_part, to_stripe
from shared.table.port import Table
from shared.wallets.model import Wallet
from shared.wallets.refills.model import Cause, Refill, Running
from shared.wallets.refills.store import changed_put

_LOOKED_AT: Final = 200


def orders_to_collect(table: Table, wallet: Wallet, now: datetime) -> list[Order]:
    """The oldest orders that linked methods are to pay, as many as one charge can be of; none when there are none.

    What credits would pay by now is left to them, and what a debt, a pause or a limit holds back stays where it is.
    """
    marked: list[Order] = []
    for page in waiting_orders(table, wallet.merchant_id, wallet.currency):
        marked += [from_item(item) for item in page if "by_methods" in item]
        if len(marked) >= _LOOKED_AT:
            break
    targets = [Target(order.id, order.amount, order.amount_version) for order in marked]
    wanted = {wait.target.id for wait in plan_debit(wallet, targets, now).waiting if wait.by_methods}
    chosen, total = list[Order](), 0
    for order in marked:
        fits = len(chosen) < MAX_ORDERS and total + order.amount <= MAX_AMOUNT
        if fits and order.id in wanted and _in_steps(order):
            chosen, total = [*chosen, order], total + order.amount
    return chosen if total and chargeable_part(total, wallet.currency) == total else []


def begin_collecting(context: ChargingContext, refill: Refill, orders: list[Order]) -> Payment:
    """The stored payment with the claims of these orders, the only such charge of this wallet that may be under way.

    Raises as :func:`~shared.payments.charging.beginning.begin_charge` does; ``idempotency_mismatch`` when another run
    began this very one.
    """
    payment_id = derived_id("pay", refill.merchant_id, "orders", refill.currency, str(refill.version))
    reserved = Reservation(currency=refill.currency, payables=tuple(orders))
    after = replace(refill, collecting=Running(payment_id, Cause.ORDERS))
    asked = ChargeAsked(
        payment_id=payment_id,
        merchant_id=refill.merchant_id,
        amount=reserved.amount,
        currency=refill.currency,
        description=reserved.description,
        payables=reserved.payables,
        request_digest=random_id("run"),  # What another run began, it goes on with itself.
    )
    return begin_charge(context, asked, [changed_put(refill, after, context.clock.now())])


def _in_steps(order: Order) -> bool:
    """Whether a sum with it can be charged; alone it may be too little."""
    try:
        to_stripe(order.amount, order.currency)
    except InvalidRequest as refused:
        return refused.code == "amount_below_minimum"
    return True
