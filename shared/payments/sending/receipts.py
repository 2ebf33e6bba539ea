"""The confirmation that a buyer gets by mail once a link is paid; its id is derived, so that there is one."""

from typing import Final

from shared.clock import Clock
from shared.links.model import LinkStatus, PaymentLink
from shared.links.sendings.model import Channel, Purpose, Sending
from shared.links.sendings.recipients import problem_of, recipient_id
from shared.links.sendings.store import to_item
from shared.links.sendings.writing import Facts, write
from shared.links.store import read_link, ttl_of
from shared.merchants.service import find_merchant
from shared.messaging.addresses import is_mail_address
from shared.orders.confirming import unconfirmed_update
from shared.payables.kinds import ORDER, find_payable, kind_of
from shared.payables.model import Payable
from shared.payments.order_confirmation import receipt_id
from shared.table.attempt import try_update
from shared.table.keys import link_key, recipient_key
from shared.table.port import ABSENT, PRESENT, Check, Put, Table, TransactionFailed

_DIGEST: Final = "receipt"
"""Nobody asked for it by a request."""


def confirm_payment(table: Table, clock: Clock, link_id: str, base_url: str) -> str:
    """``queued``, or why there is nothing to send. The stream brings a queued one to whoever hands it over."""
    link, now = read_link(table, link_id), clock.now()
    if link is None or now >= link.purge_at:
        # What would be written about it would be read after its day; its page says no more that it was paid, either.
        return "forgotten"
    if link.status is not LinkStatus.PAID:
        return "not_paid"
    payable = find_payable(table, link.target_id)
    to = _address(link, payable)
    if to is None:
        return _unconfirmed(table, link, "no_address")
    if problem_of(table.get(recipient_key(recipient_id(Channel.EMAIL, to))), now, again=False) is not None:
        return _unconfirmed(table, link, "not_to_be_written_to")
    facts = Facts(link, payable, find_merchant(table, link.merchant_id), base_url)
    written = write(facts, Channel.EMAIL, Purpose.RECEIPT, {}, None)
    assert written is not None  # noqa: S101 - there is one in the default language
    sending = Sending(
        id=receipt_id(link.id),
        link_id=link.id,
        merchant_id=link.merchant_id,
        channel=Channel.EMAIL,
        purpose=Purpose.RECEIPT,
        to=to,
        language=written.language,
        subject=written.subject,
        text=written.text,
        created_at=now,
        request_digest=_DIGEST,
    )
    try:
        # Under a link that is being forgotten nobody would find it again.
        table.transact([Put(to_item(sending, ttl_of(link)), ABSENT), Check(link_key(link_id), PRESENT)])
    except TransactionFailed as refused:
        return "known" if 0 in refused.failed else "forgotten"
    return "queued"


def _unconfirmed(table: Table, link: PaymentLink, reason: str) -> str:
    """An order says so itself; where it was said before, nothing changes."""
    if kind_of(link.target_id) is ORDER:
        try_update(table, unconfirmed_update(link.target_id, link.id, reason))
    return reason


def _address(link: PaymentLink, payable: Payable) -> str | None:
    """What the buyer typed when paying, else what the shop told."""
    told = (link.buyer_email, payable.customer.get("email"))
    return next((address for address in told if address and is_mail_address(address)), None)
