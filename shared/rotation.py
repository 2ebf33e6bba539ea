"""Secrets that take turns: the newest counts, and for a while those before it as well. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from shared.clock import parse_rfc3339, rfc3339
from shared.errors import Conflict

_REMEMBERED: Final = 10
"""Secrets that are over, by which a repeat of the request that made one is known."""


@dataclass(frozen=True, slots=True)
class Secret:
    """``expires_at`` is set once another took its place.

    ``request`` tells a repeat of the request that made it from another one under the same key.
    """

    id: str
    value: str = field(repr=False)
    created_at: datetime
    expires_at: datetime | None = None
    request: str | None = None

    def live(self, now: datetime) -> bool:
        """Whether it still counts; one whose value was forgotten does not, whatever this machine's clock says."""
        return bool(self.value) and (self.expires_at is None or now < self.expires_at)


def live_secrets(secrets: Iterable[Secret], now: datetime) -> tuple[Secret, ...]:
    """Those that count."""
    return tuple(secret for secret in secrets if secret.live(now))


def rotated(secrets: Sequence[Secret], new: Secret, overlap: timedelta, now: datetime, most: int) -> tuple[Secret, ...]:
    """``new`` counts from now on, those before it for ``overlap`` at most. What is over keeps its id alone.

    Newest first, before and after. Raises ``Conflict`` when more than ``most`` would count.
    """
    kept = _ending(secrets, overlap, now)
    live = live_secrets(kept, now)
    if len(live) >= most:
        message = "too many secrets sign already: wait, or rotate with expires_in_hours 0, which ends them"
        raise Conflict(message, code="too_many_secrets")
    over = [replace(each, value="") for each in kept if not each.live(now)]
    return (new, *live, *over[:_REMEMBERED])


def ended_by(secrets: Sequence[Secret], overlap: timedelta, now: datetime) -> tuple[Secret, ...]:
    """The newest counts as before, the others for ``overlap`` at most: none of them longer than it would have."""
    newest, *others = secrets
    return (newest, *_ending(others, overlap, now))


def _ending(secrets: Sequence[Secret], overlap: timedelta, now: datetime) -> tuple[Secret, ...]:
    """Those that count do so for ``overlap`` at most; of one that ends at once the value is forgotten."""
    until = now + overlap
    return tuple(_until(each, until, now) if each.live(now) else each for each in secrets)


def _until(secret: Secret, until: datetime, now: datetime) -> Secret:
    ending = replace(secret, expires_at=min(secret.expires_at or until, until))
    return ending if ending.live(now) else replace(ending, value="")


def secret_row(secret: Secret) -> list[str | None]:
    """As an item holds it."""
    expires = rfc3339(secret.expires_at) if secret.expires_at else None
    return [secret.id, secret.value, rfc3339(secret.created_at), expires, secret.request]


def secrets_from_rows(rows: Iterable[Sequence[str | None]]) -> tuple[Secret, ...]:
    """What :func:`secret_row` wrote. Raises ``ValueError`` for anything else."""
    return tuple(map(_from_row, rows))


def public_secrets(secrets: Iterable[Secret]) -> list[dict[str, str | None]]:
    """As the API shows those whose values are kept: without them."""
    return [
        {
            "id": each.id,
            "created_at": rfc3339(each.created_at),
            "expires_at": rfc3339(each.expires_at) if each.expires_at else None,
        }
        for each in secrets
        if each.value
    ]


def _from_row(row: Sequence[str | None]) -> Secret:
    secret_id, value, created, expires, request = row
    if secret_id is None or value is None or created is None:
        raise ValueError("a secret lacks what it cannot do without")
    return Secret(secret_id, value, parse_rfc3339(created), parse_rfc3339(expires) if expires else None, request)
