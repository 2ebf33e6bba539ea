"""The shipped sample of a day."""

import json
from collections import Counter

from pydantic import ValidationError

from local.demo.make_orders import make_orders
from local.demo.orders_file import OrderLine, parse_orders
from local.demo.play import SAMPLE
from local.demo.scenario import Fate, plan_fates, plan_wallets
from shared.orders.request import OrderRequest


def _sample() -> list[OrderLine]:
    orders, bad = parse_orders(SAMPLE.read_text(encoding="utf-8").splitlines())
    assert bad == []
    return orders


def test_the_file_is_what_its_generator_makes() -> None:
    lines = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]

    assert lines == make_orders()


def test_it_is_a_varied_day() -> None:
    orders = _sample()

    assert len(orders) > 290
    assert len({order.merchant for order in orders}) >= 6
    assert {"shopify", "woocommerce", "etsy", "api"} <= {order.body["source"] for order in orders}
    assert {"EUR", "USD", "JPY", "KWD", "GBP"} <= {order.body["currency"] for order in orders}
    assert {"auto", "link", "none"} == {order.body.get("collect", "auto") for order in orders}
    assert set(plan_fates(orders).values()) == set(Fate)


def test_all_but_the_intended_rejects_are_valid() -> None:
    assert sorted(str(order.body["external_id"]) for order in _sample() if not _is_valid(order)) == [
        "reject-0",
        "reject-1",
        "reject-2",
    ]


def test_replays_and_conflicts_come_after_their_original() -> None:
    seen: dict[tuple[str, str, str], OrderLine] = {}
    again: Counter[str] = Counter()
    for order in _sample():
        first = seen.setdefault(order.natural_key, order)
        if first is not order:
            again["replay" if first.body == order.body else "conflict"] += 1

    assert again == {"replay": 7, "conflict": 4}


def test_some_wallets_are_covered_and_some_are_not() -> None:
    coverage = [plan.coverage_percent for plan in plan_wallets(_sample())]

    assert min(coverage) == 0
    assert max(coverage) > 100
    assert any(0 < percent < 100 for percent in coverage)


def _is_valid(order: OrderLine) -> bool:
    try:
        OrderRequest.model_validate_json(json.dumps(order.body))
    except ValidationError:
        return False
    return True
