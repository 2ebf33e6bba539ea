"""The simulation's own accounts beside the table, kept commit by commit, for the invariants to compare with."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.clock import parse_rfc3339
from shared.payables.kinds import kind_of
from shared.table.keys import Key, link_key, order_key, payment_key, return_key, surplus_key
from shared.table.method_keys import methods_key
from shared.table.port import Item
from tests.simulation.invariants.broken import Broken
from tests.simulation.invariants.connected_shops import ConnectedShops
from tests.support.simulation.clock import VirtualClock
from tests.support.simulation.provider import Provider
from tests.support.simulation.servers import Try
from tests.support.simulation.table import Change, MemoryTable

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Checks:
    """What is looked at and when; by kind of item after each commit."""

    after_commit: Mapping[str, Sequence[Callable[["Books", Change], None]]]
    after_provider_call: Sequence[Callable[["Books"], None]]
    after_step: Sequence[Callable[["Books"], None]]
    after_try: Sequence[Callable[["Books", Try], None]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a merchant was told is sent once more: these events, after so many tries had reached servers."""

    merchant_id: str
    events: tuple[str, ...]
    tries: int


@dataclass(slots=True)
class Endpoint:
    """What the simulation knows of where a merchant's callbacks go: its item, and the last change of its health."""

    item: Item
    since: float
    probes: int = 0
    tried: int = 0
    """Probes and other tries of invocations that began after it was found failing."""


