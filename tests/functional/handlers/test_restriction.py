"""An account whose invoices nobody can charge: what it cannot do until they are paid, and how it comes back."""

import pytest

from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit, nothing_is_stuck
from tests.functional.handlers.owing import Debtor
from tests.functional.handlers.shop import Shop
from tests.support.world import World


@pytest.fixture
def debtor(shop: Shop) -> Debtor:
    """A merchant that owes something."""
    return Debtor(shop)


def test_an_account_tells_its_settings_and_that_nothing_restricts_it(debtor: Debtor) -> None:
    account = debtor.account()
    assert (account["id"], account["collection"], account["currency"]) == (debtor.shop.id, "automatic", "EUR")
    assert (account["restriction"], account["restricted_since"]) == (None, None)


def test_it_tells_what_restricts_it_and_what_ends_that(debtor: Debtor) -> None:
    invoice = debtor.exhausted()
    link = debtor.desk.link(invoice)
    restriction = debtor.account()["restriction"]
    (owed,) = restriction["invoices"]
    assert (owed["id"], owed["amount"], owed["payment_link"]) == (invoice, 4_500, link["url"])
    assert (restriction["since"], restriction["reason"]) == (debtor.account()["restricted_since"], "unpaid_invoices")
    assert "pay these invoices" in restriction["ends_by"]


def test_no_new_payment_of_orders_and_no_new_link_until_the_invoices_are_paid(world: World, debtor: Debtor) -> None:
    shop = debtor.shop
    card = debtor.linked.card()
    shop.fund(10_000)
    order, other = shop.order(collect="none"), shop.order(collect="none")
    opened = shop.link(other)
    begun = shop.pay([order], "checkout", key="begun")
    debtor.linked.plan("insufficient_funds", card, count=None)
    invoice = debtor.exhausted()
    refused = [shop.pay([order], method) for method in ("credits", "checkout", "auto")]
    refused += [debtor.linked.pay(card, orders=[order]), shop.ask_link(order)]
    assert {(answer.status, answer.json["code"]) for answer in refused} == {(409, "account_restricted")}
    assert shop.pay([order], "checkout", key="begun").json["id"] == begun.json["id"], "what was begun goes on"
    assert world.pay(shop.checkout(opened)).status_code == 303, "and what buyers have open"
    world.settle_down()
    assert shop.read(other)["payment_status"] == "paid"
    debtor.pay_by_page(invoice)
    jobs.collect()
    assert shop.pay([order]).json["results"][0]["outcome"] == "paid"
    audit(world)


def test_a_link_that_intake_makes_waits_with_it(world: World, debtor: Debtor) -> None:
    invoice = debtor.exhausted()
    token = debtor.shop.place(collect="link").json["payment_link"].rsplit("/", 1)[1]
    assert debtor.shop.press({"url": f"/pay/{token}"}).status == 409
    assert world.items("payment") == []
    debtor.pay_by_page(invoice)
    jobs.collect()
    assert debtor.shop.press({"url": f"/pay/{token}"}).status == 303


def test_invoices_balance_top_ups_and_intake_go_on(world: World, debtor: Debtor) -> None:
    shop = debtor.shop
    shop.set_merchant(balance_payment=True)
    invoice = debtor.exhausted()
    assert shop.top_up(1_000).status == 201
    assert shop.place(external_id="new").status == 201
    assert debtor.desk.ask_link(invoice).status == 201
    assert debtor.desk.balance()["EUR"]["payable"] is True
    assert debtor.desk.pay(invoice).status == 201
    assert shop.wallet()["auto_debit"]["suspended_by_restriction"] is False, "there is none of its own yet"
    world.settle_down()
    audit(world)


