"""Telling merchants to interrupt: no notice twice, no mail blindly twice, and none that is missing."""

from collections.abc import Callable

from tests.functional.handlers.crash_scenarios import Scenario
from tests.functional.handlers.invoicing import Desk
from tests.functional.handlers.notified import Notified
from tests.functional.handlers.shop import Shop
from tests.support.outbox import Trouble, outbox, refused


def telling_of_credits_that_run_low(shop: Shop) -> Scenario:
    told = Notified(shop)
    shop.change_wallet(low_balance_alert=1_000)
    shop.fund(2_000)

    def run() -> None:
        shop.adjust(-1_500, key="crash")
        _delivered(shop)

    def check() -> None:
        assert [(each["kind"], each["values"]["balance"]) for each in told.listed()] == [("low_balance", 500)]
        _mailed_at_most_once(told)

    return Scenario(run, check)


def telling_of_an_invoice(shop: Shop) -> Scenario:
    told, desk = Notified(shop), Desk(shop)
    invoice = desk.draft()

    def run() -> None:
        desk.operate("send", invoice)
        _delivered(shop)

    def check() -> None:
        assert [(each["kind"], each["subject"]["id"]) for each in told.listed()] == [("invoice_sent", invoice)]
        _mailed_at_most_once(told)

    return Scenario(run, check)


def mailing_a_notice_that_ses_refuses(shop: Shop) -> Scenario:
    told = Notified(shop)
    told.tell()
    outbox.troubles += [Trouble("SendEmail", refused("MessageRejected"))] * 2

    def check() -> None:
        (notice,) = told.listed()
        assert (notice["mail"]["status"] in ("failed", "unknown"), outbox.mails) == (True, [])

    return Scenario(lambda: _delivered(shop), check)


def deciding_against_a_mail(shop: Shop) -> Scenario:
    told = Notified(shop)
    told.change(mail_to="books@shop.example")
    told.tell()

    def run() -> None:
        told.switch("mail", on=False)
        _delivered(shop)

    def check() -> None:
        (notice,) = told.listed()
        assert (notice["mail"], outbox.mails) == ({"status": "off", "reason": "switched_off"}, [])

    return Scenario(run, check)


def reading_all_notices(shop: Shop) -> Scenario:
    told = Notified(shop)
    for occasion in "123":
        told.tell(occasion=occasion)
    until = told.listed()[0]["created_at"]
    told.tell(occasion="4")
    shop.world.settle_down()

    def run() -> None:
        told.read_until(until)

    def check() -> None:
        assert len(told.listed(unread="true")) == 1
        assert len(told.listed()) == len(outbox.mails) == 4

    return Scenario(run, check)


def _delivered(shop: Shop) -> None:
    for _ in range(3):
        shop.world.relay()
        shop.world.deliver_messages()


def _mailed_at_most_once(told: Notified) -> None:
    (notice,) = told.listed()
    assert notice["mail"]["status"] in ("sent", "unknown")
    assert len(outbox.mails) == 1 or notice["mail"]["status"] == "unknown"
    assert len(outbox.mails) <= 1


NOTICE_SCENARIOS: tuple[Callable[[Shop], Scenario], ...] = (
    telling_of_credits_that_run_low,
    telling_of_an_invoice,
    mailing_a_notice_that_ses_refuses,
    deciding_against_a_mail,
    reading_all_notices,
)
