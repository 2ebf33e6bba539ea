"""What happens next to an order, or who has to do what. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.clock import rfc3339
from shared.links.model import LinkStatus, PaymentLink
from shared.money import format_amount
from shared.orders.model import OPEN, Order, OrderStatus, PaymentStatus, UnpaidReason
from shared.payments.credits.planning import Waiting, plan_debit
from shared.payments.model import Payment, PaymentState, Target
from shared.wallets.limits import turn_of_day
from shared.wallets.model import Wallet


class StepType(StrEnum):
    """Those that need nobody: ``none_needed``, ``cancelled``, ``auto_debit_pending``, ``provider_pending``,
    ``limit_resets``, and after a top-up ``drain_after_top_up``.
    """

    NONE_NEEDED = "none_needed"
    CANCELLED = "cancelled"
    AUTO_DEBIT_PENDING = "auto_debit_pending"
    PROVIDER_PENDING = "provider_pending"
    CAPTURE = "capture"
    RECONNECT_ACCOUNT = "reconnect_account"
    LIMIT_RESETS = "limit_resets"
    DRAIN_AFTER_TOP_UP = "drain_after_top_up"
    TOP_UP = "top_up"
    DRAIN = "drain"
    RAISE_LIMIT = "raise_limit"
    RESUME_WALLET = "resume_wallet"
    ENABLE_AUTO_DEBIT = "enable_auto_debit"
    BUYER_PAYS_LINK = "buyer_pays_link"
    BUYER_PAYS_CHECKOUT = "buyer_pays_checkout"
    MAKE_LINK = "make_link"
    PAY_INVOICES = "pay_invoices"


@dataclass(frozen=True, slots=True)
class Step:
    """``at``: when it happens by itself, or until when it can be done; ``None`` where no time is known."""

    type: StepType
    text: str
    at: str | None = None


@dataclass(frozen=True, slots=True)
class Claiming:
    """The payment that holds the order's claim, and when the provider is asked about it next (RFC 3339)."""

    payment: Payment | None
    next_look: str | None


def next_step(
    order: Order,
    wallet: Wallet,
    link: PaymentLink | None,
    claiming: Claiming | None,
    now: datetime,
    *,
    restricted: bool = False,
) -> Step:
    """The one next step; ``claiming`` is ``None`` while nobody holds the claim, ``restricted`` goes for the account."""
    if order.status is OrderStatus.CANCELLED:
        return Step(StepType.CANCELLED, "The order is cancelled; nothing is collected for it.")
    if order.status is not OrderStatus.IN_PROGRESS or order.payment_status not in OPEN:
        return Step(StepType.NONE_NEEDED, "The order has been paid.")
    if claiming is not None:
        return _of_claim(order, link, claiming)
    if restricted and (link is None or link.status_at(now) is not LinkStatus.OPEN):
        return Step(StepType.PAY_INVOICES, "The account is restricted: pay its overdue invoices, see GET /v1/account.")
    if order.collect != "auto":
        return _of_link(link, now)
    if order.unpaid_reason is None:
        return Step(StepType.AUTO_DEBIT_PENDING, "Automatic debit decides on it within seconds.")
    target = Target(order.id, order.amount, order.amount_version)
    waiting = plan_debit(wallet, [target], now).waiting
    if not waiting:
        return Step(StepType.DRAIN, "Credits cover it by now: have what waits paid (drain), or pay this order.")
    return _of_wallet(wallet, waiting[0], now)


def _of_claim(order: Order, link: PaymentLink | None, claiming: Claiming) -> Step:
    payment = claiming.payment
    if payment is not None and payment.lost_at is not None:
        text = "What became of the reserved money cannot be seen: connect the account again, or cancel the order."
        return Step(StepType.RECONNECT_ACCOUNT, text)
    if payment is not None and payment.state is PaymentState.AUTHORIZED and not _decided(payment):
        until = rfc3339(payment.capture_before) if payment.capture_before else None
        return Step(StepType.CAPTURE, "The buyer's money is reserved: capture it, or cancel the order.", until)
    with_buyer = payment is not None and payment.state is PaymentState.PENDING and payment.session_id is not None
    if payment is None or not with_buyer or order.payment_status is PaymentStatus.PENDING:
        text = "A payment is on its way: the provider's word is waited for, and asked for if it does not come."
        return Step(StepType.PROVIDER_PENDING, text, claiming.next_look)
    until = rfc3339(payment.session_expires_at) if payment.session_expires_at else None
    if link is not None and payment.link_id == link.id:
        return Step(StepType.BUYER_PAYS_LINK, "A buyer has opened the payment link's checkout.", until)
    return Step(StepType.BUYER_PAYS_CHECKOUT, "A checkout that was made for this order is open.", until)


def _decided(payment: Payment) -> bool:
    """What is to become of the money that is reserved has been said."""
    return payment.capture_amount is not None or payment.releasing is not None


def _of_link(link: PaymentLink | None, now: datetime) -> Step:
    if link is None or link.status_at(now) is not LinkStatus.OPEN:
        return Step(StepType.MAKE_LINK, "Nobody can pay it yet: make a payment link, or pay it from credits.")
    return Step(StepType.BUYER_PAYS_LINK, "The buyer pays on the payment link.", rfc3339(link.expires_at))


def _of_wallet(wallet: Wallet, waiting: Waiting, now: datetime) -> Step:
    match waiting.reason:
        case UnpaidReason.AUTO_DEBIT_OFF:
            return Step(StepType.ENABLE_AUTO_DEBIT, "Agree to automatic debit and drain, or pay it otherwise.")
        case UnpaidReason.PAUSED if wallet.paused:
            return Step(StepType.RESUME_WALLET, "Automatic debit is paused: resume it, and what waits is paid.")
        case UnpaidReason.PAUSED:
            owed = f"{format_amount(wallet.debt, wallet.currency)} {wallet.currency}"
            return Step(StepType.TOP_UP, f"The wallet owes {owed}: a top-up pays that first.")
        case UnpaidReason.OVER_LIMIT if waiting.until_tomorrow:
            at = rfc3339(turn_of_day(wallet.spent, now, wallet.id))
            return Step(StepType.LIMIT_RESETS, "The daily limit is used up: it is paid when the day turns.", at)
        case UnpaidReason.OVER_LIMIT:
            return Step(StepType.RAISE_LIMIT, "It is more than the limits allow on any day: raise them, or pay it.")
    missing = f"{format_amount(waiting.shortfall or 0, wallet.currency)} {wallet.currency}"
    if wallet.drain_after_top_up:
        return Step(StepType.DRAIN_AFTER_TOP_UP, f"Credits lack {missing}: a top-up pays it by itself.")
    return Step(StepType.TOP_UP, f"Credits lack {missing}: top up and drain, or pay it otherwise.")
