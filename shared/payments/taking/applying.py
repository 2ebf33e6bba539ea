"""A step made by the use case that makes it for the API, too; each is safe against every repeat."""

from shared.errors import Busy, Conflict, InvalidRequest
from shared.links.model import LinkTerms
from shared.links.service import new_link, place_order_with_link
from shared.orders.means import paid_in_shop
from shared.orders.model import Order
from shared.orders.service import place_order
from shared.payments.collecting.order_change import change_order
from shared.payments.context import PaymentContext
from shared.payments.external.placing import place_external
from shared.payments.external.settling import settle_external
from shared.payments.returns.cancellation import cancel_order
from shared.payments.taking.deciding import Decided, Step, conflict, paid_here
from shared.payments.taking.outcomes import PENDING
from shared.payments.taking.reading import invalid
from shared.payments.taking.said import Said
from shared.payments.taking.wanting import CHANGEABLE, Wanted
from shared.shops.delivery import Outcome


def apply(
    context: PaymentContext, step: Step, wanted: Wanted | None, before: Said | None, order: Order | None
) -> Decided:
    """Make it; what became of it. ``before`` and ``order`` are as it was decided on.

    Raises ``Busy`` and the provider's errors, and ``Conflict`` (``payment_pending``) for what may be done later.
    """
    try:
        if step is Step.CANCEL and order is not None:
            return _cancelled(context, order)
        if wanted is None:
            raise ValueError(f"{step} without an order that is asked for")
        if order is None:
            return _placed(context, step, wanted.order)
        if step is Step.SETTLE:
            return _settled(_settle(context, wanted.order, order))
        return _changed(context, wanted, before, order)
    except Conflict as refused:
        return _refused(refused)
    except InvalidRequest as refused:
        return invalid(refused)


def _placed(context: PaymentContext, step: Step, order: Order) -> Decided:
    if step is Step.PLACE_PAID:
        if not place_external(context, order).order.settled:
            raise _placed_meanwhile()
        return _applied("recorded")
    if order.collect == "link":
        place_order_with_link(context.table, order, new_link(order, LinkTerms(), context.clock.now()))
    else:
        place_order(context.table, order)
    return _applied("created")


def _settle(context: PaymentContext, wanted: Order, order: Order) -> Order:
    """As the shop says that it was paid; in another currency than the order's its amounts say nothing of it."""
    if wanted.currency != order.currency:
        return settle_external(context, order.merchant_id, order.id, order.amount)
    kept = {name: value for name, value in order.details.items() if name not in CHANGEABLE}
    return settle_external(context, order.merchant_id, order.id, wanted.amount, kept | wanted.details)


def _changed(context: PaymentContext, wanted: Wanted, before: Said | None, order: Order) -> Decided:
    change_order(context, order.merchant_id, order.id, wanted.change())
    # Of a run that died before it could remember that it made the order.
    made = before is None and order.request_digest == wanted.order.request_digest
    return _applied("created" if made else "changed")


def _cancelled(context: PaymentContext, order: Order) -> Decided:
    cancel_order(context, order.merchant_id, order.id)
    return _applied("cancelled")


def _settled(order: Order) -> Decided:
    """Somebody may have been quicker."""
    if order.withdrawn:
        return conflict("order_cancelled")
    return _applied("recorded") if paid_in_shop(order.paid_means) else paid_here()


def _applied(action: str) -> Decided:
    return Decided(outcome=Outcome.APPLIED, action=action)


def _refused(refused: Conflict) -> Decided:
    if refused.code == PENDING:
        raise refused
    if refused.code == "order_conflict":
        raise _placed_meanwhile() from refused
    return conflict(refused.code, refused.message)


def _placed_meanwhile() -> Busy:
    """It stands now, and is changed when the message comes again."""
    return Busy("the order was placed meanwhile, try again")
