"""What the networks tell of a message after it was handed over: SES by events, SNS by its delivery log.

https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
https://docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from shared.clock import Clock
from shared.errors import Busy, MalformedRequest
from shared.links.sendings.model import Delivery
from shared.links.sendings.recipients import mark_put
from shared.links.sendings.store import delivery_update, read_sending
from shared.payments.sending.delivering import LINK_TAG, NOTICE_TAG, SENDING_TAG
from shared.table.keys import message_key
from shared.table.port import Table, TransactionFailed, Write

_ATTEMPTS: Final = 8
_LONGEST_REASON: Final = 200
_NOT_THE_RECIPIENT: Final = (
    "max price", "quota", "spend", "origination", "body is invalid", "rate exceeded", "as spam", "this message",
    "unreachable/unavailable",
)  # fmt: skip
"""In SNS's words for a failure: about its cost, its text (which another merchant chose), or this moment."""


@dataclass(frozen=True, slots=True)
class Word:
    """What was told; ``lasting`` when it is about the recipient and not about this one message."""

    delivery: Delivery
    reason: str | None = None
    lasting: bool = False


def report_mail(table: Table, clock: Clock, body: str) -> str:
    """Take in one event of SES as EventBridge hands it over; what became of it.

    Raises ``MalformedRequest`` for what is none; one that is not about a sending of ours is left alone.
    """
    try:
        detail = json.loads(body)["detail"]
        tags = detail["mail"].get("tags") or {}
        ids = [tags[name][0] for name in (LINK_TAG, NOTICE_TAG, SENDING_TAG) if tags.get(name)]
        word = _mail_word(detail)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise MalformedRequest("not an event about a mail", code="invalid_message") from error
    if word is None or len(ids) != 2:
        return "left_alone"
    return _record(table, clock, (str(ids[0]), str(ids[1])), word)


def report_sms(table: Table, clock: Clock, line: str) -> str:
    """Take in one line of SNS's delivery log; one of a message that is not ours, or long ago, is left alone."""
    try:
        content = json.loads(line)
        message_id, status = str(content["notification"]["messageId"]), content["status"]
        reason = str(content["delivery"].get("providerResponse", ""))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise MalformedRequest("not a line of the delivery log", code="invalid_message") from error
    found = table.get(message_key(message_id))
    if found is None:
        return "left_alone"
    return _record(table, clock, (found["link_id"], found["sending_id"]), _sms_word(str(status), reason))


def _mail_word(detail: Mapping[str, Any]) -> Word | None:
    match detail["eventType"]:
        case "Delivery":
            return Word(Delivery.DELIVERED)
        case "Bounce":
            bounce = detail["bounce"]
            reason = f"{bounce['bounceType']}/{bounce.get('bounceSubType', '')}"
            return Word(Delivery.UNDELIVERABLE, reason, lasting=bounce["bounceType"] == "Permanent")
        case "Complaint":
            # A mailbox provider tells in the same way that a person has taken a mail out of the spam (RFC 6430).
            welcome = detail.get("complaint", {}).get("complaintFeedbackType") == "not-spam"
            return None if welcome else Word(Delivery.OPTED_OUT, "complaint", lasting=True)
        case "Reject":
            return Word(Delivery.UNDELIVERABLE, "rejected")
        case _:
            return None


def _sms_word(status: str, reason: str) -> Word:
    told = reason.lower()
    if status == "SUCCESS":
        return Word(Delivery.DELIVERED)
    if "opted out" in told or "opt out" in told or "opt-out" in told:
        return Word(Delivery.OPTED_OUT, reason, lasting=True)
    return Word(Delivery.UNDELIVERABLE, reason, lasting=not any(word in told for word in _NOT_THE_RECIPIENT))


def _record(table: Table, clock: Clock, ids: tuple[str, str], word: Word) -> str:
    """On the sending, and on its recipient where it lasts; what is known already changes nothing.

    Raises ``Busy`` when the sending was changed too often meanwhile: no word is lost over that.
    """
    reason = word.reason[:_LONGEST_REASON] if word.reason else None
    known_recipient = not word.lasting
    for _ in range(_ATTEMPTS):
        sending, now = read_sending(table, *ids), clock.now()
        if sending is None:
            return "forgotten"
        writes: list[Write] = []
        if sending.delivery is None or sending.delivery.rank < word.delivery.rank:
            writes.append(delivery_update(sending, word.delivery, reason, now))
        if not known_recipient:
            writes.append(mark_put(sending.channel, sending.to, word.delivery, now))
        if not writes:
            return "known"
        try:
            table.transact(writes)
        except TransactionFailed as refused:
            known_recipient = known_recipient or len(writes) - 1 in refused.failed
        else:
            return str(word.delivery)
    raise Busy("the message is being changed, try again")
