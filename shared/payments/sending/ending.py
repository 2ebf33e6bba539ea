"""The ends of a sending that was not, or may not have been, handed over; a refused one's fee goes back once."""

from typing import Final

from shared.clock import Clock
from shared.errors import Busy, MalformedRequest
from shared.links.sendings.model import Sending, SendingStatus
from shared.links.sendings.store import failed_update, read_sending, unknown_update
from shared.links.store import read_link
from shared.notifications.model import NoticeMail
from shared.notifications.store import mail_update
from shared.orders.confirming import unconfirmed_update
from shared.payables.kinds import ORDER, kind_of
from shared.payments.notifying.news import News
from shared.payments.sending.fees import returning_writes
from shared.payments.sending.messages import ConfirmPayment, HandOver, MailNotice, read_message
from shared.table.attempt import try_update
from shared.table.port import Put, Table, TransactionFailed, Write
from shared.wallets.store import read_wallet

_ATTEMPTS: Final = 8


def fail(table: Table, clock: Clock, sending: Sending, reason: str, mark: Put | None = None) -> SendingStatus:
    """Record that it was certainly not handed over and credit its fee back, together with ``mark`` if there is one.

    Another run may have written the end meanwhile: then nothing changes. Raises ``Busy`` when other writers of the
    wallet were in the way too often.
    """
    for _ in range(_ATTEMPTS):
        now = clock.now()
        writes: list[Write] = [failed_update(sending, reason, now)]
        if sending.fee and sending.currency:
            wallet = read_wallet(table, sending.merchant_id, sending.currency)
            writes += returning_writes(wallet, sending, now)
        if mark is not None:
            writes.append(mark)  # Never refused: there is no weightier word than that of who wants no messages.
        try:
            table.transact(writes)
        except TransactionFailed as refused:
            if 0 in refused.failed:
                return _as_it_stands(table, sending)
        else:
            return SendingStatus.FAILED
    raise Busy("the wallet is being changed, try again")


def give_up_message(table: Table, clock: Clock, body: str) -> None:
    """The end of a sending whose message failed for good: what waits has failed, what was begun is unknown.

    News become a notice all the same; a notice whose mail could not be written has none. Raises ``MalformedRequest``,
    also for a confirmation that could not be written: its order says so, and it is kept for a person to see.
    """
    wanted = read_message(body)
    match wanted:
        case ConfirmPayment():
            _leave_unconfirmed(table, wanted.link_id)
            raise MalformedRequest("a confirmation that could not be written", code="invalid_message")
        case News():
            wanted.tell(table, clock.now())
        case MailNotice():
            try_update(table, mail_update(wanted.notice_id, NoticeMail.OFF, "not_written"))
        case HandOver():
            _give_up(table, clock, wanted)


def _leave_unconfirmed(table: Table, link_id: str) -> None:
    """Else the order would say for good that the mail is on its way."""
    link = read_link(table, link_id)
    if link is not None and kind_of(link.target_id) is ORDER:
        try_update(table, unconfirmed_update(link.target_id, link.id, "not_written"))


def _give_up(table: Table, clock: Clock, wanted: HandOver) -> None:
    sending = read_sending(table, wanted.owner_id, wanted.sending_id)
    if sending is None:
        return
    if sending.status is SendingStatus.QUEUED:
        fail(table, clock, sending, "provider_unavailable")
    elif sending.status is SendingStatus.SENDING:
        try_update(table, unknown_update(sending, clock.now()))


def _as_it_stands(table: Table, sending: Sending) -> SendingStatus:
    current = read_sending(table, sending.owner_id, sending.id)
    return current.status if current is not None else SendingStatus.FAILED
