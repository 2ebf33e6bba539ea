"""Use cases to interrupt: what comes before, the invocation that dies and is made again, and what must be true then."""

from collections.abc import Callable
from dataclasses import dataclass

from functions.manage_merchants.handler import lambda_handler as manage_merchants
from tests.functional.handlers import jobs
from tests.functional.handlers.books import sessions
from tests.functional.handlers.shop import Shop


@dataclass(frozen=True)
class Scenario:
    """``run`` is interrupted, then made again as its caller would; ``check`` looks at the outcome."""

    run: Callable[[], object]
    check: Callable[[], None]


def taking_an_order_in(shop: Shop) -> Scenario:
    shop.consent()
    shop.fund(10_000)

    def run() -> None:
        assert shop.place(external_id="crash").status in (201, 200)

    def check() -> None:
        (order,) = shop.listed().json["data"]
        assert order["payment_status"] == "paid"
        assert shop.wallet()["balance"] == 10_000 - 4590

    return Scenario(run, check)


def taking_an_order_with_a_link_in(shop: Shop) -> Scenario:
    def run() -> None:
        assert shop.place(external_id="crash", collect="link").status in (201, 200)

    def check() -> None:
        (order,) = shop.listed().json["data"]
        (link,) = [link for link in shop.world.items("link") if link["merchant_id"] == shop.id]
        assert order["payment_link"] == f"https://api.example.com/pay/{link['token']}"
        assert shop.page({"url": order["payment_link"]}) == "open"

    return Scenario(run, check)


def relaying_new_orders(shop: Shop) -> Scenario:
    shop.consent()
    shop.fund(10_000)
    orders = [shop.order(), shop.order()]

    def check() -> None:
        assert [shop.read(order)["payment_status"] for order in orders] == ["paid", "paid"]
        assert shop.wallet()["balance"] == 10_000 - 2 * 4590

    return Scenario(shop.world.relay, check)


def debiting_orders_of_which_one_is_covered(shop: Shop) -> Scenario:
    shop.consent()
    shop.fund(5_000)
    first, second = shop.order(), shop.order()
    shop.world.relay()

    def check() -> None:
        assert shop.read(first)["payment_status"] == "paid"
        waiting = shop.read(second)
        assert (waiting["unpaid_reason"], waiting["shortfall"]) == ("insufficient_credits", 2 * 4590 - 5_000)
        assert shop.wallet()["balance"] == 410

    return Scenario(shop.world.debit, check)


def debiting_messages_that_are_joined(shop: Shop) -> Scenario:
    """Two transactions in one invocation: the messages before a drain, and the drain with what it finds."""
    shop.consent()
    early = shop.order(7_000)
    shop.world.settle_down()
    shop.fund(10_000)
    orders = []
    for amount in (4_000, 500, 5_000):
        orders.append(shop.order(amount))
        shop.world.relay()
    shop.drain()
    shop.world.relay()
    orders.append(shop.order(400))
    shop.world.relay()

    def check() -> None:
        assert [shop.read(order)["payment_status"] for order in (early, *orders)] == ["unpaid", *["paid"] * 4]
        assert shop.wallet()["balance"] == 100

    return Scenario(shop.world.debit, check)


def starting_a_top_up(shop: Shop) -> Scenario:
    answers = []

    def run() -> None:
        answers.append(shop.top_up(5_000, key="crash"))
        assert answers[-1].status == 201, answers[-1].text

    def check() -> None:
        assert len(sessions(shop.world, answers[-1].json["id"])) == 1
        shop.world.pay(answers[-1].json["checkout_url"])
        shop.world.settle_down()
        assert shop.wallet()["balance"] == 5_000

    return Scenario(run, check)


def receiving_a_webhook(shop: Shop) -> Scenario:
    shop.world.pay(shop.top_up(5_000).json["checkout_url"])

    def check() -> None:
        assert shop.wallet()["balance"] == 5_000

    return Scenario(shop.world.deliver_webhooks, check)


def recording_surplus(shop: Shop) -> Scenario:
    answer = shop.top_up(5_000)
    with shop.world.stripe.server.lock:
        shop.world.stripe.simulator.world.platform.sessions.get(session_id(answer.json["checkout_url"]))[  # type: ignore[index]
            "amount_total"
        ] = 4_999
    shop.world.pay(answer.json["checkout_url"])

    def check() -> None:
        assert shop.wallet()["balance"] == 0
        found = [item for item in shop.world.items("surplus") if item["payment_id"] == answer.json["id"]]
        assert [(item["amount"], item["reason"]) for item in found] == [(4_999, "amount_mismatch")]

    return Scenario(shop.world.deliver_webhooks, check)


def repairing_a_payment_whose_session_nobody_knows(shop: Shop) -> Scenario:
    shop.world.lose_answers(with_effect=True)
    shop.top_up(5_000)
    (payment,) = [item for item in shop.world.items("payment") if item["merchant_id"] == shop.id]
    assert payment["state"] == "unknown"

    def check() -> None:
        (found,) = sessions(shop.world, payment["id"])
        shop.world.pay(found["url"])
        shop.world.settle_down()
        assert shop.wallet()["balance"] == 5_000

    return Scenario(lambda: repair(shop), check)


def making_a_merchant_and_its_key(shop: Shop) -> Scenario:
    world = shop.world
    key = {"idempotency-key": f"crash-{shop.id}"}

    def run() -> None:
        made = world.call(manage_merchants, "manage_merchants", headers=key)
        assert made.status == 201
        route, path = "POST /v1/merchants/{merchant_id}/api-keys", {"merchant_id": made.json["id"]}
        answer = world.call(manage_merchants, "manage_merchants", route, path=path, body={}, headers=key)
        assert answer.status == 201

    def check() -> None:
        made = world.call(manage_merchants, "manage_merchants", headers=key).json["id"]
        assert [item["id"] for item in world.items("merchant")].count(made) == 1
        assert len([item for item in world.items("api_key") if item["merchant_id"] == made]) == 1

    return Scenario(run, check)


def repair(shop: Shop) -> None:
    """The schedule's next run at which anything of this test is due."""
    shop.world.pass_time(hours=2)
    assert jobs.repair()[1] == {}


def session_id(url: str) -> str:
    """The hosted checkout that a URL leads to."""
    return url.rsplit("/", 1)[1].split("#")[0]


SCENARIOS: tuple[Callable[[Shop], Scenario], ...] = (
    taking_an_order_in,
    taking_an_order_with_a_link_in,
    relaying_new_orders,
    debiting_orders_of_which_one_is_covered,
    debiting_messages_that_are_joined,
    starting_a_top_up,
    receiving_a_webhook,
    recording_surplus,
    repairing_a_payment_whose_session_nobody_knows,
    making_a_merchant_and_its_key,
)
