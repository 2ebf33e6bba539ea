"""The demo's comparison with connected shops: it agrees when both books say the same, and says what is different."""

from typing import Any

import httpx
import pytest

from local.demo.api import Api
from local.demo.connected import PLANS, Connected, await_connected
from local.demo.shops import Shop
from local.demo.storefront.tales import TALES
from local.demo.street import Street
from local.stack.description import MerchantEntry

Json = dict[str, Any]


class StreetOfPaper(Street):
    """A shop whose books are given."""

    def __init__(self, answers: dict[str, int], orders: list[Json]) -> None:
        self._told = {"answers": answers, "orders": orders}

    def ask(self, **command: Any) -> Json:
        """The report, whatever is asked."""
        del command
        return self._told


def compared(
    monkeypatch: pytest.MonkeyPatch, street: Street, orders: list[Json], outcomes: list[str]
) -> tuple[str, ...]:
    """What is wrong when the API shows these orders, and deliveries with these outcomes."""
    monkeypatch.setattr("local.demo.connected._QUIET_SECONDS", 0.0)

    def answer(request: httpx.Request) -> httpx.Response:
        data = [{"outcome": each} for each in outcomes] if "deliveries" in request.url.path else orders
        return httpx.Response(200, json={"data": data, "next_cursor": None})

    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        shop = Shop(MerchantEntry("mer_1", "key", "Paper Thread", "EUR"), Api(http, "http://api.example", "key"))
        (story,) = await_connected([Connected(PLANS[0], shop, "shp_1", "source", street, 0)])
    return story.faults


def order(external_id: str, amount: int, *, link: str | None = None, means: str | None = None) -> Json:
    """As the API shows one."""
    payments = [{"means": means}] if means else []
    status = {"status": "in_progress", "payment_status": "paid" if means else "unpaid"}
    return {"external_id": external_id, "amount": amount, "payment_link": link, "payments": payments, **status}


BOOKS: list[Json] = [{"id": "1", "amount": 500, "state": "due"}, {"id": "2", "amount": 700, "state": "paid"}]
HERE = [order("1", 500, link="https://pay.example/1"), order("2", 700, means="external")]
ANSWERS = {"200": 5, "401": PLANS[0].tales.count("forged")}


def test_it_agrees_when_both_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    assert compared(monkeypatch, StreetOfPaper(ANSWERS, BOOKS), HERE, ["applied", "stale", "unchanged"]) == ()


@pytest.mark.parametrize(
    ("orders", "outcomes", "answers"),
    [
        (HERE[:1], [], ANSWERS),
        ([*HERE, HERE[0]], [], ANSWERS),
        ([order("1", 501, link="https://pay.example/1"), HERE[1]], [], ANSWERS),
        ([HERE[0], order("2", 700, means="credits")], [], ANSWERS),
        ([order("1", 500), HERE[1]], [], ANSWERS),
        (HERE, ["received"], ANSWERS),
        (HERE, ["applied", "rejected"], ANSWERS),
        (HERE, ["conflict"], ANSWERS),
        (HERE, [], {"200": 6}),
        (HERE, [], ANSWERS | {"500": 1}),
    ],
    ids=["lost", "twice", "amount", "means", "no link", "undecided", "rejected", "conflict", "forged taken", "error"],
)
def test_what_differs_is_a_fault(
    monkeypatch: pytest.MonkeyPatch, orders: list[Json], outcomes: list[str], answers: dict[str, int]
) -> None:
    assert compared(monkeypatch, StreetOfPaper(answers, BOOKS), orders, outcomes)


def test_every_plan_is_of_tales_that_there_are() -> None:
    assert all(TALES.keys() >= set(plan.tales) for plan in PLANS)
