"""The demo's shops: what they send is read as the orders that they mean, and what they say of themselves adds up."""

import hashlib
import hmac
import json
from base64 import b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from local.demo.storefront.sale import Sale
from local.demo.storefront.shop import Announcement, Storefront
from local.demo.storefront.tales import TALES
from shared.shops.mapping.port import Reader, Rules, ShopOrder, ShopState
from shared.shops.mapping.shopify import read_order as read_shopify
from shared.shops.mapping.woocommerce import read_order as read_woocommerce

DOMAINS = {"shopify": "thread.myshopify.com", "woocommerce": "thread.example/shop"}
READERS: dict[str, Reader] = {"shopify": read_shopify, "woocommerce": read_woocommerce}
SYSTEMS = sorted(DOMAINS)
TOPIC = {"shopify": "X-Shopify-Topic", "woocommerce": "X-WC-Webhook-Topic"}


def front(system: str, url: str = "") -> Storefront:
    """A shop of this system."""
    return Storefront(system, DOMAINS[system], url, "its secret")


def read(shop: Storefront, sale: Sale, event: str = "created") -> ShopOrder:
    """What it sends of a sale, as it is read here."""
    sent = shop.announcement(sale, event)
    order = READERS[shop.system](sent.headers[TOPIC[shop.system]], json.loads(sent.body), Rules())
    assert isinstance(order, ShopOrder)
    return order


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("state", ["due", "paid"])
def test_an_order_is_read_as_it_is_meant(system: str, state: str) -> None:
    sale = Sale(4_711, quantity=3, price=999, state=state)
    order = read(front(system), sale)
    assert (order.external_id, order.state) == ("4711", {"due": ShopState.UNPAID, "paid": ShopState.PAID}[state])
    assert order.terms is not None
    assert (order.terms.amount, order.terms.currency, sale.amount) == (3_487, "EUR", 3_487)
    assert sum(item["quantity"] * item["unit_amount"] for item in order.terms.parts["items"]) == 2_997
    assert order.terms.customer["email"] == "mira@buyer.example"


@pytest.mark.parametrize("system", SYSTEMS)
def test_what_happens_later_is_said_later(system: str) -> None:
    sale = Sale(1)
    after = sale.then(state="cancelled")
    first, second = read(front(system), sale), read(front(system), after, "cancelled")
    assert second.state is ShopState.CANCELLED
    assert first.said_at is not None
    assert second.said_at is not None
    assert first.said_at < second.said_at


@pytest.mark.parametrize(
    ("system", "header"), [("shopify", "X-Shopify-Hmac-Sha256"), ("woocommerce", "X-WC-Webhook-Signature")]
)
def test_it_signs_what_it_sends(system: str, header: str) -> None:
    sent = front(system).announcement(Sale(1), "created")
    wanted = b64encode(hmac.digest(b"its secret", sent.body, hashlib.sha256)).decode()
    assert sent.headers[header] == wanted
    assert front(system).announcement(Sale(1), "created", secret="another").headers[header] != wanted


@pytest.fixture
def answers() -> Iterator[tuple[str, list[int], list[bytes]]]:
    """A server: its address, the answers that it is yet to give (200 after these), and what came."""
    to_give: list[int] = []
    came: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """Take it."""
            came.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(to_give.pop(0) if to_give else 200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/", to_give, came
    server.shutdown()
    server.server_close()


def test_shopify_comes_again_and_woocommerce_does_not(answers: tuple[str, list[int], list[bytes]]) -> None:
    url, to_give, came = answers
    to_give += [503, 500]
    shopify = front("shopify", url)
    assert shopify.send(Announcement({}, b"one")) == 200
    assert (came, dict(shopify.answers)) == ([b"one"] * 3, {503: 1, 500: 1, 200: 1})
    to_give += [503]
    assert front("woocommerce", url).send(Announcement({}, b"two")) == 503
    assert came[3:] == [b"two"]


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("name", sorted(TALES))
def test_the_last_word_of_each_tale_is_what_the_books_say(
    system: str, name: str, answers: tuple[str, list[int], list[bytes]]
) -> None:
    url, _, came = answers
    shop = front(system, url)
    books = TALES[name](shop, Sale(9))
    assert sum(shop.answers.values()) == len(came) > 0
    if books is not None:
        told = [READERS[system](topic_of(system), json.loads(each), Rules()) for each in came]
        last = max((each for each in told if isinstance(each, ShopOrder)), key=lambda each: str(each.said_at))
        meant = {"due": ShopState.UNPAID, "paid": ShopState.PAID, "cancelled": ShopState.CANCELLED}[books.state]
        assert last.state is meant
        assert last.terms is None or last.terms.amount == books.amount


def topic_of(system: str) -> str:
    """One with a whole order."""
    return {"shopify": "orders/updated", "woocommerce": "order.updated"}[system]
