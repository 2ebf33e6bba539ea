"""Make the shipped sample of a day's orders: `python -m local.demo.make_orders > local/demo/orders.jsonl`.

The same seed gives the same file; a test keeps the file and this module together.
"""

import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_SEED = 20260601
_ORDERS = 290
_REPLAYS = 7
_CONFLICTS = 4


@dataclass(frozen=True)
class _Shop:
    name: str
    sources: tuple[str, ...]
    currencies: tuple[str, ...]
    weight: int
    locale: str


_SHOPS = (
    _Shop("Paper Moon Prints", ("shopify", "etsy"), ("EUR",), 8, "de"),
    _Shop("Bright Mug Company", ("etsy", "shopify", "api"), ("USD", "EUR"), 7, "en-US"),
    _Shop("Kiyo Goods", ("shopify", "api"), ("JPY",), 5, "ja"),
    _Shop("Desert Bloom Gifts", ("woocommerce",), ("KWD",), 4, "ar"),
    _Shop("Tiny Press", ("etsy", "woocommerce"), ("GBP",), 4, "en-GB"),
    _Shop("Atelier Fougère", ("woocommerce", "api"), ("EUR", "CHF"), 5, "fr"),
    _Shop("Nordlys Plakater", ("shopify",), ("NOK",), 3, "nb"),
)

# What is printed, and its price in euro cents.
_CATALOGUE = (
    ("Poster 50x70 cm, matte", 1490),
    ("Mug 330 ml, white", 890),
    ("T-shirt organic, unisex", 1750),
    ("Hoodie, heavy cotton", 3290),
    ("Canvas 40x60 cm", 3990),
    ("Tote bag, natural", 1120),
    ("Sticker sheet A5", 340),
    ("Phone case, clear", 1260),
    ("Photo book, 24 pages", 2590),
    ("Greeting cards, set of 10", 960),
)

# Minor units for one euro cent, and the smallest step that prices take.
_RATES = {
    "EUR": (1.0, 1),
    "USD": (1.09, 1),
    "JPY": (1.63, 10),
    "KWD": (3.34, 10),
    "GBP": (0.85, 1),
    "CHF": (0.95, 5),
    "NOK": (11.6, 100),
}

_NAMES = ("Mila Brandt", "Noah Weber", "Aiko Tanaka", "Omar Al-Sabah", "Ella Smith", "Luc Moreau", "Ingrid Lund")


def make_orders() -> list[dict[str, Any]]:
    """Return the day's lines, replays, conflicts and rejects among them."""
    chance = random.Random(_SEED)  # noqa: S311 - a repeatable sample, no secret
    orders = [_order(chance, number) for number in range(_ORDERS)]
    lines = list(orders)
    for original in chance.sample(orders, _REPLAYS):
        _insert_after(chance, lines, original, dict(original))
    for original in chance.sample(orders, _CONFLICTS):
        _insert_after(chance, lines, original, _with_other_total(original))
    for reject in _rejects(orders):
        lines.insert(chance.randrange(len(lines)), reject)
    return lines


def _order(chance: random.Random, number: int) -> dict[str, Any]:
    shop = chance.choices(_SHOPS, [shop.weight for shop in _SHOPS])[0]
    source = chance.choice(shop.sources)
    currency = chance.choices(shop.currencies, [3, 1][: len(shop.currencies)])[0]
    items = list(_items(chance, currency))
    shipping = _price(chance.choice((390, 490, 690)), currency)
    goods = sum(item["quantity"] * item["unit_amount"] for item in items)
    step = _RATES[currency][1]
    discount = goods // 10 // step * step if chance.random() < 0.15 else 0
    tax = _price(_in_cents(goods, currency) * 19 // 100, currency) if chance.random() < 0.3 else 0
    order: dict[str, Any] = {
        "merchant": shop.name,
        "source": source,
        "external_id": _external_id(source, number),
        "amount": goods + shipping + tax - discount,
        "currency": currency,
        "items": items,
        "shipping": shipping,
    }
    order |= {name: value for name, value in (("tax", tax), ("discount", discount)) if value}
    order["customer"] = _customer(chance, shop, number)
    collect = chance.choices(("auto", "link", "none"), (86, 9, 5))[0]
    if collect != "auto":
        order["collect"] = collect
    if source == "api":
        order["metadata"] = {"batch": f"B{number // 25:03d}"}
    return order


def _in_cents(amount: int, currency: str) -> int:
    """Return roughly what an amount is in euro cents, for the tax of the sample."""
    return round(amount / _RATES[currency][0])


def _items(chance: random.Random, currency: str) -> Iterator[dict[str, Any]]:
    for description, cents in chance.sample(_CATALOGUE, chance.choices((1, 2, 3), (6, 3, 1))[0]):
        quantity = chance.choices((1, 2, 5), (8, 2, 1))[0]
        yield {"description": description, "quantity": quantity, "unit_amount": _price(cents, currency)}


def _price(cents: int, currency: str) -> int:
    rate, step = _RATES[currency]
    return max(step, round(cents * rate / step) * step)


def _customer(chance: random.Random, shop: _Shop, number: int) -> dict[str, str]:
    return {"name": chance.choice(_NAMES), "email": f"buyer{number:03d}@example.com", "locale": shop.locale}


def _external_id(source: str, number: int) -> str:
    return {
        "shopify": f"#{1001 + number}",
        "woocommerce": f"wc-{20417 + 3 * number}",
        "etsy": f"{3120450000 + 977 * number}",
        "api": f"PO-2026-{number:05d}",
    }[source]


def _insert_after(
    chance: random.Random, lines: list[dict[str, Any]], original: dict[str, Any], follower: dict[str, Any]
) -> None:
    earliest = lines.index(original) + 1
    lines.insert(min(earliest + chance.randrange(1, 20), len(lines)), follower)


def _with_other_total(order: dict[str, Any]) -> dict[str, Any]:
    """The integration sends the order again after the shipping price changed."""
    step = _RATES[order["currency"]][1]
    return order | {"shipping": order["shipping"] + step, "amount": order["amount"] + step}


def _rejects(orders: list[dict[str, Any]]) -> list[dict[str, Any]]:
    first, second, third = (order | {"external_id": f"reject-{n}"} for n, order in enumerate(orders[:3]))
    return [first | {"amount": first["amount"] + 1}, second | {"currency": "XYZ"}, third | {"amount": "12.50"}]


def main() -> None:
    """Write the sample to standard output, one order a line."""
    for line in make_orders():
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