class Books:
    """``problems`` is what broke first; a rule that breaks inside of the product must not be swallowed by it."""

    def __init__(self, memory: MemoryTable, provider: Provider, checks: "Checks", clock: VirtualClock) -> None:
        self._checks = checks
        self.memory = memory
        self.provider = provider
        self.clock = clock
        self.problems: list[Broken] = []
        self.promised: set[str] = set()
        self.promised_cancelled: set[str] = set()
        self.strays: set[str] = set()
        self.captured_elsewhere: set[str] = set()
        self.lapsed_early: set[str] = set()
        self.captures_seen: set[str] = set()
        self.handed_out: set[str] = set()
        self.closed_links: set[str] = set()
        self.chains: dict[tuple[str, str], tuple[int, str, int]] = {}
        self.struck: Counter[str] = Counter()
        self.began: Callable[[], float] = clock.seconds
        """When the invocation that runs now began, in seconds."""
        self.journal_references: Counter[str] = Counter()
        self.covered: Counter[str] = Counter()
        self.shares: Counter[tuple[str, str]] = Counter()
        self.events: list[Json] = []
        """What the bus was told."""
        self.tries: list[Try] = []
        """What merchants' servers got."""
        self.listening: dict[str, int] = {}
        """How many events had been published when a merchant began to listen to what it listens to now."""
        self.endpoints: dict[str, Endpoint] = {}
        self.once_gone: set[str] = set()
        self.told_as: dict[str, Json] = {}
        self.subject_of: dict[str, str] = {}
        """Of events that are kept as callbacks, what they are about."""
        self.claims: Counter[str] = Counter()
        """How often a try was arranged of what waits about a thing."""
        self.second_tries: Counter[str] = Counter()
        self.given_up: dict[tuple[str, int], int] = {}
        """Callbacks that failed for good, and after how many tries of any."""
        self.replays: list[Wanted] = []
        self.rotations: Counter[str] = Counter()
        self.connected = ConnectedShops()
        self.moved: Counter[str] = Counter()
        self.credited: Counter[str] = Counter()
        self.spent: dict[tuple[str, str], tuple[str, int]] = {}
        self.counted: dict[str, str] = {}
        self.paying: dict[str, str] = {}
        self.session_of: dict[str, str] = {}
        self.sessions_seen = 0
        self.unlinked: set[str] = set()
        self.charge_of: dict[str, str] = {}
        self.charges_seen = 0
        self.refund_of: dict[str, str] = {}
        self.refunds_seen = 0
        self._kinds: dict[str | None, list[tuple[Key, Item]]] = {}
        self._kinds_at = 0

    def committed(self, changes: Sequence[Change]) -> None:
        """Check what one commit changed; journal and returns first, for the others are compared with them."""
        checks = self._checks.after_commit
        try:
            for change in sorted(changes, key=_place) if len(changes) > 1 else changes:
                for check in checks.get(_what(change), ()):
                    check(self, change)
        except Broken as broken:
            self.problems.append(broken)

    def after_provider_call(self) -> None:
        """Check what one call changed at the provider."""
        self._try(self._checks.after_provider_call)

    def after_step(self) -> None:
        """Check what must hold between steps."""
        self._try(self._checks.after_step)

    def tried(self, attempt: Try) -> None:
        """Check what a merchant's server got."""
        try:
            for check in self._checks.after_try:
                check(self, attempt)
        except Broken as broken:
            self.problems.append(broken)

    def _try(self, checks: Sequence[Callable[["Books"], None]]) -> None:
        try:
            for check in checks:
                check(self)
        except Broken as broken:
            self.problems.append(broken)

    def hand_out(self, url: str) -> None:
        """A buyer has this address of a hosted page now."""
        self.handed_out.add(url.rsplit("/", 1)[1])

    def closed_by_answer(self, link_id: str) -> None:
        """A merchant was told that this link is void."""
        self.closed_links.add(link_id)

    @staticmethod
    def made_at(item: Item) -> float:
        """When an item was made, in seconds."""
        return parse_rfc3339(item["created_at"]).timestamp()

    def order(self, order_id: str) -> Item:
        """An order as it stands; empty when there is none."""
        return self.memory.items.get(order_key(order_id), {})

    def payable(self, payable_id: str) -> Item:
        """An order or an invoice as it stands; empty when there is none."""
        return self.memory.items.get(kind_of(payable_id).key(payable_id), {})

    def payment(self, payment_id: str) -> Item:
        """A payment as it stands; empty when there is none."""
        return self.memory.items.get(payment_key(payment_id), {})

    def methods(self, merchant_id: str) -> list[Item]:
        """The rows of a merchant's linked methods, in order of priority."""
        return list(self.memory.items.get(methods_key(merchant_id), {}).get("methods", []))

    def charges(self) -> list[Json]:
        """The platform's intents that no hosted checkout made."""
        made = {session["payment_intent"] for session in self.provider.sessions()}
        return [intent for intent in self.provider.world.platform.intents.values() if intent["id"] not in made]

    def charges_of(self, payment_id: str) -> list[Json]:
        """Those that bear this payment's mark."""
        return [each for each in self.charges() if each["metadata"].get("orderpay_payment") == payment_id]

    def link(self, link_id: str) -> Item:
        """A link as it stands; empty when there is none."""
        return self.memory.items.get(link_key(link_id), {})

    def surplus(self, intent_id: str) -> Item:
        """A surplus as it stands; empty when there is none."""
        return self.memory.items.get(surplus_key(intent_id), {})

    def a_return(self, return_id: str) -> Item:
        """A return as it stands; empty when there is none."""
        return self.memory.items.get(return_key(return_id), {})

    def of_kind(self, kind: str) -> Iterator[tuple[Key, Item]]:
        """Every item of a kind."""
        if self._kinds_at != len(self.memory.changes):
            self._kinds_at, self._kinds = len(self.memory.changes), defaultdict(list)
            for key, item in self.memory.items.items():
                self._kinds[item.get("kind")].append((key, item))
        return iter(self._kinds.get(kind, ()))


def _what(change: Change) -> str:
    """The kind of what was written, or ``gone`` and the kind of what is there no more."""
    return str(change.new.get("kind", "")) if change.new is not None else f"gone {(change.old or {}).get('kind', '')}"


def _place(change: Change) -> int:
    return {"page": 0, "return": 1}.get((change.new or {}).get("kind", ""), 2)
