"""Use cases to interrupt, of invoices."""

from collections.abc import Callable
from datetime import timedelta

from tests.functional.handlers.commissions import accrue, bill, commissions_add_up, rows
from tests.functional.handlers.crash_scenarios import Scenario
from tests.functional.handlers.invoicing import Desk
from tests.functional.handlers.shop import Shop


def making_and_sending_an_invoice(shop: Shop) -> Scenario:
    desk = Desk(shop)

    def run() -> None:
        assert desk.ask("k", send=True).status in (201, 503)

    def check() -> None:
        (invoice,) = desk.all()
        assert (invoice["status"], invoice["number"]) == ("open", "INV-000001")

    return Scenario(run, check)


def paying_an_invoice_by_checkout(shop: Shop) -> Scenario:
    desk = Desk(shop)
    invoice = desk.invoice()

    def run() -> None:
        assert desk.pay(invoice, "k").status in (201, 202)

    def check() -> None:
        assert shop.world.pay(desk.pay(invoice, "k").json["checkout_url"]).status_code == 303
        shop.world.settle_down()
        assert desk.read(invoice)["pay_state"] == "Paid"

    return Scenario(run, check)


def linking_an_invoice_that_has_an_open_checkout(shop: Shop) -> Scenario:
    desk = Desk(shop)
    invoice = desk.invoice()
    shop.checkout(desk.link(invoice))

    def run() -> None:
        assert desk.ask_link(invoice, "k").status in (201, 503)

    def check() -> None:
        link = desk.ask_link(invoice, "k").json
        assert desk.read(invoice)["pay_state"] == "Pay"
        assert [each["id"] for each in shop.world.items("link") if each["status"] == "open"] == [link["id"]]
        assert shop.world.pay(shop.checkout(link)).status_code == 303
        shop.world.settle_down()
        assert desk.read(invoice)["pay_state"] == "Paid"

    return Scenario(run, check)


def owing_three(shop: Shop) -> tuple[Desk, list[str]]:
    """A shop that may pay all at once: one invoice has an open checkout, one an open page of its link."""
    desk = Desk(Shop(shop.world, shop.world.merchant(balance_payment=True)))
    invoices = [desk.invoice(amount) for amount in (4_500, 1_200, 800)]
    desk.pay(invoices[0])
    desk.shop.checkout(desk.link(invoices[1]))
    return desk, invoices


def paying_the_balance_by_checkout(shop: Shop) -> Scenario:
    desk, invoices = owing_three(shop)

    def run() -> None:
        assert desk.pay_all("k").status in (201, 202)

    def check() -> None:
        payment = desk.pay_all("k").json
        assert (payment["amount"], len(payment["results"])) == (6_500, 3)
        assert shop.world.pay(payment["checkout_url"]).status_code == 303
        shop.world.settle_down()
        assert {desk.read(each)["payment"] for each in invoices} == {payment["id"]}

    return Scenario(run, check)


def settling_the_balance(shop: Shop) -> Scenario:
    desk, invoices = owing_three(shop)
    shop.world.pay(desk.pay_all().json["checkout_url"])

    def check() -> None:
        assert {desk.read(each)["pay_state"] for each in invoices} == {"Paid"}

    return Scenario(shop.world.settle_down, check)


def voiding_one_of_a_balance_that_is_open(shop: Shop) -> Scenario:
    desk, (gone, *rest) = owing_three(shop)
    desk.pay_all()

    def run() -> None:
        assert desk.operate("void", gone).status == 200

    def check() -> None:
        assert desk.read(gone)["status"] == "void"
        assert desk.pay_all().json["amount"] == 2_000
        assert {desk.read(each)["pay_state"] for each in rest} == {"Pay"}

    return Scenario(run, check)


def settling_an_invoice(shop: Shop) -> Scenario:
    desk = Desk(shop)
    invoice = desk.invoice()
    shop.world.pay(shop.checkout(desk.link(invoice)))

    def check() -> None:
        assert desk.read(invoice)["pay_state"] == "Paid"

    return Scenario(shop.world.settle_down, check)


def voiding_an_invoice_with_an_open_checkout(shop: Shop) -> Scenario:
    desk = Desk(shop)
    invoice = desk.invoice()
    link = desk.link(invoice)
    shop.checkout(link)

    def run() -> None:
        assert desk.operate("void", invoice).status == 200
        shop.world.settle_down()

    def check() -> None:
        assert desk.read(invoice)["status"] == "void"
        assert shop.read_link(link["id"])["status"] == "void"

    return Scenario(run, check)


def refunding_an_invoice(shop: Shop) -> Scenario:
    desk = Desk(shop)
    invoice = desk.invoice()
    payment = desk.pay(invoice).json
    shop.world.pay(payment["checkout_url"])
    shop.world.settle_down()

    def run() -> None:
        assert shop.refund(payment["id"], key="k").status in (201, 202)

    def check() -> None:
        assert desk.read(invoice)["refunded_amount"] == 4_500

    return Scenario(run, check)


def accruing_a_commission(shop: Shop) -> Scenario:
    seller = Shop(shop.world, shop.world.merchant(commission={"basis_points": 1_000}))
    seller.fund(5_000)
    seller.pay([seller.order(5_000)])
    shop.world.settle_down()

    def check() -> None:
        assert rows(shop.world) == [500]
        commissions_add_up(shop.world)

    return Scenario(lambda: accrue(shop.world), check)


def billing_a_month_of_commissions(shop: Shop) -> Scenario:
    seller = Shop(shop.world, shop.world.merchant(commission={"basis_points": 1_000}))
    seller.buy(seller.order(5_010, currency="KWD", collect="none"))
    accrue(shop.world)
    # Each death has a month of its own: the clock goes on when the world starts over.
    first = shop.world.clock.moment.replace(day=1, hour=3)
    shop.world.clock.moment = (first + timedelta(days=32)).replace(day=1)

    def check() -> None:
        (invoice,) = Desk(seller).all()
        assert (invoice["status"], invoice["amount"]) == ("open", 500)
        assert rows(shop.world) == [1, 501]
        assert len([item for item in shop.world.items("billing") if "due_pk" in item]) == 1

    return Scenario(bill, check)


INVOICE_SCENARIOS: tuple[Callable[[Shop], Scenario], ...] = (
    making_and_sending_an_invoice,
    paying_an_invoice_by_checkout,
    linking_an_invoice_that_has_an_open_checkout,
    settling_an_invoice,
    paying_the_balance_by_checkout,
    settling_the_balance,
    voiding_one_of_a_balance_that_is_open,
    voiding_an_invoice_with_an_open_checkout,
    refunding_an_invoice,
    accruing_a_commission,
    billing_a_month_of_commissions,
)
