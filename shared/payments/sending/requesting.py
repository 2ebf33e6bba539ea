"""A merchant has a link sent: the message is stored to the letter and its fee taken, together or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from shared.clock import Clock, rfc3339
from shared.errors import Busy, Conflict, FieldError, InvalidRequest, NotFound
from shared.ids import is_id, request_id
from shared.links.documents.model import document_problem
from shared.links.model import LinkStatus, PaymentLink
from shared.links.sendings.addresses import address_of
from shared.links.sendings.model import MAX_MAIL_CHARACTERS, MAX_SENDINGS, Channel, Purpose, Sending, SendingStatus
from shared.links.sendings.recipients import problem_of, recipient_id
from shared.links.sendings.segments import MAX_CHARACTERS, segments_of
from shared.links.sendings.store import from_item, to_item
from shared.links.sendings.template_service import from_item as templates_from_item
from shared.links.sendings.templates import Templates
from shared.links.sendings.writing import Facts, Written, known_languages, write
from shared.links.store import from_item as link_from_item
from shared.links.store import link_collection, sending_counted, ttl_of
from shared.merchants.model import Merchant
from shared.merchants.store import merchant_from_item
from shared.payables.kinds import kind_of
from shared.payments.sending.fees import fee_of, taking_writes
from shared.table.create import key_reused, same_request
from shared.table.keys import Key, link_key, link_template_key, merchant_key, recipient_key, wallet_key
from shared.table.port import ABSENT, Item, Put, Table, TransactionFailed, Write
from shared.wallets.model import Wallet
from shared.wallets.store import from_item as wallet_from_item

if TYPE_CHECKING:
    from shared.links.sendings.request import SendRequest

_ATTEMPTS: Final = 8
_ON_ITS_WAY: Final = frozenset({SendingStatus.QUEUED, SendingStatus.SENDING})


@dataclass(frozen=True, slots=True)
class Post:
    """What sending works with: ``fees`` are the deployment's for one SMS, ``base_url`` is where buyers pay."""

    table: Table
    clock: Clock
    base_url: str
    fees: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Collection:
    """A link, its sendings, and the link's own item."""

    link: PaymentLink
    sendings: Sequence[Item]
    item: Item


def send_link(
    post: Post, merchant_id: str, link_id: str, request: "SendRequest", idempotency_key: str | None
) -> Sending:
    """The sending, queued; a repeat under the same idempotency key gets the one that it made, and pays nothing.

    Raises ``NotFound``; ``InvalidRequest`` for an address, a language or a length; ``Conflict`` when the link cannot be
    paid, its document is not there, the recipient is not to be written to, or the credits do not cover the fee;
    ``Busy`` when other writers were in the way too often, and nothing has then changed.
    """
    sending_id = None
    for _ in range(_ATTEMPTS):
        found = _collection(post, merchant_id, link_id)
        sending_id = sending_id or _sending_id(found.link, idempotency_key)
        made = next((item for item in found.sendings if item["id"] == sending_id), None)
        if made is not None:
            return from_item(same_request(made, request.digest(), key_reused()))
        sending, writes = _wanted(post, found, request, sending_id)
        try:
            post.table.transact(writes)
        except TransactionFailed:
            continue  # Another sending, another writer of the wallet, or the end of the link: the next look tells.
        return sending
    raise Busy("the link or the wallet is being changed, try again")


def _sending_id(link: PaymentLink, idempotency_key: str | None) -> str:
    """Of this very link: one made under the key of a forgotten one has its id, and the books keep the fees of both."""
    return request_id("snd", f"{link.id} {rfc3339(link.created_at)}", "send", idempotency_key)


def _collection(post: Post, merchant_id: str, link_id: str) -> _Collection:
    items = link_collection(post.table, link_id) if is_id("lnk", link_id) else []
    link = next((item for item in items if Key(item["pk"], item["sk"]) == link_key(link_id)), None)
    if link is None or link["merchant_id"] != merchant_id:
        raise NotFound("no such payment link")
    sendings, read = [item for item in items if item["kind"] == "sending"], link_from_item(link)
    if post.clock.now() >= read.purge_at:
        raise NotFound("no such payment link")
    return _Collection(read, sendings, link)


