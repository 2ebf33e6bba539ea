"""The Stripe simulator's core on the virtual clock, and two ways to it: straight to its operations, or by the SDK."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from local.stripe_simulator.deliveries import Delivery
from local.stripe_simulator.errors import StripeError
from local.stripe_simulator.ids import LENGTHS, USUAL_LENGTH
from local.stripe_simulator.resources.events import emit
from local.stripe_simulator.resources.webhook_endpoints import new_endpoint
from local.stripe_simulator.settings import Settings
from local.stripe_simulator.simulator import Posting, Simulator
from local.stripe_simulator.wire import Request, Response, json_response
from local.stripe_simulator.world import Call
from tests.support.simulation.clock import VirtualClock

Json = dict[str, Any]
API_KEY: Final = "sk_test_simulator"
WEBHOOK_SECRET: Final = "whsec_of_the_simulation"
CONNECT_SECRET: Final = "whsec_of_merchants_own_accounts"
_HOUR: Final = 3600.0
_HEARD: Final = [
    "checkout.session.*",
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "payment_intent.canceled",
    "refund.*",
    "charge.dispute.*",
    "account.*",
    "payment_method.*",
    "mandate.updated",
    "customer.deleted",
]


@cache
def _heard(kind: str) -> bool:
    return any(fnmatchcase(kind, pattern) for pattern in _HEARD)


def quick_listeners(call: Call, kind: str) -> list[Json]:
    """The endpoint for the platform's events, or the one for those of merchants' own accounts."""
    if not _heard(kind):
        return []
    platforms, connects = call.world.platform.webhook_endpoints.values()
    return [platforms if call.account is call.world.platform else connects]


def quick_emit(call: Call, kind: str, subject: Json, previous: Json | None = None) -> Json:
    """An event that nobody hears of tells of its subject without a copy; the simulator's own does the rest."""
    return emit(call, kind, subject if _heard(kind) else _unheard(subject), previous)


def _unheard(subject: Json) -> Json:
    return {"id": subject["id"], "object": subject["object"]}


class QuickIds:
    """Ids of the usual shape from a counter: drawing letters from a digest costs more than all else."""

    def __init__(self) -> None:
        self._drawn = 0

    def draw(self, prefix: str) -> str:
        """A fresh id."""
        text = self.letters(LENGTHS.get(prefix, USUAL_LENGTH))
        return prefix + text if prefix == "cs_test_a1" else f"{prefix}_{text}"

    def letters(self, length: int) -> str:
        """A fresh text of that length."""
        self._drawn += 1
        return "S" + str(self._drawn).rjust(length - 1, "0")


def copied(thing: Json) -> Json:
    """What the way through JSON and back would give, in half the time of ``marshal``."""
    copy = {}
    for name, value in thing.items():
        kind = type(value)
        if kind is dict:
            value = copied(value)
        elif kind is list:
            value = [copied(each) if type(each) is dict else each for each in value]
        copy[name] = value
    return copy


@dataclass(frozen=True)
class QuickResponse(Response):
    """An answer that was never written as JSON; nobody changes what it ``says``."""

    says: Json = field(default_factory=dict)

    def json(self) -> Any:
        """What it says."""
        return self.says


