"""Rightly signed deliveries that no shop should send: each is answered, kept, and comes to an outcome with a reason.

The seed is fixed and the number bounded: who looks for more runs it with ``ORDERPAY_FUZZ=2000``.
"""

import json
import os
import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any, Final

import pytest

from local.demo.storefront.shop import Announcement
from shared.shops.delivery import Outcome
from tests.support.connected_shop import SYSTEMS, ConnectedShop, connect, distinct, samples
from tests.support.local_stack import LocalStack
from tests.support.shop import Shop

SEED: Final = 20261123
NUMBER: Final = int(os.environ.get("ORDERPAY_FUZZ", "120"))
_EVENTS: Final = {
    "shopify": ("created", "updated", "cancelled", "paid", "delete", "edited", "no topic", ""),
    "woocommerce": ("created", "updated", "deleted", "restored", "no topic", ""),
}
_STRANGE: Final[tuple[Any, ...]] = (
    None, True, False, 0, -1, 1, 10**30, -(10**400), 1e300, 0.1, "", " ", "0", "-0.00", "1e5", "NaN", "Infinity",
    "12,50", "1.005", "9" * 400, "٣", "=1+1", "\u0000", "\ud800", "🧵" * 300, "x" * 70_000, [], {}, [[]], [None], [{}],
    {"id": {}}, "2026-11-23T00:00:00Z", "9999-12-31T23:59:59-12:00", "0000-00-00T00:00:00", "paid", "trash", "XXX",
)  # fmt: skip
_DEEP: Final = b'{"id":' + b"[" * 50_000


@pytest.fixture(autouse=True)
def quick(stack: LocalStack) -> Iterator[None]:
    """What was not done at once comes again soon."""
    with stack.queues.impatient():
        yield


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Everywhere in a document where something stands: what holds it, and under which name."""
    names = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for name in list(names):
        yield value, name
        yield from places(value[name])


def strange_value(document: Any, dice: random.Random) -> None:
    """Something else somewhere."""
    holder, name = dice.choice(list(places(document)))
    holder[name] = deepcopy(dice.choice(_STRANGE))


def missing(document: Any, dice: random.Random) -> None:
    """Something left out."""
    holder, name = dice.choice(list(places(document)))
    del holder[name]


def exchanged(document: Any, dice: random.Random) -> None:
    """What stands in one place now stands in another, too."""
    found = list(places(document))
    (holder, name), (other, place) = dice.choice(found), dice.choice(found)
    holder[name] = deepcopy(other[place])


_CHANGES: Final[tuple[Callable[[Any, random.Random], None], ...]] = (strange_value, strange_value, missing, exchanged)


def mutated(body: bytes, dice: random.Random) -> bytes:
    """A payload with a few things wrong in it, or broken as text."""
    document = json.loads(body)
    if "id" in document and dice.random() < 0.8:
        document["id"] = dice.randrange(1, 10**13)
    for _ in range(dice.choice((0, 1, 1, 2, 5))):
        if document:
            dice.choice(_CHANGES)(document, dice)
    text = json.dumps(document, ensure_ascii=dice.random() < 0.5).encode("utf-8", "surrogatepass")
    if dice.random() < 0.1:
        place = dice.randrange(len(text))
        text = dice.choice((text[:place], text[:place] + bytes([dice.randrange(256)]) + text[place + 1 :], b"", _DEEP))
    return text


def storm(shop: ConnectedShop, dice: random.Random) -> Iterator[Announcement]:
    """So many deliveries, all signed by the shop; some lack a header."""
    bodies = sorted(samples(shop.front.system).values())
    for _ in range(NUMBER):
        sent = shop.front.signed(mutated(dice.choice(bodies), dice), dice.choice(_EVENTS[shop.front.system]))
        headers = {name: text for name, text in sent.headers.items() if _needed(name) or dice.random() > 0.03}
        yield Announcement(headers, sent.body)


def _needed(header: str) -> bool:
    """Without these it is another's."""
    return any(word in header for word in ("Signature", "Hmac", "Source", "Domain"))


@pytest.mark.parametrize("system", SYSTEMS)
def test_whatever_is_signed_is_answered_kept_and_accounted_for(stack: LocalStack, shop: Shop, system: str) -> None:
    connected = connect(shop, system, collect="none")
    sent = list(storm(connected, random.Random(f"{SEED} {system}")))  # noqa: S311
    kept = []
    for announcement in sent:
        answer = connected.post(announcement)
        if answer.status_code == 200:
            kept.append(announcement)
        else:
            # The gateway hands a body on as text: what is none is not what was signed any more.
            assert answer.status_code == 401, f"{answer.status_code} {answer.text} {announcement.body[:2_000]!r}"
            assert not _is_text(announcement.body), f"{answer.text} {announcement.body[:2_000]!r}"
    assert len(kept) > NUMBER * 0.9
    found = connected.await_decided(distinct(kept))
    assert {each["outcome"] for each in found} <= set(Outcome) - {Outcome.HELD}
    refused = [each for each in found if each["outcome"] in ("ignored", "rejected", "conflict")]
    assert refused, "a storm in which nothing is wrong shows nothing"
    assert all(each["reason"] for each in refused), "each says why"
    assert any(each["outcome"] == "applied" for each in found), "some orders are good"
    made = {each["order_id"] for each in found if each["outcome"] == "applied"}
    listed = {order["id"]: order for order in shop.api.listed("/v1/orders")}
    assert listed.keys() <= made
    for order in listed.values():
        assert 0 <= order["amount"] <= 99_999_999
    waiting = stack.queues.depths()
    assert not {name: depth for name, depth in waiting.items() if "shop-orders" in name and depth}


def test_two_storms_of_one_seed_are_the_same() -> None:
    body = json.dumps({"id": 1, "total": "12.50", "lines": [{"price": "1.00"}, {}]}).encode()
    first, second = ([mutated(body, random.Random(n)) for n in range(50)] for _ in range(2))  # noqa: S311
    assert first == second
    assert len(set(first)) > 25


def _is_text(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True
