"""Use cases to interrupt, of invoices that are collected by themselves."""

from collections.abc import Callable

from tests.functional.handlers import jobs
from tests.functional.handlers.crash_scenarios import Scenario
from tests.functional.handlers.owing import DAYS, Debtor
from tests.functional.handlers.shop import Shop


def _run_again(debtor: Debtor) -> None:
    """Whatever was left in doubt is looked at: the provider's word first, then the job's."""
    for _ in range(3):
        debtor.world.pass_time(minutes=61)
        jobs.repair()
        debtor.world.deliver_webhooks()
        jobs.collect()
    debtor.world.settle_down()


def _collect() -> None:
    jobs.collect()


def collecting_an_invoice(shop: Shop) -> Scenario:
    debtor = Debtor(shop)
    debtor.linked.card()
    invoice = debtor.desk.invoice()

    def check() -> None:
        _run_again(debtor)
        assert debtor.desk.read(invoice)["pay_state"] == "Paid"
        assert (len(debtor.linked.intents()), len(debtor.attempts(invoice))) == (1, 1)

    return Scenario(_collect, check)


def collecting_in_vain(shop: Shop) -> Scenario:
    debtor = Debtor(shop)
    card = debtor.linked.card()
    debtor.linked.plan("insufficient_funds", card, count=None)
    invoice = debtor.desk.invoice(due_date="2027-12-06")

    def check() -> None:
        _run_again(debtor)
        shown = debtor.collection(invoice)
        assert (shown["attempts"], shown["last_failure"]["reason"]) == (1, "insufficient_funds")
        assert shown["payments"] == [each["id"] for each in debtor.attempts(invoice)]
        assert [kind for kind, _ in debtor.notices()] == ["charge_failed"]
        assert len(debtor.linked.intents()) == 1

    return Scenario(_collect, check)


def restricting_an_account(shop: Shop) -> Scenario:
    debtor = Debtor(shop)
    shop.consent()
    invoice = debtor.desk.invoice(due_date="2026-11-20")
    jobs.collect()
    for days in DAYS[:-1]:
        shop.world.pass_time(days=days, minutes=1)
        jobs.collect()
    shop.world.pass_time(days=DAYS[-1], minutes=1)

    def check() -> None:
        _run_again(debtor)
        assert debtor.collection(invoice)["attempts"] == len(DAYS) + 1
        assert [each["id"] for each in debtor.account()["restriction"]["invoices"]] == [invoice]
        assert shop.wallet()["auto_debit"]["suspended_by_restriction"] is True
        kinds = [kind for kind, _ in debtor.notices()]
        assert kinds == ["invoice_overdue", *["charge_failed"] * (len(DAYS) + 1), "account_restricted"]

    return Scenario(_collect, check)


def restoring_an_account(shop: Shop) -> Scenario:
    debtor = Debtor(shop)
    shop.consent()
    shop.fund(10_000)
    invoice = debtor.exhausted(due_date="2026-11-20")
    order = shop.order(3_000)
    shop.world.settle_down()
    debtor.pay_by_page(invoice)

    def check() -> None:
        _run_again(debtor)
        assert (debtor.account()["restriction"], shop.read(order)["payment_status"]) == (None, "paid")
        assert shop.wallet()["auto_debit"]["suspended_by_restriction"] is False
        assert [kind for kind, _ in debtor.notices()].count("account_restored") == 1

    return Scenario(_collect, check)


def trying_again_with_a_new_method(shop: Shop) -> Scenario:
    debtor = Debtor(shop)
    invoice = debtor.exhausted(due_date="2026-11-20")
    card = debtor.link()
    debtor.linked.plan("insufficient_funds", card, count=None)

    def check() -> None:
        _run_again(debtor)
        shown = debtor.collection(invoice)
        assert (shown["exhausted"], len(debtor.attempts(invoice)), len(debtor.linked.intents())) == (True, 1, 1)
        assert shown["payments"] == [debtor.attempts(invoice)[0]["id"]]

    return Scenario(_collect, check)


def telling_that_it_is_overdue(shop: Shop) -> Scenario:
    debtor = Debtor(shop)
    shop.set_merchant(collection="manual")
    invoice = debtor.desk.invoice(due_date="2026-11-22")
    jobs.collect()
    shop.world.pass_time(days=1)

    def check() -> None:
        _run_again(debtor)
        assert debtor.notices() == [("invoice_overdue", invoice)]

    return Scenario(_collect, check)


DUNNING_SCENARIOS: tuple[Callable[[Shop], Scenario], ...] = (
    collecting_an_invoice,
    collecting_in_vain,
    restricting_an_account,
    restoring_an_account,
    trying_again_with_a_new_method,
    telling_that_it_is_overdue,
)
