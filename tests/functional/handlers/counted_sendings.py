"""Use cases to count, of messages with payment links."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from functions.deliver_messages.handler import lambda_handler as deliver_messages
from functions.record_deliveries.handler import lambda_handler as record_deliveries
from tests.functional.handlers.counting import Case, expect
from tests.functional.handlers.shop import Shop
from tests.support.aws import receive
from tests.support.outbox import Trouble, outbox, refused
from tests.support.samples import sample

OWN: Final = {"en": {"sms": "{merchant}: {amount} {link}"}}


def ask(shop: Shop, **wish: Any) -> Callable[[], object]:
    link = _link(shop)
    return lambda: expect(shop.send(link, **wish).status, 201)


def ask_again(shop: Shop) -> Callable[[], object]:
    link = _link(shop)
    shop.send(link, key="same")
    return lambda: expect(shop.send(link, key="same").status, 201)


def ask_without_credits(shop: Shop) -> Callable[[], object]:
    link = shop.link(shop.order(collect="none"))["id"]
    return lambda: expect(shop.send(link).status, 409)


def hand_over(shop: Shop, *, channel: str, answer: Trouble | None = None) -> Callable[[], object]:
    shop.send(_link(shop), channel=channel, to="a@example.com" if channel == "email" else "+4915123456789")
    shop.world.relay()
    outbox.troubles += [answer] if answer else []
    return partial(_handed_out, shop)


def confirm(shop: Shop) -> Callable[[], object]:
    shop.world.pay(shop.checkout(shop.link(shop.order(collect="none"))))
    shop.world.deliver_webhooks()
    shop.world.relay()
    return partial(_handed_out, shop)


def record(shop: Shop) -> Callable[[], object]:
    shop.send(_link(shop), channel="email", to="a@example.com")
    shop.world.relay()
    shop.world.deliver_messages()
    (sending,) = shop.sendings()
    event = sample("record_deliveries")
    body = json.loads(event["Records"][0]["body"])
    body["detail"]["mail"]["tags"] |= {"orderpay_link": [sending["link_id"]], "orderpay_sending": [sending["id"]]}
    event["Records"][0]["body"] = json.dumps(body)
    return lambda: expect(record_deliveries(event, None), {"batchItemFailures": []})


def read_texts(shop: Shop) -> Callable[[], object]:
    shop.save_templates(OWN)
    return lambda: expect(shop.templates("GET /v1/link-template").status, 200)


def save_texts(shop: Shop) -> Callable[[], object]:
    return lambda: expect(shop.save_templates(OWN).status, 200)


def preview_texts(shop: Shop) -> Callable[[], object]:
    return lambda: expect(shop.templates("POST /v1/link-template/preview", channel="sms").status, 200)


def _link(shop: Shop) -> str:
    shop.fund(1_000)
    return str(shop.link(shop.order(collect="none"))["id"])


def _handed_out(shop: Shop) -> None:
    """One invocation with what is in the queue."""
    messages: list[Any] = receive(shop.world.resources.sending_queue_url)
    records = [{"messageId": m["MessageId"], "body": m["Body"], "attributes": m["Attributes"]} for m in messages]
    assert records
    assert deliver_messages({"Records": records}, None) == {"batchItemFailures": []}


COUNTED_SENDINGS: Final[Mapping[str, Case]] = {
    "send_links: an SMS": ask,
    "send_links: a mail": partial(ask, channel="email", to="a@example.com"),
    "send_links: asked again": ask_again,
    "send_links: without credits": ask_without_credits,
    "deliver_messages: an SMS": partial(hand_over, channel="sms"),
    "deliver_messages: a mail": partial(hand_over, channel="email"),
    "deliver_messages: a refused SMS": partial(
        hand_over, channel="sms", answer=Trouble("Publish", refused("InvalidParameter"))
    ),
    "deliver_messages: a payment to confirm": confirm,
    "record_deliveries: a bounce": record,
    "manage_templates: read": read_texts,
    "manage_templates: save": save_texts,
    "manage_templates: preview": preview_texts,
}
