"""Any order of Shopify's: what was put into it comes out of it, and nothing in it makes the reader fail."""

import json
import random
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.money import EXPONENTS, MAX_AMOUNT
from shared.orders.request import OrderRequest
from shared.shops.mapping.orders import order_body
from shared.shops.mapping.parsing import parsed
from shared.shops.mapping.port import Json, Nothing, Rules, ShopOrder, ShopState, Unmappable
from shared.shops.mapping.shopify import read_order
from tests.support.shopify_lines import Delivery, Item, Shop
from tests.support.shopify_orders import ShopifyOrder, payload_of
from tests.support.shopify_samples import SAMPLES, body_of

CURRENCIES = st.sampled_from(sorted(EXPONENTS))
SHOPS = st.one_of(
    CURRENCIES.map(lambda code: Shop(code, code)),
    st.tuples(CURRENCIES, CURRENCIES, st.integers(1, 3)).filter(lambda it: it[0] != it[1]).map(lambda it: Shop(*it)),
)


@st.composite
def items(draw: st.DrawFn, *, tip: bool = False) -> Item:
    quantity, unit = draw(st.integers(1, 5)), draw(st.integers(0, 90_000))
    off = 0 if tip else draw(st.integers(0, quantity * unit))
    return Item(draw(st.text(max_size=30)), quantity, unit, gone=draw(st.integers(0, quantity)), discount=off, tip=tip)


@st.composite
def deliveries(draw: st.DrawFn) -> Delivery:
    price = draw(st.integers(0, 9_000))
    return Delivery("Post", price, draw(st.integers(0, price)), draw(st.booleans()))


ORDERS = st.builds(
    ShopifyOrder,
    shop=SHOPS,
    items=st.tuples(items(), items(), items(tip=True)),
    deliveries=st.lists(deliveries(), max_size=2).map(tuple),
    tax=st.integers(0, 9_000),
    taxes_included=st.booleans(),
    duties=st.integers(0, 9_000),
    fees=st.integers(0, 9_000),
    country=st.sampled_from(["US", "DE", None]),
)


def sent(payload: dict[str, Any]) -> Json:
    return parsed(json.dumps(payload).encode())


def come_to(parts: dict[str, Any]) -> int:
    goods = sum(item["quantity"] * item["unit_amount"] for item in parts["items"])
    return int(goods + parts.get("shipping", 0) + parts.get("tax", 0) - parts.get("discount", 0))


@given(order=ORDERS, side=st.sampled_from(["shop", "presentment"]))
def test_an_orders_minor_units_come_back_and_its_parts_add_up(order: ShopifyOrder, side: str) -> None:
    read = read_order("orders/create", sent(payload_of(order)), Rules(currency=side))
    factor = order.shop.factor if side == "presentment" else 1
    assert isinstance(read, ShopOrder)
    assert read.terms is not None
    assert read.state is (ShopState.UNPAID if order.total else ShopState.PAID)
    assert read.terms.amount == order.total * factor
    if any(item.kept for item in order.items):
        assert come_to(dict(read.terms.parts)) == read.terms.amount
        units = [item["unit_amount"] for item in read.terms.parts["items"]][: sum(x.kept > 0 for x in order.items)]
        assert units == [item.unit * factor for item in order.items if item.kept]


@given(order=ORDERS, share=st.integers(1, 99))
def test_what_is_left_of_an_order_is_what_is_not_paid(order: ShopifyOrder, share: int) -> None:
    paid = order.total * share // 100
    if 0 < paid < order.total:
        body = payload_of(ShopifyOrder(**{**order.__dict__, "status": "partially_paid", "paid": paid}))
        read = read_order("orders/updated", sent(body), Rules())
        assert isinstance(read, ShopOrder)
        assert read.terms is not None
        assert (read.state, read.terms.amount) == (ShopState.UNPAID, order.total - paid)


def shuffled(value: Any, chance: random.Random) -> Any:
    """The same with other fields between the known ones, in another order."""
    if isinstance(value, list):
        return [shuffled(entry, chance) for entry in value]
    if not isinstance(value, dict):
        return value
    pairs = [(name, shuffled(held, chance)) for name, held in value.items()] + [("x_new_field", {"amount": 1.5})]
    chance.shuffle(pairs)
    return dict(pairs)


