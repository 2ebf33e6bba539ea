"""Use cases to count: captures, what buyers can use, exports and payouts."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from bench.cases.messages import as_batch
from functions.follow_payouts.handler import lambda_handler as follow_payouts
from functions.read_shop_methods.handler import lambda_handler as read_shop_methods
from functions.write_exports.handler import lambda_handler as write_exports
from tests.functional.handlers.counting import Case, expect
from tests.functional.handlers.exporting import Exporter
from tests.functional.handlers.paying_out import Bank, listed, shown
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.two_stage import TwoStage
from tests.support.aws import receive
from tests.support.samples import sample


def capture(shop: Shop, *, again: bool = False) -> Callable[[], object]:
    order = TwoStage(shop).reserve()
    if again:
        order.capture(3_000)
    return lambda: expect(order.capture(3_000).status, 200)


def export_at_once(shop: Shop, kind: str) -> Callable[[], object]:
    exporter = _sold(shop)
    return lambda: expect(exporter.ask_at_once(kind).status, 200)


def ask_for_export(shop: Shop) -> Callable[[], object]:
    exporter = _sold(shop)
    return lambda: expect(exporter.ask("orders").status, 201)


def write_export(shop: Shop) -> Callable[[], object]:
    exporter = _sold(shop)
    exporter.ask("payments")
    shop.world.relay()
    event = as_batch(receive(shop.world.resources.export_queue_url))
    return lambda: expect(write_exports(event, None), {"batchItemFailures": []})


def read_export(shop: Shop) -> Callable[[], object]:
    exporter = _sold(shop)
    export = exporter.ask("orders").json["id"]
    exporter.work()
    return lambda: expect(exporter.read(export).json["status"], "ready")


def follow(shop: Shop, *, sold: int) -> Callable[[], object]:
    for _ in range(sold):
        shop.buy(shop.order(collect="none"))
    if sold:
        Bank(shop.world).pay_out()
        shop.world.deliver_webhooks()
    return lambda: follow_payouts(sample("follow_payouts"), None)


def list_payouts(shop: Shop) -> Callable[[], object]:
    _paid_out(shop)
    return lambda: expect(len(listed(shop.world)), 1)


def read_payout(shop: Shop) -> Callable[[], object]:
    payout = _paid_out(shop)
    return lambda: expect(shown(shop.world, payout).status, 200)


def _paid_out(shop: Shop) -> str:
    shop.buy(shop.order(collect="none"))
    bank = Bank(shop.world)
    payout = bank.pay_out()
    bank.told()
    return payout


def _sold(shop: Shop) -> Exporter:
    for _ in range(10):
        shop.buy(shop.order(collect="none"))
    exporter = Exporter(shop)
    exporter.wait()
    return exporter


def read_methods(shop: Shop) -> Callable[[], object]:
    path = {"shop_id": shop.id}
    return lambda: expect(
        shop.world.call(read_shop_methods, "read_shop_methods", path=path, authorizer=shop.me).status, 200
    )


COUNTED_TAKINGS: Final[Mapping[str, Case]] = {
    "capture_payment: a part": capture,
    "capture_payment: again": partial(capture, again=True),
    "read_shop_methods": read_methods,
    "manage_exports: 10 orders at once": partial(export_at_once, kind="orders"),
    "manage_exports: 10 payments at once": partial(export_at_once, kind="payments"),
    "manage_exports: ask for a file": ask_for_export,
    "manage_exports: a file that is ready": read_export,
    "write_exports: 10 payments": write_export,
    "follow_payouts: nothing due": partial(follow, sold=0),
    "follow_payouts: a payout of 1 payment": partial(follow, sold=1),
    "follow_payouts: a payout of 10 payments": partial(follow, sold=10),
    "read_payouts: list": list_payouts,
    "read_payouts: one": read_payout,
}
