"""Races against a buyer at the hosted page: nobody loses money, nobody pays twice or too little (M8, M11, M12)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.e2e import wishes
from tests.e2e.conftest import StartRace
from tests.support.caller import body_of
from tests.support.local_stack import LocalStack
from tests.support.race import Race, Wish, code_of
from tests.support.shop import Shop
from tests.support.shop_audit import Findings, await_balanced

ORDERS = 4
AMOUNT = 1_000
ROUNDS = 3


@dataclass(frozen=True)
class Case:
    """One order with an open link, and the page of the provider at which its buyer is."""

    order: str
    link: str
    page: str
    checkout: str


def open_cases(shop: Shop) -> list[Case]:
    """Some orders, each with a buyer who has pressed the button."""
    orders = [shop.place(amount=AMOUNT, collect="link") for _ in range(ORDERS)]
    links = {link["url"]: link["id"] for link in shop.api.listed("/v1/payment-links")}
    pages = [order["payment_link"] for order in orders]
    return [
        Case(order["id"], links[page], page, shop.press_pay(page)) for order, page in zip(orders, pages, strict=True)
    ]


def contest(
    stack: LocalStack, race: Race, shop: Shop, rivals: Callable[[Case], Sequence[Wish]]
) -> tuple[Findings, dict[str, list[Any]]]:
    """For each order at once: its rivals, its buyer's card, somebody at the button. What the rivals were told."""
    cases = open_cases(shop)
    wanted: list[tuple[str, Wish]] = [(case.order, rival) for case in cases for rival in rivals(case)]
    buyers = [wishes.soon(wishes.pay_by_card(shop, case.checkout), race.last_seconds) for case in cases]
    others = [wishes.soon(wishes.buy(shop, case.page), race.last_seconds) for case in cases]
    answers = race.run([*(rival for _, rival in wanted), *buyers, *others])
    told: dict[str, list[Any]] = {case.order: [] for case in cases}
    for (order, _), answer in zip(wanted, answers, strict=False):
        told[order].append(answer)
    return await_balanced(stack, shop, told), told


def test_void_against_pay(stack: LocalStack, start_race: StartRace) -> None:
    """A link that was voided takes no money; one that took money cannot be voided."""
    race = start_race("void against pay")
    for shop in race.shops(stack, ROUNDS):
        found, told = contest(stack, race, shop, lambda case, shop=shop: [wishes.void(shop, case.link)])  # type: ignore[misc]

        links = {link["order_id"]: link["status"] for link in shop.api.listed("/v1/payment-links")}
        for order in found.orders:
            codes = {code_of(answer) for answer in told[order["id"]]}
            if order["payment_status"] == "paid":
                assert (codes, links[order["id"]]) == ({"link_paid"}, "paid")
            else:
                assert (codes, links[order["id"]]) == ({"200"}, "void")
        assert found.surplus == 0
        race.note(found.orders, found.ends)


def test_credits_against_the_buyer(stack: LocalStack, start_race: StartRace) -> None:
    """Credits take an open checkout over only if the provider closes it first; whoever loses is not charged."""
    race = start_race("credits against the buyer")
    for shop in race.shops(stack, ROUNDS):
        shop.top_up(ORDERS * AMOUNT)

        found, told = contest(stack, race, shop, lambda case, shop=shop: [wishes.pay(shop, case.order)] * 2)  # type: ignore[misc]

        assert found.surplus == 0
        for order in found.orders:
            paid = [answer for answer in told[order["id"]] if body_of(answer, 201)["status"] == "succeeded"]
            by_credits = [payment["means"] for payment in order["payments"]] == ["credits"]
            assert bool(paid) == by_credits
        race.note(_with_the_rest_paid(stack, shop, found), found.ends)


def test_change_of_the_amount_against_pay(stack: LocalStack, start_race: StartRace) -> None:
    """Who pays pays what is due: the new amount, or the old one and then the change is refused."""
    race = start_race("change of the amount against pay")
    for shop in race.shops(stack, ROUNDS):
        shop.top_up(2 * ORDERS * AMOUNT)

        found, told = contest(
            stack,
            race,
            shop,
            lambda case, shop=shop: [  # type: ignore[misc]
                wishes.change_order(shop, case.order, amount=AMOUNT + 500),
                wishes.pay(shop, case.order),
            ],
        )

        assert found.surplus == 0
        for order in found.orders:
            changed = told[order["id"]][0].status_code == 200
            assert (order["amount"], order["amount_version"]) == ((AMOUNT + 500, 2) if changed else (AMOUNT, 1))
            assert [payment["amount"] for payment in order["payments"]] in ([], [order["amount"]])
        race.winners["changed"] += sum(order["amount_version"] == 2 for order in found.orders)
        race.note(_with_the_rest_paid(stack, shop, found), found.ends)


def _with_the_rest_paid(stack: LocalStack, shop: Shop, found: Findings) -> Sequence[dict[str, Any]]:
    """Nothing is stuck: what is still unpaid because everybody was in everybody's way can be paid now."""
    left = [order["id"] for order in found.orders if order["payment_status"] == "unpaid"]
    for order in left:
        assert body_of(wishes.pay(shop, order)(), 201)["status"] == "succeeded"
    if not left:
        return found.orders
    again = await_balanced(stack, shop, [order["id"] for order in found.orders])
    assert again.ends["unpaid"] == 0
    return again.orders
