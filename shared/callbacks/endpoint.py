"""Where a merchant's callbacks go, what signs them, and how it fares; one table item under one version.

``health``: ``ok`` sends at once; after five failures in a row ``failing`` sends one probe at a time, and what comes
meanwhile is held; after three days of that ``disabled`` sends nothing until the merchant says so. ``probe_at`` is when
a schedule has to look at it: a failing one is probed then, and of one that is ``ok`` what was held is sent then. So
nothing that is held is forgotten when a process ends between two writes.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from shared.clock import parse_rfc3339, rfc3339
from shared.rotation import Secret, live_secrets, secret_row, secrets_from_rows
from shared.table.callback_keys import callback_endpoint_key
from shared.table.keys import NOT_DUE, due_attributes
from shared.table.port import ABSENT, Condition, Item, Table, Update

KIND: Final = "callback_endpoint"
"""The kind of the item, and of its entry on the index ``due``."""

FAILURES_IN_A_ROW: Final = 5
DISABLE_AFTER: Final = timedelta(hours=72)
SLOW_FOR: Final = timedelta(minutes=10)
PROBES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60))
"""How long after one probe the next is sent; the last is the wait of all that follow."""


class Health(StrEnum):
    """Whether callbacks are sent."""

    OK = "ok"
    FAILING = "failing"
    DISABLED = "disabled"


class DisabledReason(StrEnum):
    """Why none are sent any more."""

    FAILING_TOO_LONG = "failing_too_long"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """``secrets`` newest first. ``types`` is ``None`` for every type that merchants are told of.

    ``failures`` counts tries that failed since the last that did not, ``failing_since`` is the first of them;
    ``probes`` counts those of this failing. Until ``slow_until`` its callbacks are for the slow lane. ``replayed_at``
    is when the callbacks of a time were last asked for once more.
    """

    merchant_id: str
    url: str
    secrets: tuple[Secret, ...]
    created_at: datetime
    types: tuple[str, ...] | None = None
    health: Health = Health.OK
    failures: int = 0
    failing_since: datetime | None = None
    slow_until: datetime | None = None
    disabled_reason: DisabledReason | None = None
    disabled_at: datetime | None = None
    enabled_at: datetime | None = None
    replayed_at: datetime | None = None
    probe_at: datetime | None = None
    probes: int = 0
    version: int = 0

    def live_secrets(self, now: datetime) -> tuple[Secret, ...]:
        """Those that sign."""
        return live_secrets(self.secrets, now)

    def wants(self, event_type: str) -> bool:
        """Whether events of this type are told there."""
        return self.types is None or event_type in self.types

    def slow(self, now: datetime) -> bool:
        """Whether it is to be kept off the fast lane."""
        return self.slow_until is not None and now < self.slow_until


def succeeded(endpoint: Endpoint, now: datetime) -> Endpoint:
    """It took a callback; the very same endpoint if that is no news. What was held is due to be sent, if it failed.

    Of one that is disabled nothing changes: a try under way when it was disabled does not enable it.
    """
    if endpoint.health is Health.DISABLED or endpoint.failures == 0:
        return endpoint
    held = endpoint.health is Health.FAILING
    return replace(_sound(endpoint), probe_at=now if held else endpoint.probe_at)


def failed(endpoint: Endpoint, now: datetime, disable_after: timedelta = DISABLE_AFTER) -> Endpoint:
    """It did not take a callback: the fifth time in a row it is failing, after ``disable_after`` it is disabled.

    A probe that fails moves nothing: the next was arranged by :func:`probing`, before it was sent.
    """
    if endpoint.health is Health.DISABLED:
        return endpoint
    failures, since = endpoint.failures + 1, endpoint.failing_since or now
    counted = replace(endpoint, failures=failures, failing_since=since)
    if failures < FAILURES_IN_A_ROW:
        return counted
    if now - since >= disable_after:
        return disabled(counted, now, DisabledReason.FAILING_TOO_LONG)
    if endpoint.health is Health.FAILING:
        return counted
    return replace(counted, health=Health.FAILING, probes=0, probe_at=now + PROBES[0])


def probing(endpoint: Endpoint, now: datetime) -> Endpoint:
    """Before a probe is sent: when the next would be. Only of one that is failing."""
    probes = endpoint.probes + 1
    return replace(endpoint, probes=probes, probe_at=now + PROBES[min(probes, len(PROBES) - 1)])


def timed_out(endpoint: Endpoint, now: datetime) -> Endpoint:
    """The fast lane waited for it in vain: not a failure yet, for the slow lane tries it."""
    return replace(endpoint, slow_until=now + SLOW_FOR)


def disabled(endpoint: Endpoint, now: datetime, reason: DisabledReason) -> Endpoint:
    """Nothing is sent there any more, until the merchant says so; the very same if so it is already."""
    if endpoint.health is Health.DISABLED:
        return endpoint
    return replace(endpoint, health=Health.DISABLED, disabled_reason=reason, disabled_at=now, probe_at=None)


def enabled(endpoint: Endpoint, now: datetime) -> Endpoint:
    """As if it had never failed, and what was held is due to be sent; the very same if it has not failed."""
    if endpoint.health is Health.OK:
        return endpoint
    return replace(_sound(endpoint), enabled_at=now, probe_at=now)


def drained(endpoint: Endpoint) -> Endpoint:
    """Nothing is held for it any more; the very same if it waits for a probe, or for nothing."""
    if endpoint.health is not Health.OK or endpoint.probe_at is None:
        return endpoint
    return replace(endpoint, probe_at=None)


def _sound(endpoint: Endpoint) -> Endpoint:
    return replace(
        endpoint, health=Health.OK, failures=0, failing_since=None, probes=0, disabled_reason=None, disabled_at=None
    )


def read_endpoint(table: Table, merchant_id: str) -> Endpoint | None:
    """One consistent read; ``None`` when the merchant wants no callbacks."""
    item = table.get(callback_endpoint_key(merchant_id))
    return endpoint_from_item(item) if item else None


def changed_update(before: Endpoint | None, after: Endpoint) -> Update:
    """From what was read to what is wanted, in one write, if nobody has changed anything since (``None``: no item).

    The time of creation stands for the item: another one made after a deletion is not changed by an older reading.
    """
    optional = {name: _text(getattr(after, name)) for name in _OPTIONAL}
    changes: Item = {name: value for name, value in optional.items() if value is not None} | {
        "kind": KIND,
        "merchant_id": after.merchant_id,
        "url": after.url,
        "secrets": [secret_row(secret) for secret in after.secrets],
        "created_at": rfc3339(after.created_at),
        "health": str(after.health),
        "failures": after.failures,
        "probes": after.probes,
        "version": before.version + 1 if before else 1,
    }
    removed = [name for name, value in optional.items() if value is None]
    if after.types is None:
        removed.append("types")
    else:
        changes["types"] = list(after.types)
    if after.probe_at is None:
        removed += NOT_DUE
    else:
        changes |= due_attributes(KIND, after.merchant_id, after.probe_at)
    return Update(callback_endpoint_key(after.merchant_id), changes, remove=removed, condition=as_read(before))


def as_read(endpoint: Endpoint | None) -> Condition:
    """Nobody has changed it since it was read; there is none for ``None``."""
    if endpoint is None:
        return ABSENT
    values = {"version": endpoint.version, "created_at": rfc3339(endpoint.created_at)}
    return Condition("#version = :version AND #created_at = :created_at", values)


def endpoint_from_item(item: Item) -> Endpoint:
    """The endpoint in an item."""
    reason = item.get("disabled_reason")
    moments: dict[str, Any] = {name: parse_rfc3339(item[name]) if name in item else None for name in _TIMES}
    return Endpoint(
        merchant_id=item["merchant_id"],
        url=item["url"],
        secrets=secrets_from_rows(item["secrets"]),
        created_at=parse_rfc3339(item["created_at"]),
        types=tuple(item["types"]) if "types" in item else None,
        health=Health(item["health"]),
        failures=item["failures"],
        probes=item["probes"],
        version=item["version"],
        disabled_reason=DisabledReason(reason) if reason else None,
        **moments,
    )


_TIMES: Final = ("failing_since", "slow_until", "disabled_at", "enabled_at", "replayed_at", "probe_at")
_OPTIONAL: Final = (*_TIMES, "disabled_reason")


def _text(value: datetime | StrEnum | None) -> str | None:
    return rfc3339(value) if isinstance(value, datetime) else value and str(value)
