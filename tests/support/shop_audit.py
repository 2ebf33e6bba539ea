"""Audit one shop from outside: its journal, its orders, its payments, and what the provider says (rules M1 to M3, M7).

Everything is read anew over HTTP; only the record of surplus money, which no call shows, is read from the table.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from local.demo.books import check_wallet
from tests.support.local_stack import LocalStack
from tests.support.shop import Shop
from tests.support.waiting import eventually

Json = dict[str, Any]

_IN_FLIGHT = frozenset({"pending", "unknown", "processing", "authorized"})
_READERS = 8


@dataclass(frozen=True)
class Findings:
    """The shop as it was found: ``ends`` counts orders by how they ended, ``faults`` is what may not be."""

    balance: int
    surplus: int
    orders: tuple[Json, ...]
    ends: Counter[str]
    faults: tuple[str, ...]


@dataclass(frozen=True)
class _Books:
    wallet: Json
    pages: Sequence[Json]
    orders: Sequence[Json]
    payments: dict[str, Json]
    intents: Sequence[Json]
    sessions: Sequence[Json]
    surplus: Sequence[Json]
    gone: dict[str, int]
    lines: list[Json] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lines.extend(line for page in self.pages for line in page["lines"])

    def total(self, kind: str) -> Counter[str]:
        """The journal's lines of one kind, summed up by what they are about."""
        sums: Counter[str] = Counter()
        for line in self.lines:
            if line["kind"] == kind:
                sums[line["reference"]] += line["amount"]
        return sums

    def count(self, kind: str) -> Counter[str]:
        """How many of the journal's lines of one kind are about each thing."""
        return Counter(line["reference"] for line in self.lines if line["kind"] == kind)

    @property
    def collected(self) -> list[Json]:
        """What was settled with money of the provider."""
        paid = [each for each in self.payments.values() if each["status"] == "succeeded"]
        return [each for each in paid if each["means"] in ("checkout", "saved_method")]

    @property
    def recorded(self) -> list[Json]:
        """What shops took themselves: no money of it is ours."""
        return [each for each in self.payments.values() if each["means"] == "external"]


def await_balanced(stack: LocalStack, shop: Shop, orders: Iterable[str]) -> Findings:
    """Wait until nothing moves any more, audit, and complain about every fault."""
    ids = tuple(orders)
    stack.await_quiet()
    return eventually(lambda: audit(stack, shop, ids), lambda findings: not findings.faults)


def await_released(stack: LocalStack, orders: Iterable[Json]) -> None:
    """Wait until the production system has heard of each paid order; of no order twice, and of no other."""
    wanted = {order["id"]: 1 if order["released_at"] else 0 for order in orders}
    eventually(lambda: stack.times_released(wanted), lambda told: told == wanted)


def audit(stack: LocalStack, shop: Shop, orders: Sequence[str]) -> Findings:
    """Read everything once and compare."""
    books = _read(stack, shop, orders)
    faults = [fault for check in _CHECKS for fault in check(books)]
    ends = Counter(_end(order) for order in books.orders)
    surplus = sum(int(each["amount"]) for each in books.surplus)
    return Findings(books.wallet["balance"], surplus, tuple(books.orders), ends, tuple(faults))


def _read(stack: LocalStack, shop: Shop, ids: Sequence[str]) -> _Books:
    intents = shop.provider("/v1/payment_intents")
    sessions = [each for each in shop.provider("/v1/checkout/sessions") if each["mode"] == "payment"]
    pages = shop.journal()
    with ThreadPoolExecutor(_READERS) as pool:
        orders = list(pool.map(shop.read_order, ids))
        known = {each["metadata"]["orderpay_payment"] for each in (*intents, *sessions)}
        known |= {page["payment_id"] for page in pages}
        known |= {payment["id"] for order in orders for payment in order["payments"]}
        payments = pool.map(lambda payment_id: shop.api.read(f"/v1/payments/{payment_id}"), sorted(known))
        return _Books(
            wallet=shop.wallet(),
            pages=pages,
            orders=orders,
            payments={payment["id"]: payment for payment in payments},
            intents=intents,
            sessions=sessions,
            surplus=stack.surplus(shop.id),
            gone=dict(pool.map(partial(_gone, shop), [each["id"] for each in intents if each["amount_received"]])),
        )


def _gone(shop: Shop, intent: str) -> tuple[str, int]:
    """What the provider has sent back of an intent, or is about to."""
    refunds = shop.stripe.listed("/v1/refunds", payment_intent=intent)
    return intent, sum(each["amount"] for each in refunds if each["status"] not in ("failed", "canceled"))


def _end(order: Json) -> str:
    if order["status"] == "cancelled":
        return "cancelled"
    means = order["payments"][0]["means"] if order["paid_at"] else ""
    return means or str(order["payment_status"])


def _wallet(books: _Books) -> Iterator[str]:
    yield from check_wallet("", books.wallet, books.pages).faults
    if books.wallet["balance"] < 0:
        yield f"the balance is {books.wallet['balance']}"


