"""The core alone: no sockets, a virtual clock, everything repeatable."""

from urllib.parse import urlencode

from local.stripe_simulator import Request, Response, Settings, Simulator

KEY = "sk_test_core"
SESSION = urlencode(
    {
        "mode": "payment",
        "success_url": "https://shop.example/paid",
        "line_items[0][quantity]": "1",
        "line_items[0][price_data][currency]": "eur",
        "line_items[0][price_data][unit_amount]": "1999",
        "line_items[0][price_data][product_data][name]": "Order",
    }
)


class Clock:
    """A clock that stands still until it is told."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def call(core: Simulator, method: str, path: str, text: str = "", **headers: str) -> Response:
    """One request with the key."""
    own = {"authorization": f"Bearer {KEY}", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return core.handle(Request(method, path, "", own, text.encode()))


def day(seed: str = "a") -> list[tuple[int, bytes]]:
    """A short history: an endpoint, a session, a refused card, a paid one, deliveries that fail once."""
    clock = Clock()
    core = Simulator(Settings(keys=(KEY,), seed=seed, base_url="https://stripe.test"), clock)
    answers = [call(core, "POST", "/_sim/webhook_endpoints", '{"url": "https://orderpay.test/hook"}')]
    answers.append(call(core, "POST", "/v1/checkout/sessions", SESSION, idempotency_key="k"))
    path = answers[-1].json()["url"].removeprefix("https://stripe.test")
    for card in ("4000000000000002", "4242424242424242"):
        clock.now += 5
        answers.append(call(core, "POST", path, f"card_number={card}"))
    for round_of_posts in range(20):
        for posting in core.take_postings():
            core.report(posting, 200 if round_of_posts else None)
            answers.append(Response(0, posting.body, posting.headers))
        clock.now += 30
    clock.now = (core.next_due() or 0) + 1
    core.tick()
    answers.append(call(core, "GET", "/v1/balance_transactions"))
    return [(answer.status, answer.body + repr(answer.headers).encode()) for answer in answers]


def test_the_same_seed_repeats_everything_exactly() -> None:
    assert day() == day()
    assert day() != day("b")


def test_nothing_happens_without_the_clock() -> None:
    clock = Clock()
    core = Simulator(Settings(keys=(KEY,)), clock)
    session = call(core, "POST", "/v1/checkout/sessions", SESSION).json()
    assert core.next_due() == session["expires_at"] == clock.now + 86400
    clock.now = float(session["expires_at"]) - 1
    core.tick()
    assert call(core, "GET", f"/v1/checkout/sessions/{session['id']}").json()["status"] == "open"
    clock.now += 1
    assert call(core, "GET", f"/v1/checkout/sessions/{session['id']}").json()["status"] == "expired"
    assert core.next_due() is None


def test_a_lost_answer_is_a_value() -> None:
    core = Simulator(Settings(keys=(KEY,)), Clock())
    call(core, "POST", "/_sim/faults", '{"calls": [{"kind": "timeout", "effect": true, "seconds": 80}]}')
    lost = call(core, "POST", "/v1/checkout/sessions", SESSION, idempotency_key="k")
    assert (lost.lost, lost.hold) == (True, 80)
    again = call(core, "POST", "/v1/checkout/sessions", SESSION, idempotency_key="k")
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.body == lost.body


def test_a_call_under_way_is_met_by_others() -> None:
    core = Simulator(Settings(keys=(KEY,)), Clock())
    call(core, "POST", "/_sim/faults", '{"calls": [{"kind": "delay", "seconds": 5}]}')
    headers = {"authorization": f"Bearer {KEY}", "idempotency-key": "k"}
    slow = core.begin(Request("POST", "/v1/customers", "", headers))
    assert slow.delay == 5
    assert call(core, "POST", "/v1/customers", idempotency_key="k").status == 409
    assert core.finish(slow).status == 200


def test_the_record_of_calls_holds_no_credentials() -> None:
    core = Simulator(Settings(keys=(KEY,), recorded_calls=2), Clock())
    for _ in range(3):
        call(core, "POST", "/v1/customers", "name=Ada", idempotency_key="k")
    found = call(core, "GET", "/_sim/calls")
    assert KEY.encode() not in found.body
    records = found.json()["data"]
    assert [(r["method"], r["path"], r["body"], r["status"]) for r in records] == [
        ("POST", "/v1/customers", "name=Ada", 200)
    ] * 2
    assert records[0]["headers"] == {"idempotency-key": "k"}
    assert call(core, "DELETE", "/_sim/calls").json() == {"data": []}
