"""Handing a sending over, once: what is not known to have failed is never handed over again."""

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from shared.clock import Clock
from shared.errors import AppError, Busy, OutcomeUnknown, ProviderRejected
from shared.links.model import LinkStatus
from shared.links.sendings.model import Channel, Delivery, Purpose, Sending, SendingStatus
from shared.links.sendings.recipients import mark_put
from shared.links.sendings.store import (
    begin_update,
    message_put,
    read_sending,
    sent_update,
    unknown_update,
    wait_update,
)
from shared.links.store import find_link
from shared.merchants.service import find_merchant
from shared.messaging.addresses import is_mail_address
from shared.messaging.port import Mail, MailSender, SmsSender
from shared.payments.notifying.mailing import why_not_mailed, write_mail
from shared.payments.notifying.news import News
from shared.payments.sending.ending import fail
from shared.payments.sending.messages import ConfirmPayment, HandOver, MailNotice, read_message
from shared.payments.sending.receipts import confirm_payment
from shared.table.attempt import try_update
from shared.table.port import Table, TransactionFailed, Write

LINK_TAG: Final = "orderpay_link"
NOTICE_TAG: Final = "orderpay_notice"
SENDING_TAG: Final = "orderpay_sending"
"""By which a mail's events name what they are about."""


@dataclass(frozen=True, slots=True)
class Courier:
    """What handing over works with; ``base_url`` is where buyers find their receipt."""

    table: Table
    clock: Clock
    sms: SmsSender
    mail: MailSender
    base_url: str


class _NotToBeSent(Exception):
    """There is a reason of ours; the text is its code. ``opted_out``: this person wants no messages."""

    def __init__(self, reason: str, *, opted_out: bool = False) -> None:
        super().__init__(reason)
        self.opted_out = opted_out


def carry_out(courier: Courier, body: str) -> str:
    """What became of the message's wish. Raises an error that is retryable when it may be tried again."""
    wanted = read_message(body)
    match wanted:
        case ConfirmPayment():
            return confirm_payment(courier.table, courier.clock, wanted.link_id, courier.base_url)
        case MailNotice():
            return write_mail(courier.table, courier.clock, wanted.notice_id, courier.base_url)
        case News():
            return "told" if wanted.tell(courier.table, courier.clock.now()) else "known"
        case HandOver():
            sending = read_sending(courier.table, wanted.owner_id, wanted.sending_id)
            return hand_over(courier, sending) if sending is not None else "forgotten"


def hand_over(courier: Courier, sending: Sending) -> SendingStatus:
    """Where the sending is now. Raises an error that is retryable when it waits to be tried again, or was begun."""
    now = courier.clock.now()
    if sending.status is SendingStatus.SENDING:
        # A run before this one died, or is at it in this very moment: then its own word will replace this one.
        try_update(courier.table, unknown_update(sending, now))
        return SendingStatus.UNKNOWN
    if sending.status is not SendingStatus.QUEUED:
        return sending.status
    if not try_update(courier.table, begin_update(sending, now)):
        # By another run, or by this one and the answer was lost: the message comes again and sees what it became.
        raise Busy("the message is being handed over")
    return _begun(courier, replace(sending, status=SendingStatus.SENDING, attempts=sending.attempts + 1))


def _begun(courier: Courier, sending: Sending) -> SendingStatus:
    try:
        try:
            provider_id = _send(courier, sending)
        except (_NotToBeSent, ProviderRejected) as refusal:
            return _refused(courier, sending, refusal)
    except OutcomeUnknown:
        try_update(courier.table, unknown_update(sending, courier.clock.now()))
        return SendingStatus.UNKNOWN
    except AppError:
        # Certainly not taken; or refused, while the fee could not go back: then it is tried, and refused, once more.
        try_update(courier.table, wait_update(sending, courier.clock.now()))
        raise
    return _sent(courier, sending, provider_id)


def _refused(courier: Courier, sending: Sending, refusal: _NotToBeSent | ProviderRejected) -> SendingStatus:
    if isinstance(refusal, ProviderRejected):
        return fail(courier.table, courier.clock, sending, refusal.provider_code or "provider_rejected")
    now = courier.clock.now()
    mark = mark_put(sending.channel, sending.to, Delivery.OPTED_OUT, now) if refusal.opted_out else None
    return fail(courier.table, courier.clock, sending, str(refusal), mark)


def _send(courier: Courier, sending: Sending) -> str:
    """The provider's id. Everything that can refuse comes before the one call that cannot be taken back."""
    if sending.purpose is Purpose.REQUEST:
        _must_still_be_open(courier, sending)
    if sending.purpose is Purpose.NOTICE:
        _must_still_be_wanted(courier, sending)
    if sending.channel is Channel.SMS:
        if courier.sms.is_opted_out(sending.to):
            raise _NotToBeSent("recipient_opted_out", opted_out=True)
        return courier.sms.send(sending.to, sending.text)
    return courier.mail.send(_mail(courier, sending))


def _mail(courier: Courier, sending: Sending) -> Mail:
    """From the merchant to its buyer, or from the platform to the merchant."""
    name, reply_to = "", None
    if sending.purpose is not Purpose.NOTICE:
        merchant = find_merchant(courier.table, sending.merchant_id)
        # An address that SES would refuse takes no part in the mail with it.
        reply_to = merchant.email if merchant.email and is_mail_address(merchant.email) else None
        name = merchant.name
    return Mail(
        to=sending.to,
        subject=sending.subject or "",
        text=sending.text,
        sender_name=name,
        reply_to=reply_to,
        tags={LINK_TAG if sending.link_id else NOTICE_TAG: sending.owner_id, SENDING_TAG: sending.id},
    )


def _must_still_be_open(courier: Courier, sending: Sending) -> None:
    """Nobody is asked to pay by a link that was paid or withdrawn while the message waited."""
    status = find_link(courier.table, sending.owner_id).status_at(courier.clock.now())
    if status is not LinkStatus.OPEN:
        raise _NotToBeSent(f"link_{status}")


def _must_still_be_wanted(courier: Courier, sending: Sending) -> None:
    """Nobody is told by mail who has switched it off, or complained, while the message waited."""
    reason = why_not_mailed(courier.table, sending, courier.clock.now())
    if reason is not None:
        raise _NotToBeSent(reason)


def _sent(courier: Courier, sending: Sending, provider_id: str) -> SendingStatus:
    now = courier.clock.now()
    writes: list[Write] = [sent_update(sending, provider_id, now)]
    if sending.channel is Channel.SMS:
        writes.append(message_put(sending, provider_id, now))
    # Refused when a network has told of it already, or it has been forgotten: sent it is in any case.
    with suppress(TransactionFailed):
        courier.table.transact(writes)
    return SendingStatus.SENT
