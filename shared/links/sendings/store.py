"""Sendings as table items, and their changes of state."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from shared.clock import parse_rfc3339, rfc3339
from shared.links.sendings.model import Channel, Delivery, Purpose, Sending, SendingStatus
from shared.table.keys import message_key, sending_key
from shared.table.port import ABSENT, Condition, Item, Put, Table, Update

_TIMES: Final = ("created_at", "changed_at", "delivered_at")
_WORDS: Final[dict[str, Any]] = {
    "channel": Channel, "purpose": Purpose, "status": SendingStatus, "delivery": Delivery,
}  # fmt: skip
_TOLD_WITHIN: Final = timedelta(days=7)
"""A network's word about a message comes within 72 hours
(https://repost.aws/knowledge-center/monitor-sns-texts-cloudwatch)."""


def to_item(sending: Sending, kept: Mapping[str, int]) -> Item:
    """The item of a new sending. ``kept`` is the TTL of what it belongs to, with which the table deletes it."""
    values: Item = {
        name: str(value) if name in _WORDS else value
        for name in Sending.__dataclass_fields__
        if name not in _TIMES and (value := getattr(sending, name)) is not None
    }
    values |= {name: rfc3339(moment) for name in _TIMES if (moment := getattr(sending, name)) is not None}
    pk, sk = sending_key(sending.owner_id, sending.id)
    return values | {"pk": pk, "sk": sk, "kind": "sending", **kept}


def from_item(item: Item) -> Sending:
    """The sending in an item."""
    values: dict[str, Any] = {name: item[name] for name in Sending.__dataclass_fields__ if name in item}
    values |= {name: parse_rfc3339(item[name]) for name in _TIMES if name in item}
    values |= {name: word(item[name]) for name, word in _WORDS.items() if name in item}
    return Sending(**values)


def read_sending(table: Table, owner_id: str, sending_id: str) -> Sending | None:
    """One sending of a link, or of a notice; ``None`` when it has been forgotten."""
    item = table.get(sending_key(owner_id, sending_id))
    return from_item(item) if item else None


def begin_update(sending: Sending, at: datetime) -> Update:
    """From now on nobody may hand it over but the run that made this write."""
    changes = {"status": "sending", "attempts": sending.attempts + 1, "changed_at": rfc3339(at)}
    as_read = Condition(
        "#status = :queued AND #attempts = :attempts", {"queued": "queued", "attempts": sending.attempts}
    )
    return Update(sending_key(sending.owner_id, sending.id), changes, condition=as_read)


def wait_update(sending: Sending, at: datetime) -> Update:
    """It was certainly not taken: another run may begin."""
    return Update(_key(sending), {"status": "queued", "changed_at": rfc3339(at)}, condition=_mine(sending))


def sent_update(sending: Sending, provider_id: str, at: datetime) -> Update:
    """The provider took it."""
    changes = {"status": "sent", "provider_id": provider_id, "changed_at": rfc3339(at)}
    return Update(_key(sending), changes, remove=("reason",), condition=_mine(sending))


def failed_update(sending: Sending, reason: str, at: datetime) -> Update:
    """It was refused, or never handed over."""
    changes = {"status": "failed", "reason": reason, "changed_at": rfc3339(at)}
    if sending.status is not SendingStatus.QUEUED:
        return Update(_key(sending), changes, condition=_mine(sending))
    waiting = Condition(
        "#status = :queued AND #attempts = :attempts", {"queued": "queued", "attempts": sending.attempts}
    )
    return Update(_key(sending), changes, condition=waiting)


def unknown_update(sending: Sending, at: datetime) -> Update:
    """Nobody knows whether it was handed over."""
    changes = {"status": "unknown", "reason": "no_answer", "changed_at": rfc3339(at)}
    still = Condition(
        "#status = :sending AND #attempts = :attempts", {"sending": "sending", "attempts": sending.attempts}
    )
    return Update(_key(sending), changes, condition=still)


def delivery_update(sending: Sending, delivery: Delivery, reason: str | None, at: datetime) -> Update:
    """What a network told; refused when as much is known. Of a message whose fate was unknown it says that it was sent.

    Any word from a network means that the message was handed over.
    """
    changes: dict[str, Any] = {"delivery": str(delivery), "delivery_rank": delivery.rank, "delivered_at": rfc3339(at)}
    if reason is not None:
        changes["delivery_reason"] = reason
    condition = "attribute_exists(#pk) AND (attribute_not_exists(#delivery_rank) OR #delivery_rank < :rank)"
    values: dict[str, Any] = {"rank": delivery.rank}
    if sending.status in (SendingStatus.UNKNOWN, SendingStatus.SENDING):
        changes |= {"status": "sent", "changed_at": rfc3339(at)}
        condition, values = f"{condition} AND #status = :status", values | {"status": str(sending.status)}
        return Update(_key(sending), changes, remove=("reason",), condition=Condition(condition, values))
    return Update(_key(sending), changes, condition=Condition(condition, values))


def message_put(sending: Sending, provider_id: str, at: datetime) -> Put:
    """Which sending the provider's message is, for as long as a word about it may come."""
    pk, sk = message_key(provider_id)
    ttl = int((at + _TOLD_WITHIN).timestamp())
    item = {"pk": pk, "sk": sk, "kind": "message", "link_id": sending.owner_id, "sending_id": sending.id, "ttl": ttl}
    return Put(item, ABSENT)


def _key(sending: Sending) -> Any:
    return sending_key(sending.owner_id, sending.id)


def _mine(sending: Sending) -> Condition:
    """Of the run that began this attempt; who gave it up as unknown meanwhile knows less than this run does."""
    values = {"sending": "sending", "unknown": "unknown", "attempts": sending.attempts}
    return Condition("#status IN (:sending, :unknown) AND #attempts = :attempts", values)
