"""Who may deliver in a shop's name: nobody without its secret, also while that is exchanged."""

import json
import os

import pytest

from local.demo.storefront.shop import Announcement
from tests.support.caller import body_of, problem_of
from tests.support.connected_shop import CONNECTIONS, SYSTEMS, connect
from tests.support.local_stack import LocalStack
from tests.support.shop import Shop

pytestmark = pytest.mark.parametrize("system", SYSTEMS)
_OTHER = {"shopify": "woocommerce", "woocommerce": "shopify"}
_SIGNATURE = {"shopify": "X-Shopify-Hmac-Sha256", "woocommerce": "X-WC-Webhook-Signature"}
_SOURCE = {"shopify": "X-Shopify-Shop-Domain", "woocommerce": "X-WC-Webhook-Source"}


def test_what_the_shop_has_not_signed_is_refused_and_not_kept(shop: Shop, system: str) -> None:
    connected, neighbour = connect(shop, system), connect(shop, system)
    sale = connected.sale()
    good, forged = connected.front.announcement(sale, "created"), connected.front.announcement(sale, "created", "guess")
    header = _SIGNATURE[system]
    without = Announcement({name: text for name, text in good.headers.items() if name != header}, good.body)
    changed = Announcement(good.headers, good.body.replace(b"Mira", b"Mora"))
    for announcement in (forged, without, changed, Announcement(good.headers | {header: ""}, good.body)):
        problem_of(connected.post(announcement), 401, "invalid_signature")
    # Rightly signed, and of another connection, another system, none at all.
    problem_of(neighbour.post(good), 401, "invalid_signature")
    problem_of(connected.post(good, f"/v1/shop-orders/{_OTHER[system]}/{connected.id}"), 401, "invalid_signature")
    problem_of(connected.post(good, f"/v1/shop-orders/{system}/shp_none"), 401, "invalid_signature")
    elsewhere = Announcement(good.headers | {_SOURCE[system]: neighbour.front.domain}, good.body)
    problem_of(connected.post(elsewhere), 401, "shop_mismatch")
    assert connected.deliveries() == neighbour.deliveries() == []


def test_a_secret_is_exchanged_without_a_gap(shop: Shop, system: str) -> None:
    connected = connect(shop, system, collect="none")
    front, old = connected.front, connected.front.secret
    turned = body_of(shop.api.post(f"{connected.path}/rotate-secret", {}), 201)
    for secret in (old, turned["secret"]):
        connected.send(front.announcement(connected.sale(), "created", secret))
    given = "a-secret-that-the-shop-made"
    last = body_of(shop.api.post(f"{connected.path}/rotate-secret", {"expires_in_hours": 0, "secret": given}), 201)
    assert last.get("secret", given) == given
    connected.send(front.announcement(connected.sale(), "created", given))
    for secret in (old, turned["secret"]):
        problem_of(connected.post(front.announcement(connected.sale(), "created", secret)), 401, "invalid_signature")
    connected.await_outcomes("applied", "applied", "applied")


def test_a_large_delivery_is_taken_and_a_too_large_one_refused(shop: Shop, system: str) -> None:
    connected = connect(shop, system, collect="none")
    sale = connected.sale()
    order = json.loads(connected.front.announcement(sale, "created").body)
    # Random letters: packed they are still too large for an item of the table.
    body = json.dumps(order | {"note": os.urandom(700_000).hex()}).encode()
    connected.send(connected.front.signed(body, "created"))
    connected.await_order(sale, lambda each: each["amount"] == sale.amount)
    (delivery,) = connected.await_outcomes("applied")
    assert delivery["size"] == len(body)
    shown = connected.read_delivery(delivery["id"])
    assert body.decode().startswith(shown["body"])
    assert shown["body_complete"] is (shown["body"] == body.decode())

    most = connected.front.signed(b"[" + b" " * (4 * 1024 * 1024 - 1) + b"]", "created")
    assert connected.post(most).status_code == 413
    connected.await_outcomes("applied")


def test_nobody_sees_or_moves_anothers_shops(stack: LocalStack, shop: Shop, system: str) -> None:
    connected, other = connect(shop, system, collect="none"), stack.new_shop()
    connected.tell(connected.sale())
    (delivery,) = connected.await_outcomes("applied")
    assert list(other.api.listed(CONNECTIONS)) == []
    for path in (connected.path, f"{connected.path}/deliveries", f"{connected.path}/deliveries/{delivery['id']}"):
        problem_of(other.api.get(path), 404, "not_found")
    problem_of(other.api.patch(connected.path, {"paused": True}), 404, "not_found")
    problem_of(other.api.delete(connected.path), 404, "not_found")
    for action in ("rotate-secret", "test", f"deliveries/{delivery['id']}/replay"):
        problem_of(
            other.api.post(f"{connected.path}/{action}", {} if action == "rotate-secret" else None), 404, "not_found"
        )
    assert "secret" not in {*connected.shop.api.read(connected.path)}
    assert connected.front.secret not in str(list(shop.api.listed(CONNECTIONS)))


def test_a_ping_is_answered_and_nothing_is_kept_of_it(shop: Shop, system: str) -> None:
    connected = connect(shop, system)
    form = Announcement({"Content-Type": "application/x-www-form-urlencoded"}, b"webhook_id=3")
    answer = connected.post(form)
    assert answer.status_code == {"woocommerce": 200, "shopify": 401}[system], answer.text
    problem_of(connected.post(form, f"/v1/shop-orders/{system}/shp_none"), 401, "invalid_signature")
    assert connected.deliveries() == []
