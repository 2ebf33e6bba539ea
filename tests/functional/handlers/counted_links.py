"""Use cases to count, of payment links, hosted checkouts and the provider's webhooks."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from functions.close_links.handler import lambda_handler as close_links
from functions.process_webhook.handler import lambda_handler as process_webhook
from functions.show_payment_page.handler import lambda_handler as show_payment_page
from tests.functional.handlers.counting import Case, expect
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.uploads import accepted, checked, promised, upload
from tests.support.aws import Handler, receive
from tests.support.pdfs import invoice
from tests.support.pictures import png
from tests.support.world import Json, World

COMPLETED: Final = "checkout.session.completed"


def make_link(shop: Shop) -> Callable[[], object]:
    order = shop.order(collect="none")
    return lambda: expect(shop.ask_link(order).status, 201)


def replace_link(shop: Shop, *, pressed: bool) -> Callable[[], object]:
    order = shop.order(collect="none")
    link = shop.link(order)
    if pressed:
        shop.checkout(link)
    return lambda: expect(shop.ask_link(order).status, 201)


def void_link(shop: Shop, *, pressed: bool) -> Callable[[], object]:
    link = shop.link(shop.order(collect="none"))
    if pressed:
        shop.checkout(link)
    return lambda: expect(shop.void(link["id"]).status, 200)


def make_link_with_document(shop: Shop) -> Callable[[], object]:
    order = shop.order(collect="none")
    return lambda: expect(shop.ask_link(order, pdf=True).status, 201)


def ask_for_a_form(shop: Shop) -> Callable[[], object]:
    link = promised(shop)
    return lambda: expect(shop.new_form(link["id"]).status, 201)


def check_document(shop: Shop, content: bytes) -> Callable[[], object]:
    event = upload(promised(shop)["document"]["upload"], content)
    return lambda: checked(event)


def download(shop: Shop) -> Callable[[], object]:
    link = accepted(shop, invoice())
    return lambda: expect(shop.download(link).status, 303)


def show_page(shop: Shop) -> Callable[[], object]:
    link = shop.link(shop.order(collect="none"))
    return lambda: expect(shop.page(link), "open")


def keep_logo(shop: Shop) -> Callable[[], object]:
    return lambda: expect(shop.keep_logo(png(240, 80)).status, 200)


def show_logo(shop: Shop) -> Callable[[], object]:
    url = str(shop.keep_logo(png(240, 80)).json["url"])
    path = dict(zip(("merchant_id", "digest"), url.split("/")[-2:], strict=True))
    route = "GET /logos/{merchant_id}/{digest}"
    return lambda: expect(shop.world.call(show_payment_page, "show_payment_page", route, path=path).status, 200)


def press(shop: Shop, *, again: bool) -> Callable[[], object]:
    link = shop.link(shop.order(collect="none"))
    if again:
        shop.checkout(link)
    return lambda: expect(shop.press(link).status, 303)


def press_after_payment(shop: Shop) -> Callable[[], object]:
    link = _bought_link(shop)
    return lambda: expect(shop.press(link).status, 409)


def start_top_up(shop: Shop) -> Callable[[], object]:
    return lambda: expect(shop.top_up(5_000).status, 201)


def receive_webhook(shop: Shop) -> Callable[[], object]:
    shop.world.pay(shop.top_up(5_000).json["checkout_url"])
    event = json.dumps(_event(shop.world, COMPLETED))
    return lambda: expect(shop.world.post_webhook(event).status, 200)


def receive_forged_webhook(shop: Shop) -> Callable[[], object]:
    return lambda: expect(shop.world.post_webhook("{}", "t=1,v1=00").status, 400)


def process_top_up(shop: Shop, kind: str = COMPLETED, *, again: bool = False) -> Callable[[], object]:
    shop.world.pay(shop.top_up(5_000).json["checkout_url"])
    return processing(shop.world, kind, again=again)


def process_link_payment(shop: Shop, kind: str = COMPLETED, *, again: bool = False) -> Callable[[], object]:
    shop.world.pay(shop.checkout(shop.link(shop.order(collect="none"))))
    return processing(shop.world, kind, again=again)


def process_bulk_payment(shop: Shop) -> Callable[[], object]:
    orders = [shop.order(100, collect="none") for _ in range(20)]
    shop.world.pay(shop.pay(orders, "checkout").json["checkout_url"])
    return processing(shop.world, COMPLETED)


def process_pending(shop: Shop) -> Callable[[], object]:
    shop.world.pay(shop.checkout(shop.link(shop.order(collect="none"))), paypal="pending_paid")
    return processing(shop.world, COMPLETED)


def process_expired_session(shop: Shop) -> Callable[[], object]:
    shop.checkout(shop.link(shop.order(collect="none")))
    shop.world.pass_time(hours=24)
    return processing(shop.world, "checkout.session.expired")


def process_foreign(shop: Shop) -> Callable[[], object]:
    shop.world.pay(shop.top_up(5_000).json["checkout_url"])
    event = _event(shop.world, COMPLETED)
    event["data"]["object"]["metadata"] = {}
    return _handling(shop.world, [event])


def process_ten(shop: Shop) -> Callable[[], object]:
    for _ in range(10):
        shop.world.pay(shop.checkout(shop.link(shop.order(collect="none"))))
    return _handling(shop.world, [each for each in shop.world.stripe_events() if each["type"] == COMPLETED])


def close_after_credits(shop: Shop, *, pressed: bool) -> Callable[[], object]:
    """Automatic debit was quicker than the buyer, or the order was cancelled while a checkout was open."""
    shop.fund(5_000)
    order = shop.order()
    link = shop.link(order)
    if pressed:
        shop.checkout(link)
        shop.cancel(order)
    else:
        shop.consent()
        shop.world.relay()
        shop.world.debit()
    shop.world.relay()
    return partial(_handed_out, shop.world.resources.closing_queue_url, close_links)


def _bought_link(shop: Shop) -> Json:
    order = shop.order(collect="none")
    link = shop.link(order)
    shop.world.pay(shop.checkout(link))
    shop.world.settle_down()
    return link


def _event(world: World, kind: str) -> Json:
    return [each for each in world.stripe_events() if each["type"] == kind][-1]


def processing(world: World, kind: str, *, again: bool = False) -> Callable[[], object]:
    """The newest event of this kind, queued; ``again``: after the checkout's own event was handled."""
    event = _event(world, kind)
    if again:
        world.deliver_webhooks([_event(world, COMPLETED)])
    return _handling(world, [event])