def test_automatic_debit_stops_and_what_waited_is_paid_when_it_ends(world: World, debtor: Debtor) -> None:
    shop = debtor.shop
    shop.consent()
    shop.fund(10_000)
    invoice = debtor.exhausted()
    assert shop.wallet()["auto_debit"]["suspended_by_restriction"] is True
    order = shop.order(3_000)
    world.settle_down()
    waiting = shop.read(order)
    assert (waiting["payment_status"], waiting["unpaid_reason"]) == ("unpaid", "paused")
    explained = shop.explain(order).json
    assert explained["next_step"]["type"] == "pay_invoices"
    assert explained["restricted_since"] == debtor.account()["restricted_since"]
    shop.drain()
    world.settle_down()
    assert shop.read(order)["payment_status"] == "unpaid"
    debtor.pay_by_page(invoice)
    assert debtor.account()["restriction"] is not None, "until the job has looked"
    jobs.collect()
    world.settle_down()
    assert (debtor.account()["restriction"], shop.read(order)["payment_status"]) == (None, "paid")
    assert shop.wallet()["auto_debit"]["suspended_by_restriction"] is False
    assert [kind for kind, _ in debtor.notices()][-2:] == ["account_restricted", "account_restored"]
    assert shop.explain(order).json["restricted_since"] is None
    audit(world)
    nothing_is_stuck(world)


def test_a_wallet_that_is_made_later_is_held_too(world: World, debtor: Debtor) -> None:
    debtor.exhausted()
    debtor.shop.consent()
    jobs.collect()
    debtor.shop.fund(10_000)
    order = debtor.shop.order(3_000)
    world.settle_down()
    assert debtor.shop.read(order)["payment_status"] == "unpaid"


def test_a_pause_of_the_merchants_own_is_not_lifted_with_it(world: World, debtor: Debtor) -> None:
    shop = debtor.shop
    shop.consent()
    shop.fund(10_000)
    shop.change_wallet(paused=True)
    invoice = debtor.exhausted()
    order = shop.order(3_000)
    debtor.pay_by_page(invoice)
    jobs.collect()
    world.settle_down()
    assert (shop.read(order)["payment_status"], shop.wallet()["paused"]) == ("unpaid", True)


@pytest.mark.parametrize("how", ["void", "link", "balance", "charge"])
def test_it_ends_by_any_means_and_when_the_operator_voids(world: World, debtor: Debtor, how: str) -> None:
    debtor.shop.set_merchant(balance_payment=True)
    invoice = debtor.exhausted()
    match how:
        case "void":
            assert debtor.desk.operate("void", invoice).status == 200
        case "link":
            world.pay(debtor.shop.checkout(debtor.desk.link(invoice)))
        case "balance":
            world.pay(debtor.shop.ask_to_pay({"balance": True, "method": "checkout"}).json["checkout_url"])
        case "charge":
            debtor.linked.card()
            assert debtor.linked.pay(invoice=invoice).json["status"] == "succeeded"
    world.settle_down()
    jobs.collect()
    assert debtor.account()["restriction"] is None
    assert [kind for kind, _ in debtor.notices()].count("account_restored") == 1
    (merchant,) = world.items("merchant")
    assert "due_pk" not in merchant
    audit(world)


def test_it_ends_with_the_last_of_its_invoices(world: World, debtor: Debtor) -> None:
    first, second = debtor.desk.invoice(), debtor.desk.invoice(1_200)
    debtor.fail_to_the_end()
    since = debtor.account()["restricted_since"]
    assert {each["id"] for each in debtor.account()["restriction"]["invoices"]} == {first, second}
    debtor.pay_by_page(first)
    jobs.collect()
    assert [each["id"] for each in debtor.account()["restriction"]["invoices"]] == [second]
    assert debtor.account()["restricted_since"] == since
    debtor.pay_by_page(second)
    jobs.collect()
    assert debtor.account()["restriction"] is None
    kinds = [kind for kind, _ in debtor.notices()]
    assert (kinds.count("account_restricted"), kinds.count("account_restored")) == (1, 1)


def test_a_payment_on_its_way_does_not_end_it_yet(world: World, debtor: Debtor) -> None:
    invoice = debtor.exhausted()
    world.pay(debtor.desk.pay(invoice).json["checkout_url"], paypal="pending_paid")
    world.deliver_webhooks()
    jobs.collect()
    assert debtor.account()["restriction"] is not None
    world.pass_time(minutes=10)
    world.settle_down()
    jobs.collect()
    assert debtor.account()["restriction"] is None


def test_it_can_come_again_and_is_told_again(world: World, debtor: Debtor) -> None:
    for _ in range(2):
        debtor.pay_by_page(debtor.exhausted())
        jobs.collect()
    kinds = [kind for kind, _ in debtor.notices() if kind.startswith("account")]
    assert kinds == ["account_restricted", "account_restored"] * 2
