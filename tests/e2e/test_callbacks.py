"""Callbacks for real: through stream, queues and functions to a merchant's server, verified by the library alone."""

from collections.abc import Iterator

import pytest
from standardwebhooks.webhooks import WebhookVerificationError

from tests.support.callback_server import ENDPOINT, CallbackServer, callback_server
from tests.support.caller import body_of, problem_of
from tests.support.local_stack import LocalStack
from tests.support.shop import Json, Shop
from tests.support.waiting import eventually


@pytest.fixture
def server() -> Iterator[CallbackServer]:
    """A merchant's server."""
    with callback_server() as made:
        yield made


def listed(shop: Shop, **query: str) -> list[Json]:
    """Its callbacks, newest first."""
    return list(shop.api.listed("/v1/callbacks", **query))


def change(shop: Shop, order_id: str, amount: int) -> None:
    """Something that is told: the order's amount."""
    body_of(shop.api.patch(f"/v1/orders/{order_id}", {"amount": amount}), 200)


def test_a_released_order_is_told_signed_kept_and_told_once_more_on_request(
    funded: Shop, server: CallbackServer
) -> None:
    server.register(funded, types=["order.released"])
    order = funded.place()
    funded.await_paid(order["id"])

    (event,) = eventually(lambda: server.events("order.released"), lambda found: len(found) == 1)
    assert (event["merchant_id"], event["sequence"]) == (funded.id, 1)
    assert (event["data"]["order_id"], event["data"]["amount"]) == (order["id"], order["amount"])
    (letter,) = server.letters
    assert letter.headers["webhook-id"] == event["id"]
    (kept,) = eventually(lambda: listed(funded, subject=order["id"]), lambda found: len(found) == 1)
    assert (kept["state"], kept["event_id"], kept["last_attempt"]["status"]) == ("delivered", event["id"], 204)
    assert funded.api.read(f"/v1/callbacks/{kept['id']}")["body"] == event

    body_of(funded.api.post(f"/v1/callbacks/{kept['id']}/replay"), 202)
    again = eventually(lambda: server.events("order.released"), lambda found: len(found) == 2)
    assert again == [event, event]
    body_of(funded.api.post("/v1/callbacks/replay", {"from": order["created_at"]}), 202)
    eventually(lambda: server.events("order.released"), lambda found: found == [event] * 3)


def test_a_test_call_is_verified_and_both_secrets_sign_after_a_rotation(shop: Shop, server: CallbackServer) -> None:
    server.register(shop)
    tried = body_of(shop.api.post(f"{ENDPOINT}/test"), 200)
    assert (tried["delivered"], tried["status"], tried["error"]) == (True, 204, None)
    assert server.letters[-1].verified(server.secret)["type"] == "test.ping"

    turned = body_of(shop.api.post(f"{ENDPOINT}/rotate-secret", {}), 201)
    assert body_of(shop.api.post(f"{ENDPOINT}/test"), 200)["delivered"]
    for secret in (server.secret, turned["secret"]):
        assert server.letters[-1].verified(secret)["type"] == "test.ping"
    body_of(shop.api.post(f"{ENDPOINT}/rotate-secret", {"expires_in_hours": 0}), 201)
    assert body_of(shop.api.post(f"{ENDPOINT}/test"), 200)["delivered"]
    with pytest.raises(WebhookVerificationError):
        server.letters[-1].verified(server.secret)


def test_what_failed_is_told_later_and_nothing_of_an_order_before_what_came_earlier(
    stack: LocalStack, shop: Shop, server: CallbackServer
) -> None:
    server.register(shop, types=["order.changed"])
    server.status = 500
    order = shop.place(collect="none")["id"]
    change(shop, order, 1_300)
    eventually(lambda: listed(shop, state="waiting"), lambda found: [each["sequence"] for each in found] == [1])
    change(shop, order, 1_400)
    waiting = eventually(lambda: listed(shop, state="waiting"), lambda found: len(found) == 2)
    assert [each["sequence"] for each in waiting] == [2, 1]
    assert waiting[1]["last_attempt"]["error"] == "http_500"
    assert {event["sequence"] for event in server.events()} == {1}, "the second waits for the first"

    server.status = 204
    server.letters.clear()
    stack.let_callbacks_come(shop.id, order)
    stack.run_job("retry_callbacks")
    told = eventually(lambda: server.events(), lambda found: len(found) == 2)
    assert [(event["sequence"], event["data"]["amount"]) for event in told] == [(1, 1_300), (2, 1_400)]
    eventually(lambda: listed(shop, state="delivered"), lambda found: len(found) == 2)