def _handling(world: World, events: list[Json]) -> Callable[[], object]:
    for event in events:
        assert world.post_webhook(json.dumps(event)).status == 200
    return partial(_handed_out, world.resources.webhook_queue_url, process_webhook)


def _handed_out(url: str, handler: Handler) -> None:
    """One invocation with what is in the queue."""
    messages: list[Any] = receive(url)
    assert messages
    records = [{"messageId": m["MessageId"], "body": m["Body"], "attributes": m["Attributes"]} for m in messages]
    assert handler({"Records": records}, None) == {"batchItemFailures": []}


COUNTED_LINKS: Final[Mapping[str, Case]] = {
    "manage_links: new": make_link,
    "manage_links: new, with a document": make_link_with_document,
    "manage_links: another form": ask_for_a_form,
    "manage_links: in place of an open one": partial(replace_link, pressed=False),
    "manage_links: in place of one with a checkout": partial(replace_link, pressed=True),
    "manage_links: void": partial(void_link, pressed=False),
    "manage_links: void, with a checkout": partial(void_link, pressed=True),
    "manage_logo: new": keep_logo,
    "show_payment_page: open": show_page,
    "show_payment_page: a logo": show_logo,
    "show_payment_page: its document": download,
    "check_documents: a PDF": partial(check_document, content=invoice()),
    "check_documents: no PDF": partial(check_document, content=b"no"),
    "start_checkout: first press": partial(press, again=False),
    "start_checkout: second press": partial(press, again=True),
    "start_checkout: paid before": press_after_payment,
    "top_up_wallet: new": start_top_up,
    "stripe_webhook: an event": receive_webhook,
    "stripe_webhook: forged": receive_forged_webhook,
    "process_webhook: a paid link": process_link_payment,
    "process_webhook: a paid link, told again": partial(process_link_payment, again=True),
    "process_webhook: a paid link, by its intent": partial(process_link_payment, kind="payment_intent.succeeded"),
    "process_webhook: a paid link, by its intent after": partial(
        process_link_payment, kind="payment_intent.succeeded", again=True
    ),
    "process_webhook: a paid top-up": process_top_up,
    "process_webhook: a paid top-up, told again": partial(process_top_up, again=True),
    "process_webhook: a paid checkout of 20 orders": process_bulk_payment,
    "process_webhook: a submitted payment": process_pending,
    "process_webhook: an expired checkout": process_expired_session,
    "process_webhook: not ours": process_foreign,
    "process_webhook: 10 paid links": process_ten,
    "close_links: paid from credits meanwhile": partial(close_after_credits, pressed=False),
    "close_links: cancelled with a checkout open": partial(close_after_credits, pressed=True),
}
