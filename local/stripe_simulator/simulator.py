"""The simulator's core: takes requests as values, gives answers as values, and never waits.

`handle` serves a request at once. A carrier that can wait uses `begin`, waits `pending.delay` seconds and calls
`finish`, so that other requests meet this one under way.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from local.stripe_simulator.api import ApiCall, answer_call, open_call
from local.stripe_simulator.checkout_page.pages import serve_page
from local.stripe_simulator.control import serve_control
from local.stripe_simulator.deliveries import Delivery
from local.stripe_simulator.passing_time import run_due
from local.stripe_simulator.settings import Settings
from local.stripe_simulator.signatures import signature_header
from local.stripe_simulator.wire import Request, Response, encode
from local.stripe_simulator.world import World


@dataclass(frozen=True)
class Pending:
    """A request under way: `response` when it is already answered, else an API call that runs after `delay` seconds."""

    response: Response | None = None
    api_call: ApiCall | None = None
    delay: float = 0.0


@dataclass(frozen=True)
class Posting:
    """One delivery attempt to make: POST `body` with `headers` to `url`, then report the status."""

    delivery: Delivery
    url: str
    headers: dict[str, str]
    body: bytes


class Simulator:
    """Stripe in a box. `now` gives unix seconds; with a virtual clock and a fixed seed everything repeats exactly."""

    def __init__(self, settings: Settings, now: Callable[[], float]) -> None:
        self.world = World(settings, now)

    def handle(self, request: Request) -> Response:
        """The answer to a request, at once; the caller decides what `lost` and `hold` mean to it."""
        return self.finish(self.begin(request))

    def begin(self, request: Request) -> Pending:
        """Starts a request; anything but an API call is answered already."""
        run_due(self.world)
        if request.path.startswith(("/v1/", "/v2/")):
            opened = open_call(self.world, request)
            if isinstance(opened, Response):
                return Pending(response=opened)
            return Pending(api_call=opened, delay=opened.delay)
        serve = serve_control if request.path.startswith("/_sim") else serve_page
        return Pending(response=serve(self.world, request))

    def finish(self, pending: Pending) -> Response:
        """Runs what `begin` started and gives the answer."""
        if pending.api_call is None:
            return pending.response or Response(500, b"{}")
        run_due(self.world)
        return answer_call(self.world, pending.api_call)

    def tick(self) -> None:
        """Lets everything happen whose time has come."""
        run_due(self.world)

    def next_due(self) -> float | None:
        """The earliest time at which something happens by itself, or None."""
        times = [t for t in (self.world.agenda.next_due(), self.world.deliveries.next_due()) if t is not None]
        return min(times, default=None)

    def take_postings(self) -> list[Posting]:
        """The webhook deliveries to attempt now; each must be reported."""
        due = self.world.deliveries.take_due(self.world.precise_time())
        return [posting for delivery in due if (posting := self.posting(delivery)) is not None]

    def posting(self, delivery: Delivery) -> Posting | None:
        """The signed request of a delivery; None (and dropped) when its endpoint is gone or off."""
        endpoint = self.world.platform.webhook_endpoints.get(delivery.endpoint)
        event = self.world.account(delivery.account).events.get(delivery.event)
        if endpoint is None or event is None or endpoint["status"] != "enabled":
            delivery.state = "dropped"
            return None
        body = encode(event)
        secret = self.world.secrets[delivery.endpoint]
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
            "Stripe-Signature": signature_header(secret, body, self.world.time()),
        }
        return Posting(delivery, endpoint["url"], headers, body)

    def report(self, posting: Posting, status: int | None) -> None:
        """Tells what came of a posting: its HTTP status, or None without an answer."""
        delivery = posting.delivery
        arrived = self.world.deliveries.report(delivery, status, self.world.precise_time())
        if arrived and not delivery.arrived_before:
            delivery.arrived_before = True
            event = self.world.account(delivery.account).events.get(delivery.event)
            if event is not None and not delivery.copy:
                event["pending_webhooks"] -= 1

    def set_base_url(self, url: str) -> None:
        """Where the carrier listens: the start of the URLs of hosted pages."""
        self.world.base_url = url
        self.world.settings = replace(self.world.settings, base_url=url)