def test_a_server_that_wants_no_more_is_left_alone_until_its_merchant_says_otherwise(
    shop: Shop, server: CallbackServer
) -> None:
    server.register(shop, types=["order.changed"])
    server.status = 410
    order = shop.place(collect="none")["id"]
    change(shop, order, 1_300)
    off = eventually(lambda: shop.api.read(ENDPOINT), lambda found: found["health"] == "disabled")
    assert off["disabled_reason"] == "gone"
    told = eventually(lambda: list(shop.api.listed("/v1/notifications")), lambda found: len(found) == 1)
    assert (told[0]["kind"], told[0]["values"]) == ("callbacks_disabled", {"reason": "callbacks_gone"})
    change(shop, order, 1_400)
    eventually(lambda: listed(shop, state="waiting"), lambda found: len(found) == 2)

    server.status = 204
    server.letters.clear()
    assert body_of(shop.api.post(f"{ENDPOINT}/enable"), 200)["health"] == "ok"
    events = eventually(lambda: server.events(), lambda found: len(found) == 2)
    assert [event["sequence"] for event in events] == [1, 2]


def test_a_silent_server_delays_nobody_elses(stack: LocalStack, shop: Shop, server: CallbackServer) -> None:
    other = stack.new_shop()
    server.register(shop, types=["order.changed"])
    server.open.clear()
    with callback_server() as quick:
        quick.register(other, types=["order.changed"])
        for _ in range(3):
            change(shop, shop.place(collect="none")["id"], 1_300)
        eventually(lambda: server.letters, lambda found: len(found) >= 1)
        orders = {other.place(collect="none")["id"] for _ in range(3)}
        for order in orders:
            change(other, order, 1_300)
        told = eventually(lambda: quick.events(), lambda found: len(found) == 3)
        assert {event["data"]["order_id"] for event in told} == orders
    # The silent one has taken nothing yet, and nothing of it is lost.
    kept = eventually(lambda: listed(shop), lambda found: len(found) == 3)
    assert {each["state"] for each in kept} == {"waiting"}


def test_no_other_address_is_called_and_no_redirect_is_followed(shop: Shop, server: CallbackServer) -> None:
    for url, code in (
        ("http://169.254.169.254/latest/meta-data/", "address_not_allowed"),
        ("http://localhost:8080/", "address_not_allowed"),
        ("http://127.0.0.1:22/", "port_not_allowed"),
        ("http://[::1]:8080/", "address_not_allowed"),
        ("ftp://127.0.0.1:8080/", "url_invalid"),
    ):
        refused = problem_of(shop.api.put(ENDPOINT, {"url": url}), 422, "invalid_request")
        assert [(error["field"], error["code"]) for error in refused["errors"]] == [("url", code)]
    problem_of(shop.api.get(ENDPOINT), 404, "not_found")
    with callback_server() as elsewhere:
        server.register(shop)
        server.status, server.location = 307, elsewhere.url
        tried = body_of(shop.api.post(f"{ENDPOINT}/test"), 200)
        assert (tried["delivered"], tried["status"], tried["error"]) == (False, 307, "redirect")
        assert elsewhere.letters == []


def test_nobody_sees_or_replays_what_another_was_told(stack: LocalStack, shop: Shop, server: CallbackServer) -> None:
    server.register(shop, types=["order.changed"])
    change(shop, shop.place(collect="none")["id"], 1_300)
    (mine,) = eventually(lambda: listed(shop), lambda found: len(found) == 1)
    other = stack.new_shop()
    assert listed(other) == []
    problem_of(other.api.get(f"/v1/callbacks/{mine['id']}"), 404, "not_found")
    problem_of(other.api.post(f"/v1/callbacks/{mine['id']}/replay"), 404, "not_found")
    problem_of(other.api.get(ENDPOINT), 404, "not_found")
