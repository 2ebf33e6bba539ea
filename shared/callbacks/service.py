"""What a merchant does with its endpoint. Lost races are tried again: nothing here depends on who was first."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from shared.callbacks.changing import moved, replaying, rotated
from shared.callbacks.endpoint import (
    Endpoint,
    changed_update,
    enabled,
    endpoint_from_item,
    read_endpoint,
)
from shared.callbacks.signing import new_secret
from shared.clock import Clock, rfc3339
from shared.errors import Busy, NotFound
from shared.ids import random_id, request_id
from shared.rotation import Secret, public_secrets
from shared.table.callback_keys import callback_endpoint_key
from shared.table.create import key_reused
from shared.table.port import PRESENT, ConditionFailed, Delete, Table

if TYPE_CHECKING:
    from shared.callbacks.request import EndpointChange, RotateRequest

_ATTEMPTS: Final = 5
_PREFIX: Final = "sec"
_ROUTE: Final = "rotate-secret"


def find_endpoint(table: Table, merchant_id: str) -> Endpoint:
    """Where a merchant's callbacks go. Raises ``NotFound``."""
    endpoint = read_endpoint(table, merchant_id)
    if endpoint is None:
        raise NotFound("no callback endpoint")
    return endpoint


def put_endpoint(
    table: Table, clock: Clock, merchant_id: str, request: "EndpointChange"
) -> tuple[Endpoint, str | None]:
    """Where callbacks go from now on; with the secret if there was none. The address was judged by the caller.

    A new endpoint is due at once: what is held from before one was taken away is sent there. A repeat writes nothing.
    """
    for _ in range(_ATTEMPTS):
        before, now = read_endpoint(table, merchant_id), clock.now()
        secret = None
        if before is None:
            made = Secret(random_id(_PREFIX), secret := new_secret(), now)
            after = Endpoint(
                merchant_id=merchant_id,
                url=request.url,
                types=request.chosen(),
                secrets=(made,),
                created_at=now,
                probe_at=now,
            )
        else:
            after = moved(before, request.url, request.chosen(), now)
            if after == before:
                return before, None
        if (written := _written(table, before, after)) is not None:
            return written, secret
    raise _busy()


def remove_endpoint(table: Table, merchant_id: str) -> None:
    """Callbacks go nowhere any more; also when they did not before."""
    with suppress(ConditionFailed):
        table.delete(Delete(callback_endpoint_key(merchant_id), PRESENT))


def enable_endpoint(table: Table, clock: Clock, merchant_id: str) -> Endpoint:
    """Send again, first what is held; of one that is well nothing changes. Raises ``NotFound``."""
    return _change(table, merchant_id, lambda endpoint: enabled(endpoint, clock.now()))[0]


def begin_replay(table: Table, clock: Clock, merchant_id: str) -> None:
    """One of a time in a minute. Raises ``NotFound``, ``Conflict``."""
    _change(table, merchant_id, lambda endpoint: replaying(endpoint, clock.now()))


def rotate_secret(
    table: Table, clock: Clock, merchant_id: str, request: "RotateRequest", idempotency_key: str | None
) -> tuple[Endpoint, Secret, bool]:
    """A new secret, the endpoint, and whether this call made it. Raises ``NotFound``, ``Conflict``.

    ``IdempotencyMismatch``: the key was used with another body.
    """
    secret_id = request_id(_PREFIX, merchant_id, _ROUTE, idempotency_key)
    value, digest = new_secret(), request.digest()

    def rotate(endpoint: Endpoint) -> Endpoint:
        if (known := _of(endpoint, secret_id)) is not None:
            if known.request != digest:
                raise key_reused()
            return endpoint
        now = clock.now()
        new = Secret(secret_id, value, now, None, digest)
        return rotated(endpoint, new, timedelta(hours=request.expires_in_hours), now)

    endpoint, changed = _change(table, merchant_id, rotate)
    return endpoint, next(each for each in endpoint.secrets if each.id == secret_id), changed


def public(endpoint: Endpoint) -> dict[str, Any]:
    """The endpoint as the API shows it: of its secrets not the values."""
    return {
        "url": endpoint.url,
        "types": list(endpoint.types) if endpoint.types is not None else None,
        "health": str(endpoint.health),
        "failures": endpoint.failures,
        "failing_since": _moment(endpoint.failing_since),
        "disabled_reason": endpoint.disabled_reason and str(endpoint.disabled_reason),
        "disabled_at": _moment(endpoint.disabled_at),
        "secrets": public_secrets(endpoint.secrets),
        "created_at": rfc3339(endpoint.created_at),
    }


def _change(table: Table, merchant_id: str, change: Callable[[Endpoint], Endpoint]) -> tuple[Endpoint, bool]:
    """The endpoint after it, and whether it was one."""
    for _ in range(_ATTEMPTS):
        before = find_endpoint(table, merchant_id)
        after = change(before)
        if after is before:
            return before, False
        if (written := _written(table, before, after)) is not None:
            return written, True
    raise _busy()


def _written(table: Table, before: Endpoint | None, after: Endpoint) -> Endpoint | None:
    """As it stands now; ``None`` when somebody else was faster."""
    try:
        return endpoint_from_item(table.update(changed_update(before, after)))
    except ConditionFailed:
        return None


def _of(endpoint: Endpoint, secret_id: str) -> Secret | None:
    return next((each for each in endpoint.secrets if each.id == secret_id), None)


def _moment(moment: datetime | None) -> str | None:
    return rfc3339(moment) if moment else None


def _busy() -> Busy:
    return Busy("the endpoint is being changed, try again")
