"""The deployed system in one process: real handlers, stand-ins behind them, the Stripe simulator over real HTTP."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from functions.auto_debit.handler import lambda_handler as auto_debit
from functions.close_links.handler import lambda_handler as close_links
from functions.deliver_messages.handler import lambda_handler as deliver_messages
from functions.manage_merchants.handler import lambda_handler as manage_merchants
from functions.process_webhook.handler import lambda_handler as process_webhook
from functions.record_timeline.handler import lambda_handler as record_timeline
from functions.refill_wallets.handler import lambda_handler as refill_wallets
from functions.relay_events.handler import lambda_handler as relay_events
from functions.stripe_webhook.handler import lambda_handler as stripe_webhook
from functions.write_exports.handler import lambda_handler as write_exports
from local.stripe_simulator import Running, Settings
from local.stripe_simulator.simulator import Simulator
from shared.runtime import wiring
from shared.runtime.secrets import forget_secrets
from shared.stripe_gateway.signature import sign
from shared.table.keys import Key
from shared.table.port import Table
from tests.support.aws import TABLE, Handler, bodies, drain, empty_bucket, empty_queues, put_stripe_secret
from tests.support.aws_resources import Resources
from tests.support.backing import Backing
from tests.support.outbox import outbox
from tests.support.samples import http_event

Json = dict[str, Any]
WEBHOOK_SECRET = "whsec_of_the_tests"
GOOD_CARD = "4242424242424242"


@dataclass
class Clock:
    """The time of both sides; each look at it takes a millisecond, so that no two moments are the same."""

    moment: datetime = datetime(2026, 11, 22, 3, 12, 42, tzinfo=UTC)

    def now(self) -> datetime:
        """The present, for the product."""
        self.moment += timedelta(milliseconds=1)
        return self.moment

    def seconds(self) -> float:
        """The present, for the simulator."""
        return self.moment.timestamp()


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and body of an HTTP-facing function."""

    status: int
    text: str
    headers: Mapping[str, str]

    @property
    def json(self) -> Any:
        """The body parsed."""
        return json.loads(self.text)


