"""What happens on the day besides the orders: how far the credits reach, and what buyers do with their links."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from local.demo.orders_file import OrderLine
from shared.money import EXPONENTS, MAX_AMOUNT


class Fate(StrEnum):
    """What becomes of an order's payment link."""

    PAID = "paid"
    PAID_AFTER_DECLINE = "paid_after_decline"
    VOIDED = "voided"
    LEFT_OPEN = "left_open"
    EXPIRED = "expired"
    NO_LINK = "no_link"


# For orders that come with a link, and for those that ask for nothing, in the order in which they arrive.
_LINK_FATES = (Fate.PAID, Fate.PAID_AFTER_DECLINE, Fate.PAID, Fate.VOIDED, Fate.LEFT_OPEN)
_PLAIN_FATES = (Fate.EXPIRED, Fate.NO_LINK)


@dataclass(frozen=True)
class WalletPlan:
    """How a merchant fills one wallet in the morning."""

    merchant: str
    currency: str
    coverage_percent: int
    top_up: int


# Percent of a wallet's automatic orders that its credits cover; 0: no consent to automatic debit, no top-up.
_COVERAGE = (105, 60, 110, 100, 0, 85)


def plan_wallets(orders: Sequence[OrderLine]) -> list[WalletPlan]:
    """Plan every wallet in the order of its first automatic order."""
    totals: dict[tuple[str, str], int] = {}
    seen: set[tuple[str, str, str]] = set()
    for order in orders:
        currency = order.body.get("currency")
        automatic = order.body.get("collect", "auto") == "auto"
        if currency not in EXPONENTS or not automatic or order.natural_key in seen or order.amount <= 0:
            continue
        seen.add(order.natural_key)
        wallet = order.merchant, str(currency)
        totals[wallet] = totals.get(wallet, 0) + order.amount
    return [
        WalletPlan(merchant, currency, _COVERAGE[n % len(_COVERAGE)], _top_up(total, currency, n))
        for n, ((merchant, currency), total) in enumerate(totals.items())
    ]


def _top_up(total: int, currency: str, number: int) -> int:
    """Round up to whole units, within what a card payment can carry."""
    unit = int(10 ** EXPONENTS[currency])
    wanted = total * _COVERAGE[number % len(_COVERAGE)] // 100
    return min(-(-wanted // unit) * unit, MAX_AMOUNT // unit * unit)


def plan_fates(orders: Sequence[OrderLine]) -> dict[tuple[str, str, str], Fate]:
    """Give every order that is not debited automatically its fate."""
    fates: dict[tuple[str, str, str], Fate] = {}
    counts: dict[str, int] = defaultdict(int)
    for order in orders:
        collect = order.body.get("collect", "auto")
        choices = {"link": _LINK_FATES, "none": _PLAIN_FATES}.get(str(collect))
        if choices and order.natural_key not in fates:
            fates[order.natural_key] = choices[counts[str(collect)] % len(choices)]
            counts[str(collect)] += 1
    return fates
