"""What strangers can cost: each route has a rate, each function that they reach an upper bound.

That each body has an end: tests/functional/handlers/edge/test_sizes.py.
"""

from collections import Counter

import pytest

from infra_cdk.functions import FUNCTIONS, ROUTES
from infra_cdk.spec import (
    USUAL_RATE,
    Audience,
    AuthorizerTrigger,
    FailuresTrigger,
    FunctionSpec,
    QueueTrigger,
    Route,
    StreamTrigger,
)
from tests.infra.assembly import Assembly

SIGNED = {
    "POST /v1/webhooks/stripe": "an HMAC over it is checked before anything is parsed or sent",
    "POST /v1/shop-orders/shopify/{connection_id}": "the same, after one read; shops deliver in bursts",
    "POST /v1/shop-orders/woocommerce/{connection_id}": "the same",
}
HELD_AT_ONCE = {
    "check_health": 500 * 15,
    "stripe_webhook": 500 * 15,
    "show_payment_page": 4 * 200 * 15,
    "show_docs": 2 * 20 * 15,
    "start_checkout": 50 * 29,
    "receive_shop_order": 2 * 2_000 * 15,
}
"""Invocations at once if every call of strangers at the routes' full rates took until its time-out: the upper bound.

None is reserved: that takes from all others, and an account's first quota of ten does not let anything be reserved
(https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html). The account's own quota is the end.
"""


def by_strangers() -> list[tuple[Route, FunctionSpec]]:
    """Routes without a key, and their functions."""
    return [(route, spec) for route, spec in ROUTES if route.audience is Audience.PUBLIC]


@pytest.mark.parametrize("route", [route for route, _ in ROUTES], ids=lambda route: route.key)
def test_every_route_has_a_rate(assembly: Assembly, route: Route) -> None:
    stage = assembly.one("AWS::ApiGatewayV2::Stage").properties
    own = stage.get("RouteSettings", {}).get(route.key, stage["DefaultRouteSettings"])
    assert own["ThrottlingRateLimit"] == route.per_second
    assert 0 < own["ThrottlingBurstLimit"] <= 2 * route.per_second
    assert route.per_second <= 5_000


def test_nobody_without_a_key_has_more_than_the_usual_rate_but_shops_that_sign() -> None:
    more = {route.key for route, _ in by_strangers() if route.per_second > USUAL_RATE}
    assert more == {key for key in SIGNED if "shop-orders" in key}
    assert {"POST /pay/{token}/checkout"} == {
        route.key for route, spec in by_strangers() if spec.secrets and route.key not in SIGNED
    }, "what calls Stripe at a stranger's word has the lowest rate"


def test_what_strangers_reach_ends_soon() -> None:
    slow = {spec.name: spec.timeout_seconds for _, spec in by_strangers() if spec.timeout_seconds > 15}
    assert set(slow) == {"start_checkout"}, "it waits for Stripe"
    assert all(spec.memory_mb <= 512 for _, spec in by_strangers())


def test_what_strangers_can_hold_at_once_is_written_down() -> None:
    held: Counter[str] = Counter()
    for route, spec in by_strangers():
        held[spec.name] += route.per_second * spec.timeout_seconds
    assert held == HELD_AT_ONCE


@pytest.mark.parametrize("spec", [each for each in FUNCTIONS if not each.routes], ids=lambda spec: spec.name)
def test_what_runs_behind_has_an_upper_bound(spec: FunctionSpec) -> None:
    match spec.trigger:
        case QueueTrigger() | FailuresTrigger():
            assert 2 <= spec.trigger.max_concurrency <= 100
        case StreamTrigger():
            assert spec.trigger.parallelization <= 10
        case AuthorizerTrigger():
            assert spec.timeout_seconds <= 15
        case _:
            assert spec.trigger is not None


def test_queues_hand_over_to_so_many_at_once(assembly: Assembly) -> None:
    bounds = [
        source.properties["ScalingConfig"]["MaximumConcurrency"]
        for source in assembly.resources("AWS::Lambda::EventSourceMapping")
        if "FunctionResponseTypes" in source.properties and "StartingPosition" not in source.properties
    ]
    expected = [
        spec.trigger.max_concurrency
        for spec in FUNCTIONS
        if isinstance(spec.trigger, QueueTrigger | FailuresTrigger)
        for _ in (spec.trigger.queues if isinstance(spec.trigger, FailuresTrigger) else (spec.trigger.queue,))
    ]
    assert sorted(bounds) == sorted(expected)