@given(name=st.sampled_from(sorted(SAMPLES)), seed=st.integers(0, 1000))
@settings(max_examples=60)
def test_order_and_unknown_fields_change_nothing(name: str, seed: int) -> None:
    topic, whole = SAMPLES[name].topic, parsed(body_of(name))
    other = shuffled(whole, random.Random(seed))  # noqa: S311
    assert read_order(topic, other, Rules()) == read_order(topic, whole, Rules())


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every field and entry below."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, held in entries:
        yield (*path, name)
        yield from places(held, (*path, name))


GONE = object()
WRONG = [
    *(
        GONE,
        None,
        True,
        False,
        0,
        7,
        -1,
        10**40,
        10**5000,
        1.5,
        float("nan"),
        "",
        "x",
        "NaN",
        "-5.00",
        "1e9",
        "9" * 400,
    ),
    *("\ud800", "\x00", "paid", "EUR", [], [1], [None], [[]], {}, {"amount": "1"}, {"shop_money": 3}, 99_999_999),
    *("Infinity", "-0", "1E+999999", "1.005", "0.0000000000000000"),
]
MUTABLE = ["usd_tax_excluded", "presentment", "tip", "gift_card_part", "edited", "partially_refunded", "duties"]
NEEDED = {
    *("id", "updated_at", "currency", "financial_status", "cancelled_at"),
    *("current_total_price_set", "total_outstanding"),
}
"""What an order cannot be without, or that cannot be anything."""
PLACES = {name: list(places(json.loads(body_of(name)))) for name in MUTABLE}


def change(whole: Any, path: tuple[Any, ...], value: object) -> None:
    """Replaces what is there, or takes it out; an earlier change may have taken the place away."""
    held = whole
    for name in path[:-1]:
        if not isinstance(held, dict | list) or (isinstance(held, dict) and name not in held):
            return
        if isinstance(held, list) and (not isinstance(name, int) or name >= len(held)):
            return
        held = held[name]
    if isinstance(held, dict) and value is GONE:
        held.pop(path[-1], None)
    elif isinstance(held, dict) or (isinstance(held, list) and path[-1] in range(len(held))):
        held[path[-1]] = value


def answer(topic: str, payload: dict[str, Any], rules: Rules) -> ShopOrder | Nothing | Unmappable:
    """What the reader says; any other exception is the test's."""
    try:
        return read_order(topic, payload, rules)
    except Unmappable as refused:
        return refused


def is_sound(read: object) -> bool:
    """Whether the answer is one that the rest can work with."""
    if isinstance(read, Unmappable):
        return bool(read.code and read.message)
    if not isinstance(read, ShopOrder) or read.terms is None:
        return isinstance(read, ShopOrder | Nothing)
    if read.terms.amount == 0:
        return read.state is ShopState.PAID
    OrderRequest.model_validate(order_body(read, "jsmith.myshopify.com", "link"))
    return read.terms.amount <= MAX_AMOUNT


@given(data=st.data(), side=st.sampled_from(["shop", "presentment"]))
@settings(max_examples=400)
def test_whatever_is_wrong_in_a_payload_it_is_read_or_refused(data: st.DataObject, side: str) -> None:
    name = data.draw(st.sampled_from(MUTABLE))
    whole = dict(parsed(body_of(name)))
    for path in data.draw(st.lists(st.sampled_from(PLACES[name]), min_size=1, max_size=3)):
        change(whole, path, data.draw(st.sampled_from(range(len(WRONG))).map(WRONG.__getitem__)))
    assert is_sound(answer(SAMPLES[name].topic, whole, Rules(currency=side)))


def test_each_field_of_an_order_may_be_gone_or_null() -> None:
    for path in PLACES["usd_tax_excluded"]:
        for value in (GONE, None, "x", {}, []):
            whole = dict(parsed(body_of("usd_tax_excluded")))
            change(whole, path, value)
            read = answer("orders/create", whole, Rules())
            assert is_sound(read), path
            assert not isinstance(read, Unmappable) or path[0] in NEEDED, path
