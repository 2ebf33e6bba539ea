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
_HOUR: Final = 3600.0
_HEARD: Final = [
    "checkout.session.*",
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "refund.*",
    "charge.dispute.*",
]


@cache
def _heard(kind: str) -> bool:
    return any(fnmatchcase(kind, pattern) for pattern in _HEARD)


def quick_listeners(call: Call, kind: str) -> list[Json]:
    """The one endpoint that there is in a history, if it wants events of this kind."""
    return list(call.world.platform.webhook_endpoints.values()) if _heard(kind) else []


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
        self.waiting: list[Delivery] = []
        self.delivered: list[Delivery] = []
        self.lost: list[Delivery] = []

    def post(self, url: str, fields: Mapping[str, str]) -> Response:
        """A buyer sends a form of a hosted page."""
        body = urlencode({"email": "buyer@example.com", **fields}).encode()
        return self.simulator.handle(Request("POST", urlsplit(url).path, body=body))

    def session(self, session_id: str) -> Json:
        """A hosted checkout as it stands."""
        found = self.world.platform.sessions.get(session_id)
        assert found is not None, session_id
        return found

    def sessions(self) -> list[Json]:
        """All hosted checkouts, oldest first."""
        return list(self.world.platform.sessions.values())

    @property
    def session_count(self) -> int:
        """How many there are."""
        return len(self.world.platform.sessions)

    def intents(self) -> list[Json]:
        """All payment intents, oldest first."""
        return list(self.world.platform.intents.values())

    def intent(self, intent_id: str) -> Json | None:
        """One payment intent."""
        return self.world.platform.intents.get(intent_id)

    def charges(self) -> list[Json]:
        """All charges, oldest first."""
        return list(self.world.platform.charges.values())

    def refunds(self) -> list[Json]:
        """All refunds, oldest first."""
        return list(self.world.platform.refunds.values())

    @property
    def refund_count(self) -> int:
        """How many there are."""
        return len(self.world.platform.refunds)

    def disputes(self) -> list[Json]:
        """All disputes, oldest first."""
        return list(self.world.platform.disputes.values())

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

    def serve(self, operation: Callable[[Call], Json], params: Json, *ids: str) -> Json:
        """One operation of the API. Raises the simulator's ``StripeError``."""
        self.simulator.tick()
        return operation(Call(self.world, self.world.platform, params, ids))

    def once(self, key: str, path: str, params: Json, run: Callable[[], Json]) -> Response:
        """An operation under an idempotency key: the answer of the first time, for 24 hours."""
        self.simulator.tick()
        text = repr(params)
        known = self.world.idempotency.begin("", key, path, text, self.clock.seconds())
        if known is None:
            try:
                known = QuickResponse(200, b"", says=copied(run()))
            except StripeError as error:
                known = json_response(error.status, error.body())
                if not error.executed:
                    self.world.idempotency.release("", key)
                    return known
            self.world.idempotency.keep("", key, known)
        return known
