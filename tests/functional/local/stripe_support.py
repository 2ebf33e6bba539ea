"""What the simulator's tests share: a receiver of webhooks, a shop's parameters, and short ways to buy."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import stripe

from local.stripe_simulator import Running

KEY = "sk_test_functional"
SECRET = "whsec_functional"
VISA = "4242424242424242"
Json = dict[str, Any]


class Receiver(ThreadingHTTPServer):
    """A webhook endpoint that keeps what it gets and answers with the statuses it was told, then 200."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), ReceiverHandler)
        self.posts: list[tuple[bytes, str]] = []
        self.answers: list[int] = []
        self.signal = threading.Condition()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}/hook"

    def events(self, secret: str = SECRET) -> list[stripe.Event]:
        """Everything received, each checked against its signature by the SDK."""
        return [stripe.Webhook.construct_event(body, signed, secret) for body, signed in list(self.posts)]

    def types(self, secret: str = SECRET) -> list[str]:
        """The types received, in order of arrival."""
        return [str(event.type) for event in self.events(secret)]

    def wait_for(self, count: int, seconds: float = 5.0, secret: str = SECRET) -> list[str]:
        """The types received once there are `count`; fails after `seconds`."""
        with self.signal:
            arrived = self.signal.wait_for(lambda: len(self.posts) >= count, seconds)
        assert arrived, f"only {self.types(secret)} arrived"
        return self.types(secret)


class ReceiverHandler(BaseHTTPRequestHandler):
    """Keeps a post and answers."""

    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with self.server.signal:
            self.server.posts.append((body, self.headers["Stripe-Signature"]))
            status = self.server.answers.pop(0) if self.server.answers else 200
            self.server.signal.notify_all()
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver on a thread of its own."""
    receiver = Receiver()
    thread = threading.Thread(target=receiver.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.shutdown()
        thread.join()
        receiver.server_close()


def payment_session(amount: int = 1999, currency: str = "eur", **more: Any) -> Any:
    """Parameters of a checkout for one order."""
    price = {"currency": currency, "unit_amount": amount, "product_data": {"name": "Order 1001"}}
    return {
        "mode": "payment",
        "success_url": "https://shop.example/paid?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "https://shop.example/basket",
        "line_items": [{"quantity": 1, "price_data": price}],
        "metadata": {"payment": "pay_1"},
        "payment_intent_data": {"metadata": {"payment": "pay_1"}},
        **more,
    }


@dataclass
class Shop:
    """A running simulator with everything a test wants at hand."""

    running: Running
    receiver: Receiver
    http: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=10))

    @property
    def client(self) -> stripe.StripeClient:
        """The SDK's client, without retries of its own."""
        return self.client_with(0)

    def client_with(self, retries: int, timeout: float = 10.0) -> stripe.StripeClient:
        """The SDK's client with retries."""
        return stripe.StripeClient(
            KEY,
            base_addresses={"api": self.running.url},
            max_network_retries=retries,
            http_client=stripe.RequestsClient(timeout=timeout),
        )

    def sim(self, path: str, body: Json | None = None, method: str = "POST") -> Any:
        """One of the simulator's own switches."""
        answer = self.http.request(method, f"{self.running.url}/_sim/{path}", json=body)
        answer.raise_for_status()
        return answer.json()

    def settle(self) -> None:
        """Waits until every due delivery was attempted."""
        assert self.running.server.courier.flush(5.0)

    def open_session(self, **more: Any) -> stripe.checkout.Session:
        """A fresh session."""
        return self.client.v1.checkout.sessions.create(payment_session(**more))

    def post(self, session: stripe.checkout.Session, **fields: str) -> httpx.Response:
        """Posts the hosted page's form."""
        assert session.url is not None
        return self.http.post(session.url, data=fields)

    def paid_session(self, card: str = VISA, **more: Any) -> stripe.checkout.Session:
        """A session paid on its page, with the intent, charge and balance transaction expanded."""
        session = self.open_session(**more)
        assert self.post(session, card_number=card).status_code == 303
        return self.look(session.id)

    def look(self, key: str) -> stripe.checkout.Session:
        """A session with its payment expanded."""
        expand = ["payment_intent.latest_charge.balance_transaction"]
        return self.client.v1.checkout.sessions.retrieve(key, {"expand": expand})

    def event_types(self) -> list[str]:
        """All event types so far, oldest first."""
        return [str(event.type) for event in self.client.v1.events.list({"limit": 100}).data][::-1]