@dataclass
class World:
    """Drives handlers and moves their messages; nothing runs unless a test says so."""

    resources: Resources
    backing: Backing
    stripe: Running
    browser: httpx.Client
    clock: Clock
    seen_events: set[str] = field(default_factory=set)
    stream_position: int = 0
    timeline_position: int = 0
    merchants_made: int = 0

    @property
    def table(self) -> Table:
        """The table behind its port."""
        return wiring.table(TABLE)

    def call(self, handler: Handler, sample_name: str, route: str | None = None, **changes: Any) -> Answer:
        """Invoke an HTTP-facing function with its sample event, changed."""
        answer = handler(http_event(sample_name, route, **changes), None)
        return Answer(answer["statusCode"], answer["body"], answer["headers"])

    def merchant(self, **body: Any) -> str:
        """A new merchant's id."""
        content = {"name": "Paper & Thread", "currency": "EUR", "email": "help@shop.example"} | body
        self.merchants_made += 1
        key = {"idempotency-key": f"merchant-{self.merchants_made}"}
        answer = self.call(manage_merchants, "manage_merchants", body=content, headers=key)
        assert answer.status == 201, answer.text
        return str(answer.json["id"])

    def relay(self) -> None:
        """Hand everything new in the table's stream to ``relay_events``; what it could not relay comes again."""
        records = self.stream_records()
        if records:
            relay_events({"Records": records}, None)
            self.stream_position += len(records)

    def record_timelines(self) -> None:
        """Hand what is new in the stream and about orders to ``record_timeline``, as its filter does."""
        records = self.stream_records(self.timeline_position)
        wanted = [each for each in records if each["dynamodb"].get("NewImage", {}).get("kind") == {"S": "order"}]
        if wanted:
            record_timeline({"Records": wanted}, None)
        self.timeline_position += len(records)

    def stream_records(self, start: int | None = None) -> list[Json]:
        """What the stream holds beyond what was relayed before, or from a place."""
        return self.backing.stream_records()[self.stream_position if start is None else start :]

    def start_over(self) -> None:
        """Nothing in table and queues, nothing at the provider; cheaper than another world."""
        self.backing.clear()
        self.stream_position = self.timeline_position = 0
        self.seen_events.clear()
        empty_queues()
        outbox.clear()
        empty_bucket()
        put_stripe_secret(self.resources.stripe_secret)
        forget_secrets()
        fresh_simulator(self.stripe, self.clock)

    def debit(self) -> Json:
        """Hand what is in the debit queue to ``auto_debit``, until it is empty."""
        return drain(self.resources.debit_queue_url, auto_debit)

    def close_links(self) -> Json:
        """Hand what is in the closing queue to ``close_links``, until it is empty."""
        return drain(self.resources.closing_queue_url, close_links)

    def deliver_messages(self) -> Json:
        """Hand what is in the sendings queue to ``deliver_messages``, until it is empty."""
        return drain(self.resources.sending_queue_url, deliver_messages)

    def refill_wallets(self) -> Json:
        """Hand what is in the refill queue to ``refill_wallets``, until it is empty."""
        return drain(self.resources.refill_queue_url, refill_wallets)

    def write_exports(self) -> Json:
        """Hand what is in the queue of exports to ``write_exports``, until it is empty."""
        return drain(self.resources.export_queue_url, write_exports)

    def settle_down(self) -> None:
        """Webhooks, stream, debits, refills, closings, messages and timelines, in turn."""
        self.deliver_webhooks()
        self.relay()
        self.debit()
        self.relay()
        self.refill_wallets()
        self.relay()
        self.close_links()
        self.relay()
        for _ in range(3):  # News become a notice, that becomes a mail, and that is handed over.
            self.deliver_messages()
            self.relay()
        self.record_timelines()

    def stripe_events(self) -> list[Json]:
        """Every event the simulator has, of all accounts, oldest first, as delivered."""
        with self.stripe.server.lock:
            accounts = self.stripe.simulator.world.accounts.values()
            events = [json.loads(json.dumps(event)) for account in accounts for event in account.events.values()]
        return sorted(events, key=lambda event: int(event["created"]))

    def deliver_webhooks(self, events: list[Json] | None = None) -> None:
        """Post these events (default: those not delivered before) to the webhook function, and process the queue."""
        for event in self.stripe_events() if events is None else events:
            if events is None and event["id"] in self.seen_events:
                continue
            self.seen_events.add(event["id"])
            answer = self.post_webhook(json.dumps(event))
            assert answer.status == 200, answer.text
        drain(self.resources.webhook_queue_url, process_webhook)

    def post_webhook(self, body: str, header: str | None = None) -> Answer:
        """One delivery, signed unless a header is given."""
        stamp = int(self.clock.seconds())
        signature = sign(body.encode(), WEBHOOK_SECRET, stamp) if header is None else header
        return self.call(stripe_webhook, "stripe_webhook", body=body, headers={"stripe-signature": signature})

    def pay(self, url: str, **fields: str) -> httpx.Response:
        """Post a good card (or other ``fields``) to a hosted page, as a buyer's browser does."""
        return self.browser.post(url, data={"email": "buyer@example.com"} | (fields or {"card_number": GOOD_CARD}))

    def pass_time(self, **duration: float) -> None:
        """Let time go by on both sides; at the provider, what is due then happens."""
        self.clock.moment += timedelta(**duration)
        with self.stripe.server.lock:
            self.stripe.simulator.tick()

    def faults(self, **faults: Any) -> None:
        """Tell the simulator to misbehave; see its README."""
        self.browser.post(f"{self.stripe.url}/_sim/faults", json=faults).raise_for_status()

    def lose_answers(self, *, with_effect: bool) -> None:
        """The next call that opens a hosted checkout, and the SDK's one repeat of it, get no answer."""
        lost = {"kind": "timeout", "path": "/v1/checkout/sessions", "count": 1}
        self.faults(calls=[lost | {"effect": with_effect}, lost | {"effect": False}])

    def released(self) -> list[Json]:
        """Details of ``order.released`` in the production system's queue."""
        return [json.loads(body)["detail"] for body in bodies(self.resources.released_queue_url)]

    def waiting_debits(self) -> list[Json]:
        """What is in the debit queue, taken out of it."""
        return [json.loads(body) for body in bodies(self.resources.debit_queue_url)]

    def items(self, kind: str) -> list[Json]:
        """Every item of a kind."""
        return [item for item in self.backing.items() if item.get("kind") == kind]

    def forget(self, kind: str) -> None:
        """Lose every item of a kind."""
        for item in self.items(kind):
            self.backing.lose(Key(item["pk"], item["sk"]))


def fresh_simulator(running: Running, clock: Clock) -> None:
    """Give a running server a new inside: nothing happened yet, and its time is this clock's."""
    simulator = Simulator(Settings(), clock.seconds)
    simulator.set_base_url(running.url)
    with running.server.lock:
        running.server.simulator = simulator
        running.server.courier._simulator = simulator


def as_merchant(merchant_id: str) -> Json:
    """The authorizer's word for a merchant's key."""
    return {"role": "merchant", "merchant_id": merchant_id}


AS_OPERATOR: Json = {"role": "operator"}


def page_state(html: str) -> str:
    """The state that a payment page tells."""
    found = re.search(r'data-state="(\w+)"', html)
    assert found is not None, html
    return found[1]
