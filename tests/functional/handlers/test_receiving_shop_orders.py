"""What shops deliver: kept once, whole, and only if it is signed by the shop that is connected."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from functions.receive_shop_order.handler import lambda_handler as receive_shop_order
from shared.shops.delivery import IN_ITEM, Outcome, unpacked
from shared.shops.receiving import MOST_BYTES
from shared.shops.signing import signature
from shared.shops.systems import HEADERS, ShopSystem
from tests.functional.handlers.connected import Connected, answer_of, connect
from tests.functional.handlers.shop import Shop
from tests.support.aws import BUCKET, client
from tests.support.world import Answer

PAYLOADS = Path(__file__).parents[3] / "events" / "shops"


@pytest.fixture(params=list(ShopSystem))
def connected(shop: Shop, request: pytest.FixtureRequest) -> Connected:
    """A shop on each system."""
    return connect(shop, request.param)


@pytest.fixture
def woo(shop: Shop) -> Connected:
    """A shop on WooCommerce."""
    return connect(shop)


def problem(answer: Answer) -> tuple[int, str]:
    """Status and code."""
    return answer.status, answer.json["code"]


def test_a_delivery_is_kept_whole_before_it_is_answered(connected: Connected) -> None:
    body = b'{ "id" : 7,\t"name":"\xc3\xbc\\u0000" }\n'
    answer = connected.deliver(body, headers={HEADERS[connected.system].event: "e-1"})
    assert (answer.status, answer.json) == (200, {"received": True})
    (kept,) = connected.deliveries()
    assert unpacked(kept.body or "") == body
    assert (kept.shop_order, kept.event, kept.size, kept.outcome) == ("7", "e-1", len(body), Outcome.RECEIVED)
    assert kept.merchant_id == connected.shop.id
    (item,) = connected.shop.world.items("shop_delivery")
    assert item["ttl"] == int((kept.received_at + timedelta(days=90)).timestamp())


@pytest.mark.parametrize("system", ShopSystem)
def test_complete_payloads_are_taken_as_they_are_published(shop: Shop, system: ShopSystem) -> None:
    connected, files = connect(shop, system), sorted((PAYLOADS / system).glob("*.json"))
    assert files
    for number, path in enumerate(files, start=1):
        body = path.read_bytes()
        assert connected.deliver(body).status == 200, path.name
        newest = connected.deliveries()[0]
        assert len(connected.deliveries()) == number
        assert unpacked(newest.body or "") == body
        named = json.loads(body)
        wanted = named.get("order_id", named.get("id"))
        assert (newest.outcome, newest.shop_order) == (Outcome.RECEIVED, str(wanted) if wanted else None)


def test_everything_wrong_about_a_signature_is_answered_alike(connected: Connected) -> None:
    names = HEADERS[connected.system]
    other = next(system for system in ShopSystem if system is not connected.system)
    tampered = connected.request(b'{"id": 7}') | {"body": "eyJpZCI6IDh9"}
    theirs = connect(Shop(connected.shop.world, connected.shop.world.merchant()), connected.system)
    wrong = [
        connected.deliver(sign="not the secret"),
        connected.deliver(sign=theirs.secret),
        connected.deliver(headers={names.signature: None}),
        connected.deliver(headers={names.signature: ""}),
        connected.deliver(headers={names.signature: signature(connected.secret, b"{}").lower()}),
        connected.deliver(headers={names.signature: "\ud800\u0000ü"}),
        answer_of(receive_shop_order(tampered, None)),
        connected.deliver(route_of=other),
        connected.deliver(connection_id="shp_" + "0" * 26),
        connected.deliver(connection_id="../\ud800"),
        connected.deliver(connection_id=connected.id.upper()),
    ]
    assert {problem(answer) for answer in wrong} == {(401, "invalid_signature")}
    assert len({answer.text for answer in wrong}) == 1
    assert connected.deliveries() == []


def test_what_another_shop_signed_with_the_same_secret_is_refused(connected: Connected) -> None:
    source = HEADERS[connected.system].source
    for named in ("other.example", "", None, f"{connected.domain}.evil.example", "http://[", "\ud800"):
        assert problem(connected.deliver(headers={source: named})) == (401, "shop_mismatch")
    assert connected.deliver(headers={source: f"HTTPS://{connected.domain.upper()}/"}).status == 200
    assert len(connected.deliveries()) == 1


def test_woocommerces_ping_is_answered_where_there_is_a_connection(woo: Connected) -> None:
    names = HEADERS[ShopSystem.WOOCOMMERCE]
    unsigned = {names.signature: None, names.topic: None, names.event: None, names.source: None}
    assert woo.deliver(b"webhook_id=5", headers=unsigned).status == 200
    assert problem(woo.deliver(b"webhook_id=5&x=1", headers=unsigned)) == (401, "invalid_signature")
    assert problem(woo.deliver(b"webhook_id=5", headers=unsigned | {names.topic: "order.created"}))[0] == 401
    assert problem(woo.deliver(b"webhook_id=5", headers=unsigned, connection_id="shp_" + "0" * 26))[0] == 401
    shopify = connect(woo.shop, ShopSystem.SHOPIFY)
    unsigned = {HEADERS[ShopSystem.SHOPIFY].signature: None, HEADERS[ShopSystem.SHOPIFY].topic: None}
    assert problem(shopify.deliver(b"webhook_id=5", headers=unsigned)) == (401, "invalid_signature")
    assert woo.deliveries() == []


def test_a_repeat_is_kept_once_and_another_body_under_the_same_name_beside_it(connected: Connected) -> None:
    named = {HEADERS[connected.system].event: "e-1"}
    for _ in range(3):
        assert connected.deliver(b'{"id": 7}', headers=named).status == 200
        before = connected.shop.world.items("shop_delivery")
    assert len(before) == 1
    assert connected.deliver(b'{"id": 7, "total": "2.00"}', headers=named).status == 200
    assert len(connected.deliveries()) == 2
    topic = HEADERS[connected.system].topic
    assert connected.deliver(b'{"id": 7}', headers=named | {topic: "orders/updated"}).status == 200
    assert len(connected.deliveries()) == 3


def test_a_burst_under_one_name_loses_no_order(woo: Connected) -> None:
    """WooCommerce names all deliveries of one webhook alike that it makes within a second."""
    named = {HEADERS[ShopSystem.WOOCOMMERCE].event: "3f2a"}
    for number in range(50):
        assert woo.deliver({"id": number}, headers=named).status == 200
    assert {each.shop_order for each in woo.deliveries()} == {str(number) for number in range(50)}


def test_a_large_body_goes_to_the_bucket_and_a_larger_one_nowhere(woo: Connected) -> None:
    body = json.dumps({"id": 7, "noise": [f"{number**3:x}" for number in range(60_000)]}).encode()
    assert woo.deliver(body).status == 200
    (kept,) = woo.deliveries()
    assert kept.body is None
    stored = client("s3").get_object(Bucket=BUCKET, Key=kept.object_key)["Body"].read()
    assert len(stored) > IN_ITEM
    assert unpacked(stored.decode()) == body
    path = {"delivery_id": kept.id}
    shown = woo.ask("GET /deliveries/{delivery_id}", path=path).json
    assert (shown["body_complete"], body.decode().startswith(shown["body"])) == (len(body) <= 750_000, True)
    most = b'{"id": 8}' + b" " * (MOST_BYTES - 9)
    assert woo.deliver(most).status == 200
    assert problem(woo.deliver(most + b" ")) == (413, "delivery_too_large")
    assert len(woo.deliveries()) == 2


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b"[]", b"7", b"null", b"<order/>", b"[" * 100_000, b'{"id": 1}{}'], ids=range(9)
)
def test_what_is_signed_and_no_order_is_kept_with_its_reason(connected: Connected, body: bytes) -> None:
    request = connected.request(body or b" ")
    assert answer_of(receive_shop_order(request, None)).status == 200
    (kept,) = connected.deliveries()
    assert (kept.outcome, kept.reason, kept.shop_order) == (Outcome.REJECTED, "malformed_json", None)
    assert kept.decided_at is not None
    assert kept.message


@pytest.mark.parametrize(
    ("body", "order"),
    [
        ('{"id": 820982911946154508}', "820982911946154508"),
        ('{"id": "x-7"}', "x-7"),
        ('{"id": 7, "order_id": 8}', "8"),
        ('{"id": true}', None),
        ('{"id": {"a": 1}}', None),
        ('{"id": "\\ud800"}', None),
        ('{"id": "a b"}', None),
        ('{"id": %s}' % ("9" * 5_000), None),
        ("{}", None),
    ],
    ids=range(9),
)
def test_what_belongs_to_one_order_is_in_one_group(connected: Connected, body: str, order: str | None) -> None:
    assert connected.deliver(body.encode()).status == 200
    assert connected.deliver(body.encode()).status == 200
    groups = {each.group for each in connected.deliveries()}
    assert {each.shop_order for each in connected.deliveries()} == {order}
    assert len(groups) == (1 if order else 2)


@pytest.mark.parametrize("strange", ["\ud800", "a\x00b", "ü" * 500, "x" * 5_000, "", "line\nbreak"], ids=range(6))
def test_headers_that_are_strange_are_kept_in_plain_letters(connected: Connected, strange: str) -> None:
    names = HEADERS[connected.system]
    assert connected.deliver(headers={names.event: strange, names.topic: strange}).status == 200
    (kept,) = connected.deliveries()
    for text in (kept.event, kept.topic):
        assert text.isascii()
        assert not text or text.isprintable()
        assert len(text) <= 200


def test_headers_that_are_missing_are_no_reason_to_refuse(connected: Connected) -> None:
    names = HEADERS[connected.system]
    assert connected.deliver(headers={names.event: None, names.topic: None}).status == 200
    (kept,) = connected.deliveries()
    assert (kept.event, kept.topic) == ("", "")


def test_shopifys_clock_is_believed_but_not_of_the_future(shop: Shop) -> None:
    connected, name = connect(shop, ShopSystem.SHOPIFY), HEADERS[ShopSystem.SHOPIFY].sent_at or ""
    told = ["2026-11-22T03:12:41.877041743Z", "2099-01-01T00:00:00Z", "yesterday", "0001-01-01T00:00:00+14:00", None]
    for text in told:
        assert connected.deliver(headers={name: text}).status == 200
    first, *others = reversed(connected.deliveries())
    assert first.sent_at.isoformat() == "2026-11-22T03:12:41.877000+00:00"
    assert all(each.sent_at == each.received_at for each in others)


def test_what_comes_during_a_pause_is_held_and_afterwards_taken_up(connected: Connected) -> None:
    assert connected.ask("PATCH", body={"paused": True}).json["paused_at"] is not None
    assert connected.deliver().status == 200
    assert connected.deliver(b"{").status == 200
    assert connected.outcomes() == ["rejected", "held"]
    assert connected.ask("GET").json["replay"] is None
    going = connected.ask("PATCH", body={"paused": False}).json
    assert (going["paused_at"], going["replay"]) == (None, {"outcomes": ["held"], "pages": 0})
    assert connected.deliver().status == 200
    assert connected.outcomes()[0] == "received"


def test_a_repeat_of_what_is_held_changes_nothing(woo: Connected) -> None:
    woo.ask("PATCH", body={"paused": True})
    request = woo.request({"id": 7})
    assert answer_of(receive_shop_order(request, None)).status == 200
    before = woo.shop.world.items("shop_delivery")
    assert answer_of(receive_shop_order(request, None)).status == 200
    assert woo.shop.world.items("shop_delivery") == before
