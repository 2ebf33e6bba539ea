"""Automatic top-ups that bring nothing: seen, told, tried again later and later, and at once where that makes sense."""

from datetime import timedelta

import pytest

from functions.refill_wallets.handler import lambda_handler as refill_wallets
from shared.clock import parse_rfc3339
from shared.payments.topping_up.messages import RefillRequest
from tests.functional.handlers.books import audit
from tests.functional.handlers.handing_over import handed
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.topping_up import OTHER_CARD, PAYPAL, Refilling
from tests.support.world import World


@pytest.fixture
def wallet(shop: Shop) -> Refilling:
    """Of a merchant with one card, who has agreed to automatic debit."""
    shop.consent()
    made = Refilling(shop)
    made.methods.link()
    return made


def trigger(wallet: Refilling) -> None:
    """One message more."""
    answer = handed(refill_wallets, RefillRequest(wallet.shop.id, "EUR").message())
    assert answer == {"batchItemFailures": []}


def minutes(moment: str, since: str) -> int:
    return round((parse_rfc3339(moment) - parse_rfc3339(since)) / timedelta(minutes=1))


def test_a_refused_top_up_is_seen_told_and_not_tried_again_before_its_time(world: World, wallet: Refilling) -> None:
    wallet.plan("insufficient_funds")
    wallet.automatic()
    wallet.work()
    (payment,) = wallet.payments()
    shown = wallet.setting()
    assert (shown["failures"], shown["last_failure"]["reason"]) == (1, "insufficient_funds")
    assert shown["last_failure"]["payment"] == payment["id"]
    assert minutes(shown["next_try_at"], shown["last_failure"]["at"]) == 60
    assert (wallet.told(), wallet.shop.wallet()["pending_top_up"]) == (["top_up_failed"], None)
    trigger(wallet)
    wallet.later(minutes=58)
    assert len(wallet.payments()) == 1
    wallet.later(minutes=4)
    assert (wallet.states(), wallet.balance()) == (["failed", "succeeded"], 5_000)
    assert (wallet.setting()["failures"], wallet.setting()["last_failure"]) == (0, None)
    audit(world)


def test_the_waiting_grows_and_repeated_failure_is_told_once(wallet: Refilling) -> None:
    wallet.plan("insufficient_funds", count=None)
    wallet.automatic()
    wallet.work()
    waits = []
    for hours in (1, 4, 24, 72, 72):
        shown = wallet.setting()
        waits.append(minutes(shown["next_try_at"], shown["last_failure"]["at"]) // 60)
        wallet.later(hours=hours, minutes=1)
    assert waits == [1, 4, 24, 72, 72]
    assert len(wallet.payments()) == 6
    assert wallet.told().count("top_up_failing_repeatedly") == 1
    (notice,) = [each for each in wallet.methods.notices() if each["notice_kind"] == "top_up_failing_repeatedly"]
    assert (notice["values"]["times"], notice["values"]["amount"]) == (3, 5_000)
    wallet.methods.provider.plan_outcome(None)
    wallet.later(hours=72, minutes=1)
    assert wallet.setting()["failures"] == 0


def test_a_row_that_ended_is_another_row(wallet: Refilling) -> None:
    wallet.plan("insufficient_funds", count=3)
    wallet.automatic(threshold=100_000, amount=5_000)
    wallet.work()
    for hours in (1, 4):
        wallet.later(hours=hours, minutes=1)
    wallet.plan("insufficient_funds", count=3)
    wallet.automatic(threshold=100_000, amount=5_000)
    wallet.work()
    for hours in (1, 4):
        wallet.later(hours=hours, minutes=1)
    assert wallet.told().count("top_up_failing_repeatedly") == 2


def test_a_change_of_the_settings_tries_again_at_once(wallet: Refilling) -> None:
    wallet.plan("insufficient_funds")
    wallet.automatic()
    wallet.work()
    wallet.automatic()
    wallet.work()
    assert wallet.states() == ["failed", "succeeded"]


def test_a_newly_linked_method_tries_again_at_once(wallet: Refilling) -> None:
    wallet.plan("lost_card")
    wallet.automatic()
    wallet.work()
    assert wallet.states() == ["failed"]
    wallet.methods.link(**OTHER_CARD)
    wallet.work()
    assert wallet.states() == ["failed", "succeeded"]


def test_an_owner_who_must_confirm_counts_as_a_failure(wallet: Refilling) -> None:
    wallet.plan("requires_action")
    wallet.automatic()
    wallet.work()
    assert wallet.states() == ["requires_action"]
    assert wallet.setting()["last_failure"]["reason"] == "authentication_required"
    assert wallet.told() == ["charge_requires_action"]


def test_a_method_that_was_unlinked_meanwhile_is_told_and_waited_for(wallet: Refilling) -> None:
    wallet.shop.fund(1_000)
    other = wallet.methods.link(**OTHER_CARD)
    wallet.automatic(threshold=1_000, method=other)
    assert wallet.methods.unlink(other).status in (200, 204)
    wallet.shop.order(10)
    wallet.work()
    assert (wallet.payments(), wallet.setting()["last_failure"]["reason"]) == ([], "method_not_linked")
    assert wallet.told() == ["top_up_failed"]
    trigger(wallet)
    assert wallet.setting()["failures"] == 1
    wallet.automatic(threshold=1_000)
    wallet.work()
    assert wallet.states() == ["succeeded"], "with any method"


def test_one_in_use_by_a_top_up_cannot_be_unlinked(wallet: Refilling) -> None:
    paypal = wallet.methods.link(**PAYPAL)
    wallet.plan("pending_paid", paypal)
    wallet.automatic(method=paypal)
    wallet.work()
    answer = wallet.methods.unlink(paypal)
    assert (answer.status, answer.json["code"]) == (409, "method_in_use")


def test_without_any_method_it_is_told_with_the_same_waiting(shop: Shop) -> None:
    wallet = Refilling(shop)
    wallet.automatic()
    wallet.work()
    assert (wallet.payments(), wallet.setting()["last_failure"]["reason"]) == ([], "no_payment_method")
    for hours in (1, 4):
        wallet.later(hours=hours, minutes=1)
    assert (wallet.setting()["failures"], wallet.told().count("top_up_failing_repeatedly")) == (3, 1)
    wallet.methods.link()
    wallet.work()
    assert (wallet.states(), wallet.balance()) == (["succeeded"], 5_000)


def test_a_top_up_of_which_nobody_told_is_found_by_the_schedule(world: World, wallet: Refilling) -> None:
    """The run that began it died, and so did the message of its end."""
    paypal = wallet.methods.link(**PAYPAL)
    wallet.plan("pending_failed", paypal)
    wallet.automatic(method=paypal)
    wallet.work()
    world.pass_time(seconds=61)
    world.deliver_webhooks()
    world.stream_position = len(world.backing.stream_records())
    assert wallet.shop.wallet()["pending_top_up"] is not None
    wallet.later(hours=1, minutes=2)
    assert wallet.shop.wallet()["pending_top_up"] is None
    assert wallet.setting()["failures"] == 1
