"""A merchant that owes something, and the job that collects it, as tests say it."""

from typing import Any

from functions.read_account.handler import lambda_handler as read_account
from shared.merchants.restriction import ask_for_collection
from shared.payments.dunning.collecting import collect_invoice
from shared.payments.dunning.context import Dunning, delays_from
from tests.functional.handlers import jobs
from tests.functional.handlers.invoicing import Desk
from tests.functional.handlers.linked import Linked
from tests.functional.handlers.shop import Shop
from tests.support.world import Json

DAYS = (2, 5, 7, 7)
"""Between two attempts, as the tests' deployment has it."""


class Debtor:
    """One merchant with its invoices, its methods and the job."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.world = shop, shop.world
        self.desk, self.linked = Desk(shop), Linked(shop)

    def account(self) -> Json:
        """``GET /v1/account``."""
        answer = self.world.call(read_account, "read_account", authorizer=self.shop.me)
        assert answer.status == 200, answer.text
        return dict(answer.json)

    def collection(self, invoice: str) -> Json:
        """What the merchant sees of an invoice's collection."""
        return dict(self.desk.see(invoice).json["collection"])

    def link(self) -> str:
        """Link another good card, and have it told to who waits for one."""
        method = self.linked.card()
        ask_for_collection(self.world.table, self.shop.id, self.world.clock.now())
        return method

    def fail_to_the_end(self) -> None:
        """Every attempt of the schedule, as its time comes."""
        jobs.collect()
        for days in DAYS:
            self.world.pass_time(days=days, minutes=1)
            jobs.collect()

    def collect(self, invoice: str) -> None:
        """The job as far as it is about this invoice, whether it is due or not."""
        collect_invoice(Dunning(self.linked.context, delays_from("2,5,7,7")), invoice)

    def nearly_exhausted(self, **body: Any) -> str:
        """An invoice whose last attempt is due."""
        invoice = self.desk.invoice(**body)
        for days in DAYS:
            self.collect(invoice)
            self.world.pass_time(days=days, minutes=1)
        return invoice

    def exhausted(self, **body: Any) -> str:
        """An invoice that nobody could charge, so that the account is restricted."""
        invoice = self.desk.invoice(**body)
        self.fail_to_the_end()
        assert self.account()["restriction"] is not None
        return invoice

    def pay_by_page(self, invoice: str) -> None:
        """The merchant pays an invoice in a hosted checkout."""
        assert self.world.pay(self.desk.pay(invoice).json["checkout_url"]).status_code == 303
        self.world.settle_down()

    def notices(self, kind: str | None = None) -> list[tuple[str, str]]:
        """What the merchant was told since its invoices came: the kind and what it is about, oldest first."""
        own = [each for each in self.world.items("notice") if each["merchant_id"] == self.shop.id]
        found = [each for each in own if each["notice_kind"] != "invoice_sent"]
        found.sort(key=lambda notice: str(notice["created_at"]))
        return [(each["notice_kind"], each["subject"]) for each in found if kind in (None, each["notice_kind"])]

    def told(self, kind: str) -> list[Json]:
        """The values of the notices of a kind, oldest first."""
        found = [each for each in self.world.items("notice") if each["notice_kind"] == kind]
        return [each["values"] for each in sorted(found, key=lambda notice: str(notice["created_at"]))]

    def attempts(self, invoice: str) -> list[Json]:
        """The charges of an invoice that were made, oldest first."""
        payments = [each for each in self.world.items("payment") if invoice in str(each.get("orders"))]
        return sorted(payments, key=lambda payment: str(payment["created_at"]))
