"""The simulator's whole state, with its clock and its id source; nothing here knows of sockets or threads."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from local.stripe_simulator.accounts import Account
from local.stripe_simulator.agenda import Agenda
from local.stripe_simulator.call_log import CallLog
from local.stripe_simulator.deliveries import DeliveryQueue
from local.stripe_simulator.faults import FaultBook
from local.stripe_simulator.ids import IdSource
from local.stripe_simulator.protocol.idempotency import IdempotencyKeys
from local.stripe_simulator.settings import Settings

Json = dict[str, Any]
PLATFORM = ""


class World:
    """State shared by all requests. `now` gives unix seconds of the carrier's clock, real or virtual."""

    def __init__(self, settings: Settings, now: Callable[[], float]) -> None:
        self.settings = settings
        self.base_url = settings.base_url
        self.ids = IdSource(settings.seed)
        self.agenda = Agenda()
        self.deliveries = DeliveryQueue(settings.retry_delays)
        self.faults = FaultBook()
        self.idempotency = IdempotencyKeys()
        self.calls = CallLog(settings.recorded_calls)
        self.accounts: dict[str, Account] = {PLATFORM: Account(PLATFORM)}
        self.session_accounts: dict[str, str] = {}
        self.payment_data: dict[str, Json] = {}
        self.checkout_intents: dict[str, str] = {}
        self.card_numbers: dict[str, str] = {}
        self.saved_with_authentication: set[str] = set()
        self.detached: set[str] = set()
        self.planned_outcomes: dict[str, list[Json]] = {}
        self.portals: dict[str, Json] = {}
        self.offers: dict[tuple[str, str], str] = {}
        self.connected: dict[str, Json] = {}
        self.onboarding: dict[str, Json] = {}
        self.secrets: dict[str, str] = {}
        self.connect_endpoints: set[str] = set()
        self._now = now

    def precise_time(self) -> float:
        """The time in unix seconds."""
        return self._now()

    def time(self) -> int:
        """The time in whole unix seconds, as objects carry it."""
        return int(self.precise_time())

    def advance(self, seconds: float) -> None:
        """Makes everything that is awaited come `seconds` sooner, and idempotency keys as much older.

        The clock itself stays with that of the API's clients: they would otherwise disagree about new objects.
        """
        self.agenda.hasten(seconds)
        self.deliveries.hasten(seconds)
        self.idempotency.age(seconds)

    def account(self, key: str) -> Account:
        """The account with that key, made at its first use."""
        if key not in self.accounts:
            self.accounts[key] = Account(key)
        return self.accounts[key]

    @property
    def platform(self) -> Account:
        """The account that the secret key belongs to."""
        return self.accounts[PLATFORM]


@dataclass(frozen=True)
class Origin:
    """The API request that causes events; both None for what happens by itself or on a hosted page."""

    request: str | None = None
    idempotency_key: str | None = None

    def body(self) -> Json:
        """The `request` part of an event."""
        return {"id": self.request, "idempotency_key": self.idempotency_key}


@dataclass(frozen=True)
class Call:
    """What an operation works on: the world, the account, its typed parameters and the ids in its path."""

    world: World
    account: Account
    params: Json = field(default_factory=dict)
    ids: tuple[str, ...] = ()
    origin: Origin = field(default_factory=Origin)
    path: str = ""

    def with_params(self, params: Json, *ids: str) -> "Call":
        """The same call for another operation with other parameters."""
        return Call(self.world, self.account, params, ids, self.origin, self.path)
