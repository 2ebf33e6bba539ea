"""Switches for trouble, set through `POST /_sim/faults`: deliveries that misbehave and calls that fail.

Both kinds are used up by matching `count` times (None: until cleared). The JSON forms are in README.md.
"""

from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from typing import Any, TypeVar

Json = dict[str, Any]
DELIVERY_KINDS = ("duplicate", "reorder", "delay", "drop")
CALL_KINDS = ("fail", "delay", "timeout")
Fault = TypeVar("Fault", "DeliveryFault", "CallFault")


class FaultError(ValueError):
    """A fault description that makes no sense."""


@dataclass
class DeliveryFault:
    """`kind`: duplicate (`copies` more), reorder (`size` events last first), delay (`seconds`) or drop."""

    kind: str
    types: tuple[str, ...] = ("*",)
    count: int | None = None
    copies: int = 1
    size: int = 2
    seconds: float = 1.0
    id: str = ""

    def __post_init__(self) -> None:
        if self.kind not in DELIVERY_KINDS:
            raise FaultError(f"kind must be one of {', '.join(DELIVERY_KINDS)}")
        self.types = tuple(self.types)

    def matches(self, kind: str) -> bool:
        """Whether an event of type `kind` is meant."""
        return self.count != 0 and any(fnmatchcase(kind, pattern) for pattern in self.types)


@dataclass
class CallFault:
    """`kind`: fail (`status`, `error`), delay (`seconds` before it runs) or timeout (no answer; held `seconds`).

    `effect` tells whether the call still takes effect before it fails or times out.
    """

    kind: str
    method: str = "*"
    path: str = "*"
    count: int | None = 1
    status: int = 500
    error: Json | None = None
    seconds: float = 0.0
    effect: bool = False
    id: str = ""

    def __post_init__(self) -> None:
        if self.kind not in CALL_KINDS:
            raise FaultError(f"kind must be one of {', '.join(CALL_KINDS)}")
        if not 400 <= self.status <= 599:
            raise FaultError("status must be between 400 and 599")

    def matches(self, method: str, path: str) -> bool:
        """Whether a call is meant; `path` may hold `*`."""
        return self.count != 0 and self.method in ("*", method) and fnmatchcase(path, self.path)


class FaultBook:
    """The switches in force, in the order in which they were set."""

    def __init__(self) -> None:
        self.deliveries: list[DeliveryFault] = []
        self.calls: list[CallFault] = []
        self._set = 0

    def set(self, description: Json) -> Json:
        """Adds `{"deliveries": [...], "calls": [...]}` and gives all in force. Raises FaultError."""
        unknown = set(description) - {"deliveries", "calls"}
        if unknown:
            raise FaultError(f"unknown keys: {', '.join(sorted(unknown))}")
        try:
            deliveries = [DeliveryFault(**each) for each in description.get("deliveries", [])]
            calls = [CallFault(**each) for each in description.get("calls", [])]
        except TypeError as error:
            raise FaultError(str(error)) from error
        added: list[DeliveryFault | CallFault] = [*deliveries, *calls]
        for fault in added:
            self._set += 1
            fault.id = f"flt_{self._set}"
        self.deliveries += deliveries
        self.calls += calls
        return self.describe()

    def describe(self) -> Json:
        """All switches in force with what remains of their counts."""
        return {
            "deliveries": [asdict(fault) for fault in self.deliveries if fault.count != 0],
            "calls": [asdict(fault) for fault in self.calls if fault.count != 0],
        }

    def clear(self, key: str | None = None) -> None:
        """Takes back one switch, or all."""
        self.deliveries = [fault for fault in self.deliveries if key is not None and fault.id != key]
        self.calls = [fault for fault in self.calls if key is not None and fault.id != key]

    def for_delivery(self, kind: str) -> list[DeliveryFault]:
        """The switches that this event meets, each used once."""
        return [use(fault) for fault in self.deliveries if fault.matches(kind)]

    def for_call(self, method: str, path: str) -> CallFault | None:
        """The first switch that this call meets, used once."""
        return next((use(fault) for fault in self.calls if fault.matches(method, path)), None)


def use(fault: Fault) -> Fault:
    """Counts one use."""
    if fault.count is not None:
        fault.count -= 1
    return fault
