"""Use cases to interrupt, of changing orders; see the module beside this one."""

from collections.abc import Callable

from local.verify_timeline import verify
from tests.functional.handlers.books import session
from tests.functional.handlers.crash_scenarios import Scenario, session_id
from tests.functional.handlers.shop import Shop


def changing_an_order_that_is_being_paid(shop: Shop) -> Scenario:
    order = shop.order(collect="none")
    old = shop.link(order, amount=5_000)
    url = shop.checkout(old)

    def run() -> None:
        assert shop.change(order, amount=4_000).status == 200

    def check() -> None:
        assert shop.read(order)["amount_version"] == 2
        assert shop.read_link(old["id"])["status"] == "void"
        assert session(shop.world, session_id(url))["status"] == "expired"
        (new,) = [link for link in shop.world.items("link") if link["status"] == "open"]
        shop.world.pay(shop.checkout({"url": f"https://pay.example/{new['token']}"}))
        shop.world.settle_down()
        assert shop.read(order)["payments"][0]["amount"] == 4_410

    return Scenario(run, check)


def changing_an_order_that_waits_for_credits(shop: Shop) -> Scenario:
    shop.consent()
    shop.fund(5_000)
    order = shop.order(6_000)
    shop.world.settle_down()

    def run() -> None:
        assert shop.change(order, amount=4_000).status == 200
        shop.world.relay()
        shop.world.debit()

    def check() -> None:
        assert shop.read(order)["payment_status"] == "paid"
        assert shop.wallet()["balance"] == 1_000

    return Scenario(run, check)


def recording_what_happened_to_orders(shop: Shop) -> Scenario:
    orders = [shop.order(collect="none"), shop.order(collect="none")]
    for amount in (5_000, 6_000):
        assert [shop.change(order, amount=amount).status for order in orders] == [200, 200]

    def check() -> None:
        for order in orders:
            entries = shop.timeline(order).json["data"]
            assert [entry["type"] for entry in entries] == ["created", "queued", "changed", "changed"]
            verify(entries)

    return Scenario(shop.world.record_timelines, check)


CHANGING_SCENARIOS: tuple[Callable[[Shop], Scenario], ...] = (
    changing_an_order_that_is_being_paid,
    changing_an_order_that_waits_for_credits,
    recording_what_happened_to_orders,
)