def _settled_once(books: _Books) -> Iterator[str]:
    """One journal line, one succeeded checkout or one record of the shop's to a paid order, and to no other."""
    debits = books.count("order")
    checkouts, records = (
        Counter(result["order"] for each in payments for result in each["results"] if result["outcome"] == "paid")
        for payments in (books.collected, books.recorded)
    )
    for order in books.orders:
        name = order["id"]
        times, wanted = debits[name] + checkouts[name] + records[name], 1 if order["paid_at"] else 0
        if times != wanted:
            yield f"{name}, paid {wanted} times, was settled {debits[name]} times by credits, " + (
                f"{checkouts[name]} times by checkout, {records[name]} times in its shop"
            )
    if strangers := (debits.keys() | checkouts.keys() | records.keys()) - {order["id"] for order in books.orders}:
        yield f"settled, and unknown: {sorted(strangers)}"


def _amounts(books: _Books) -> Iterator[str]:
    """Each order paid from credits left the wallet with its amount, once."""
    debited = books.total("order")
    for order in books.orders:
        means = [payment["means"] for payment in order["payments"]]
        wanted = -order["payments"][0]["amount"] if means == ["credits"] else 0
        if debited[order["id"]] != wanted:
            yield f"{order['id']} took {debited[order['id']]} from the wallet, not {wanted}"


def _credits_return_once(books: _Books) -> Iterator[str]:
    """What a cancelled order took from credits came back, whole; of any other order at most as much, as it says."""
    returned = books.total("order_cancelled") + books.total("order_refunded")
    for order in books.orders:
        cancelled = order["status"] == "cancelled"
        [payment] = order["payments"] or [{"means": "none", "amount": 0, "refunded_amount": 0}]
        told = payment["refunded_amount"] if payment["means"] == "credits" else 0
        if returned[order["id"]] != told or told > payment["amount"]:
            yield f"{order['id']} says that {told} of {payment['amount']} came back, the wallet {returned[order['id']]}"
        if payment["means"] == "external":
            continue
        if cancelled and (order["payment_status"] not in ("unpaid", "refunded") or payment["amount"] != told):
            yield f"{order['id']} is cancelled and {order['payment_status']}, {told} of {payment['amount']} came back"


def _top_ups(books: _Books) -> Iterator[str]:
    credited = books.total("top_up")
    wanted = Counter({each["id"]: each["amount"] for each in books.collected if not each["results"]})
    if credited != wanted or any(times > 1 for times in books.count("top_up").values()):
        yield f"top-ups were credited as {dict(credited)}, and paid as {dict(wanted)}"


def _money(books: _Books) -> Iterator[str]:
    """What arrived at the provider is what was settled and what is surplus, intent by intent."""
    arrived = {each["id"]: each for each in books.intents if each["status"] == "succeeded"}
    surplus = {each["pk"]: int(each["amount"]) for each in books.surplus}
    for intent, amount in surplus.items():
        if intent not in arrived or arrived[intent]["amount_received"] != amount:
            yield f"surplus {intent} of {amount} never arrived"
    for_us = sorted(_receipt(each) for name, each in arrived.items() if name not in surplus)
    settled = sorted((each["id"], each["amount"]) for each in books.collected)
    if for_us != settled:
        yield f"arrived and not surplus: {for_us}; settled: {settled}"


def _sent_back(books: _Books) -> Iterator[str]:
    """Of each intent no more went back at the provider than arrived, and exactly what our records say (rule M13)."""
    told = {each["pk"]: int(each.get("returned", 0)) for each in books.surplus}
    arrived = {each["id"]: each for each in books.intents}
    for intent, gone in books.gone.items():
        payment = books.payments[arrived[intent]["metadata"]["orderpay_payment"]]
        recorded = told.get(intent, payment["returned"])
        if gone != recorded or gone > arrived[intent]["amount_received"]:
            yield f"{gone} of {arrived[intent]['amount_received']} of {intent} went back, recorded is {recorded}"


def _receipt(intent: Json) -> tuple[str, int]:
    return intent["metadata"]["orderpay_payment"], intent["amount_received"]


def _no_way_to_pay_again(books: _Books) -> Iterator[str]:
    """An open session belongs to a payment in flight whose orders all still wait (rules M8 and M11)."""
    waiting = {
        order["id"] for order in books.orders if (order["status"], order["payment_status"]) == ("in_progress", "unpaid")
    }
    for session in books.sessions:
        payment = books.payments[session["metadata"]["orderpay_payment"]]
        wanted = {result["order"] for result in payment["results"]}
        if session["status"] == "open" and (payment["status"] not in _IN_FLIGHT or not wanted <= waiting):
            yield f"{session['id']} is open for {payment['status']} {payment['id']} of {sorted(wanted - waiting)}"


_CHECKS: tuple[Callable[[_Books], Iterator[str]], ...] = (
    _wallet,
    _settled_once,
    _amounts,
    _credits_return_once,
    _top_ups,
    _money,
    _sent_back,
    _no_way_to_pay_again,
)