def _wanted(post: Post, found: _Collection, request: "SendRequest", sending_id: str) -> tuple[Sending, list[Write]]:
    """The sending of what was read, and the writes that hold only if none of it has changed."""
    link, now, channel = found.link, post.clock.now(), Channel(request.channel)
    facts, own = _facts(post, link)
    _must_be_payable(facts, now)
    to = address_of(request, facts.payable, facts.merchant)
    _must_not_repeat(found.sendings, to, again=request.again)
    mark, wallet = _mark_and_wallet(post.table, facts.merchant, channel, to)
    problem = problem_of(mark, now, again=request.again)
    if problem is not None:
        raise problem
    written = _written(facts, channel, own, request.language)
    sending = Sending(
        id=sending_id,
        link_id=link.id,
        merchant_id=link.merchant_id,
        channel=channel,
        purpose=Purpose.REQUEST,
        to=to,
        language=written.language,
        subject=written.subject,
        text=written.text,
        created_at=now,
        request_digest=request.digest(),
    )
    if channel is Channel.SMS:
        segments = segments_of(written.text).count
        fee = fee_of(facts.merchant, post.fees, segments)
        sending = replace(sending, segments=segments, fee=fee, currency=wallet.currency)
    counted = sending_counted(found.item)
    writes: list[Write] = [Put(to_item(sending, ttl_of(link)), ABSENT), counted]
    return sending, writes + (taking_writes(wallet, sending, now) if sending.fee else [])


def _facts(post: Post, link: PaymentLink) -> tuple[Facts, Templates]:
    kind = kind_of(link.target_id)
    keys = [kind.key(link.target_id), merchant_key(link.merchant_id), link_template_key(link.merchant_id)]
    items = {item["kind"]: item for item in post.table.batch_get(keys)}
    if kind.noun not in items or "merchant" not in items:
        raise NotFound("no such payment link")
    facts = Facts(link, kind.read(items[kind.noun]), merchant_from_item(items["merchant"]), post.base_url)
    return facts, templates_from_item(items.get("link_template"))


def _must_be_payable(facts: Facts, now: datetime) -> None:
    status = facts.link.status_at(now)
    if status is not LinkStatus.OPEN:
        raise Conflict(f"the payment link is {status}", code=f"link_{status}")
    if not facts.payable.payable:
        raise facts.payable.refusal()
    if facts.payable.amount_version != facts.link.amount_version:
        raise Conflict("the amount has changed since this link was made", code="amount_changed")
    problem = document_problem(facts.link, now)
    if problem is not None:
        raise problem


def _must_not_repeat(sendings: Sequence[Item], to: str, *, again: bool) -> None:
    """Nobody gets the same link again while it is on its way, nor blindly after nobody knows whether it came."""
    if len(sendings) >= MAX_SENDINGS:
        raise Conflict(f"this link was sent {MAX_SENDINGS} times", code="too_many_sendings")
    states = {SendingStatus(item["status"]) for item in sendings if item["to"].lower() == to.lower()}
    if states & _ON_ITS_WAY:
        raise Conflict("the link is on its way to this recipient", code="sending_in_progress")
    if SendingStatus.UNKNOWN in states and not again:
        raise Conflict("nobody knows whether this recipient has got it", code="sending_unknown")


def _mark_and_wallet(table: Table, merchant: Merchant, channel: Channel, to: str) -> tuple[Item | None, Wallet]:
    keys = [recipient_key(recipient_id(channel, to)), wallet_key(merchant.id, merchant.currency)]
    items = {item["kind"]: item for item in table.batch_get(keys if channel is Channel.SMS else keys[:1])}
    empty = Wallet(merchant_id=merchant.id, currency=merchant.currency)
    return items.get("recipient"), wallet_from_item(items["wallet"]) if "wallet" in items else empty


def _written(facts: Facts, channel: Channel, own: Templates, asked: str | None) -> Written:
    written = write(facts, channel, Purpose.REQUEST, own, asked)
    if written is None:
        known = ", ".join(known_languages(own, channel))
        raise _invalid("language", "unknown_language", f"there is no text in this language; there are {known}")
    longest = MAX_CHARACTERS if channel is Channel.SMS else MAX_MAIL_CHARACTERS
    if len(written.text) > longest:
        raise _invalid("channel", "message_too_long", f"the text has more than {longest} characters")
    return written


def _invalid(field: str, code: str, message: str) -> InvalidRequest:
    return InvalidRequest("the request is not valid", errors=[FieldError(field, code, message)])
