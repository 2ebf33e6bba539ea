"""Sending links to interrupt: no fee twice, no message blindly twice."""

from collections.abc import Callable

from tests.functional.handlers.crash_scenarios import Scenario
from tests.functional.handlers.shop import Shop
from tests.support.outbox import Trouble, outbox, refused


def asking_for_an_sms(shop: Shop) -> Scenario:
    shop.fund(1_000)
    link = shop.link(shop.order(collect="none"))

    def run() -> None:
        answer = shop.send(link["id"], key="crash")
        assert (answer.status, answer.json["fee"]) == (201, 9)

    def check() -> None:
        assert [sending["status"] for sending in shop.sendings()] == ["sent"]
        assert (len(outbox.sms), shop.wallet()["balance"]) == (1, 991)

    return Scenario(run, check)


def handing_an_sms_over(shop: Shop) -> Scenario:
    _queued(shop)

    def check() -> None:
        (sending,) = shop.sendings()
        assert sending["status"] in ("sent", "unknown")
        assert len(outbox.sms) == 1 or sending["status"] == "unknown"
        assert (len(outbox.sms) <= 1, shop.wallet()["balance"]) == (True, 991)

    return Scenario(shop.world.deliver_messages, check)


def handing_a_refused_sms_over(shop: Shop) -> Scenario:
    _queued(shop)
    outbox.troubles += [Trouble("Publish", refused("InvalidParameter"))] * 2

    def check() -> None:
        (sending,) = shop.sendings()
        assert outbox.sms == []
        if sending["status"] == "failed":
            assert shop.wallet()["balance"] == 1_000
        else:
            assert (sending["status"], shop.wallet()["balance"]) == ("unknown", 991)

    return Scenario(shop.world.deliver_messages, check)


def confirming_a_payment(shop: Shop) -> Scenario:
    shop.world.pay(shop.checkout(shop.link(shop.order(collect="none"))))
    shop.world.deliver_webhooks()

    def run() -> None:
        shop.world.relay()
        shop.world.deliver_messages()
        shop.world.relay()
        shop.world.deliver_messages()

    def check() -> None:
        (sending,) = shop.sendings()
        assert sending["purpose"] == "receipt"
        assert sending["status"] in ("sent", "unknown")
        assert len(outbox.mails) <= 1

    return Scenario(run, check)


def _queued(shop: Shop) -> None:
    shop.fund(1_000)
    assert shop.send(shop.link(shop.order(collect="none"))["id"]).status == 201
    shop.world.relay()


SENDING_SCENARIOS: tuple[Callable[[Shop], Scenario], ...] = (
    asking_for_an_sms,
    handing_an_sms_over,
    handing_a_refused_sms_over,
    confirming_a_payment,
)
