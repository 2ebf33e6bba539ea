"""What can happen to one call of the product to a world outside."""

from typing import Any, Final

from shared.table.port import ConditionFailed
from tests.support.simulation.gate import CallFault, CallPoint
from tests.support.simulation.tasks import Crash

_TABLE: Final = frozenset({"table", "write", "transaction", "index"})
_SENDING: Final = frozenset({"queue", "bus", "bucket"})
_STRIPE: Final = frozenset({"stripe"})
_MESSAGES: Final = frozenset({"messages"})
_CALLBACKS: Final = frozenset({"callback"})
_EVERYWHERE: Final = _TABLE | _SENDING | _STRIPE | _MESSAGES | _CALLBACKS


def crash_before(point: CallPoint) -> Any:
    """The process ends before the call."""
    raise Crash(f"before {point.name}")


def crash_after(point: CallPoint) -> Any:
    """The call took effect; the process ended before it read the answer."""
    point.perform()
    raise Crash(f"after {point.name}")


def answer_lost(point: CallPoint) -> Any:
    """The call took effect; its answer never came."""
    point.perform()
    raise point.no_answer()


def no_answer(point: CallPoint) -> Any:
    """The call never arrived, which its caller cannot know."""
    raise point.no_answer()


def refused(point: CallPoint) -> Any:
    """Throttled, or in conflict with another transaction for too long; nothing was changed."""
    raise point.busy()


def repeated(point: CallPoint) -> Any:
    """The client library did not hear the answer and made the same call again."""
    try:
        point.perform()
    except ConditionFailed:
        return point.perform()
    return point.perform()


def special(kind: str) -> CallFault:
    """A trouble of that scope's own making."""

    def strike(point: CallPoint) -> Any:
        assert point.special is not None
        return point.special(kind)

    return CallFault(_SCOPES_OF_SPECIALS[kind.partition(":")[0]], strike)


def partly_taken(point: CallPoint) -> Any:
    """Some entries of a batch are refused."""
    return point.special("") if point.special is not None else point.perform()


def paused_before(point: CallPoint) -> Any:
    """Others run first."""
    point.task.pause()
    return point.perform()


def paused_after(point: CallPoint) -> Any:
    """Others run before the answer is acted on."""
    try:
        return point.perform()
    finally:
        point.task.pause()


_SCOPES_OF_SPECIALS: Final = {
    "stale_index": frozenset({"index"}),
    "provider_5xx": _STRIPE,
    "provider_5xx_with_effect": _STRIPE,
}

CALL_FAULTS: Final[dict[str, CallFault]] = {
    "crash_before_table": CallFault(_TABLE, crash_before),
    "crash_after_table": CallFault(_TABLE, crash_after),
    "crash_before_sending": CallFault(_SENDING, crash_before),
    "crash_after_sending": CallFault(_SENDING, crash_after),
    "crash_before_message": CallFault(_MESSAGES, crash_before),
    "crash_after_message": CallFault(_MESSAGES, crash_after),
    "message_refused": CallFault(_MESSAGES, refused),
    "message_timeout": CallFault(_MESSAGES, no_answer),
    "message_timeout_with_effect": CallFault(_MESSAGES, answer_lost),
    "crash_before_callback": CallFault(_CALLBACKS, crash_before),
    "crash_after_callback": CallFault(_CALLBACKS, crash_after),
    "callback_refused": CallFault(_CALLBACKS, refused),
    "callback_timeout": CallFault(_CALLBACKS, no_answer),
    "callback_timeout_with_effect": CallFault(_CALLBACKS, answer_lost),
    "crash_before_provider": CallFault(_STRIPE, crash_before),
    "crash_after_provider": CallFault(_STRIPE, crash_after),
    "table_throttled": CallFault(_TABLE, refused),
    "transaction_conflict": CallFault(frozenset({"transaction"}), refused),
    "table_answer_lost": CallFault(frozenset({"write", "transaction"}), answer_lost),
    "table_write_repeated": CallFault(frozenset({"write"}), repeated),
    "stale_index:3": special("stale_index:3"),
    "stale_index:12": special("stale_index:12"),
    "queue_refused": CallFault(frozenset({"queue"}), refused),
    "queue_answer_lost": CallFault(frozenset({"queue"}), answer_lost),
    "queue_partly_taken": CallFault(frozenset({"queue"}), partly_taken),
    "bus_refused": CallFault(frozenset({"bus"}), refused),
    "bus_partly_taken": CallFault(frozenset({"bus"}), partly_taken),
    "bus_answer_lost": CallFault(frozenset({"bus"}), answer_lost),
    "bucket_refused": CallFault(frozenset({"bucket"}), refused),
    "provider_5xx": special("provider_5xx"),
    "provider_5xx_with_effect": special("provider_5xx_with_effect"),
    "provider_429": CallFault(_STRIPE, refused),
    "provider_timeout": CallFault(_STRIPE, no_answer),
    "provider_timeout_with_effect": CallFault(_STRIPE, answer_lost),
    "paused_before": CallFault(_EVERYWHERE, paused_before),
    "paused_before_commit": CallFault(frozenset({"write", "transaction"}), paused_before),
    "paused_before_provider": CallFault(_STRIPE, paused_before),
    "paused_after": CallFault(_EVERYWHERE, paused_after),
}