class Provider:
    """Sessions, intents and webhooks of one history."""

    def __init__(self, clock: VirtualClock) -> None:
        settings = Settings(
            keys=(API_KEY,),
            base_url="https://pay.example",
            retry_delays=(60.0, 300.0, _HOUR, 6 * _HOUR, 12 * _HOUR),
            async_payment=3 * _HOUR,
            recorded_calls=1,
        )
        self.clock = clock
        self.simulator = Simulator(settings, clock.seconds)
        self.world = self.simulator.world
        self.world.ids = QuickIds()  # type: ignore[assignment]
        new_endpoint(self.world, "https://api.example.com/v1/webhooks/stripe", secret=WEBHOOK_SECRET, events=_HEARD)
        connect = "https://api.example.com/v1/webhooks/stripe"
        new_endpoint(self.world, connect, secret=CONNECT_SECRET, events=_HEARD, connect=True)
        self.waiting: list[Delivery] = []
        self.delivered: list[Delivery] = []
        self.lost: list[Delivery] = []

    def post(self, url: str, fields: Mapping[str, str]) -> Response:
        """A buyer sends a form of a hosted page."""
        body = urlencode({"email": "buyer@example.com", **fields}).encode()
        return self.simulator.handle(Request("POST", urlsplit(url).path, body=body))

    def session(self, session_id: str) -> Json:
        """A hosted checkout as it stands."""
        found = self.world.account(self.world.session_accounts[session_id]).sessions.get(session_id)
        assert found is not None, session_id
        return found

    def sessions(self) -> list[Json]:
        """All hosted checkouts, oldest first."""
        return self._all("sessions")

    @property
    def session_count(self) -> int:
        """How many there are."""
        return sum(len(account.sessions) for account in self.world.accounts.values())

    def intents(self) -> list[Json]:
        """All payment intents, oldest first."""
        return self._all("intents")

    def intent(self, intent_id: str, account: str = "") -> Json | None:
        """One payment intent of an account."""
        return self.world.account(account).intents.get(intent_id)

    def charges(self) -> list[Json]:
        """All charges, oldest first."""
        return self._all("charges")

    def refunds(self) -> list[Json]:
        """All refunds, oldest first."""
        return self._all("refunds")

    @property
    def refund_count(self) -> int:
        """How many there are."""
        return sum(len(account.refunds) for account in self.world.accounts.values())

    def disputes(self) -> list[Json]:
        """All disputes, oldest first."""
        return self._all("disputes")

    def place(self, thing_id: str) -> str:
        """The account that has an object; '' is the platform's."""
        return next(key for key, account in self.world.accounts.items() if account.lookup(thing_id) is not None)

    def _all(self, kind: str) -> list[Json]:
        """Of all accounts. The ids of a history are numbered as they were drawn."""
        accounts = self.world.accounts.values()
        found = [each for account in accounts for each in getattr(account, kind).values()]
        return found if len(accounts) == 1 else sorted(found, key=lambda each: str(each["id"]).rpartition("S")[2])

    def collect(self) -> list[Delivery]:
        """Webhooks that want delivering now."""
        self.simulator.tick()
        while due := self.world.deliveries.take_due(self.clock.seconds()):
            self.waiting += due
        return self.waiting

    def posting(self, delivery: Delivery) -> Posting:
        """The signed request."""
        made = self.simulator.posting(delivery)
        assert made is not None
        return made

    def report(self, posting: Posting, status: int | None) -> None:
        """What came of it; without a 2xx it comes again."""
        if posting.delivery in self.waiting:
            self.waiting.remove(posting.delivery)
            self.simulator.report(posting, status)
            if posting.delivery.state == "delivered":
                self.delivered.append(posting.delivery)

    def lose(self, delivery: Delivery) -> None:
        """It never arrives."""
        self.waiting.remove(delivery)
        self.lost.append(delivery)

    def serve(self, operation: Callable[[Call], Json], params: Json, *ids: str, account: str = "") -> Json:
        """One operation of the API on an account. Raises the simulator's ``StripeError``."""
        self.simulator.tick()
        return operation(Call(self.world, self.world.account(account), params, ids))

    def once(self, key: str, path: str, params: Json, run: Callable[[], Json], account: str) -> Response:
        """An operation under an idempotency key: the answer of the first time, for 24 hours."""
        self.simulator.tick()
        text = repr(params)
        known = self.world.idempotency.begin(account, key, path, text, self.clock.seconds())
        if known is None:
            try:
                known = QuickResponse(200, b"", says=copied(run()))
            except StripeError as error:
                known = json_response(error.status, error.body())
                if not error.executed:
                    self.world.idempotency.release(account, key)
                    return known
            self.world.idempotency.keep(account, key, known)
        return known
