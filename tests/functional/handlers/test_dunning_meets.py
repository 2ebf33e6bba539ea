"""Two runs at once, and payments in the middle of one: charged once, restricted once, and only for what is owed."""

from typing import Any

import pytest

from shared.payments.dunning import restricting
from shared.table.keys import DUE_SHARDS, shard_of
from shared.wallets.service import list_wallets
from tests.functional.handlers import jobs
from tests.functional.handlers.books import audit
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.owing import DAYS, Debtor
from tests.functional.handlers.shop import Shop
from tests.support.world import World


@pytest.fixture
def debtor(shop: Shop) -> Debtor:
    """A merchant that owes something."""
    return Debtor(shop)


def test_what_is_paid_meanwhile_is_not_brought_back_by_a_failure(
    world: World, debtor: Debtor, interruptions: Interruptions
) -> None:
    """The merchant pays while the job records the last failure: it is not restricted for what is paid."""
    invoice = debtor.desk.invoice()
    jobs.collect()
    for days in DAYS[:-1]:
        world.pass_time(days=days, minutes=1)
        jobs.collect()
    world.pass_time(days=DAYS[-1], minutes=1)
    interruptions.before("TransactWriteItems", lambda: debtor.pay_by_page(invoice))
    jobs.collect()
    assert (debtor.desk.read(invoice)["pay_state"], debtor.account()["restriction"]) == ("Paid", None)
    assert debtor.notices("account_restricted") == []


def test_two_invoices_that_end_at_once_restrict_it_once(
    world: World, debtor: Debtor, interruptions: Interruptions
) -> None:
    first, second = debtor.desk.invoice(), debtor.desk.invoice(1_200)
    jobs.collect()
    for days in DAYS[:-1]:
        world.pass_time(days=days, minutes=1)
        jobs.collect()
    world.pass_time(days=DAYS[-1], minutes=1)
    interruptions.before("TransactWriteItems", jobs.collect)
    jobs.collect()
    assert {each["id"] for each in debtor.account()["restriction"]["invoices"]} == {first, second}
    assert len(debtor.notices("account_restricted")) == 1


def test_two_runs_at_once_charge_once(world: World, debtor: Debtor, interruptions: Interruptions) -> None:
    debtor.linked.card()
    invoice = debtor.desk.invoice()
    interruptions.before("TransactWriteItems", jobs.collect)
    jobs.collect()
    assert (len(debtor.linked.intents()), len(debtor.attempts(invoice))) == (1, 1)
    assert debtor.desk.read(invoice)["pay_state"] == "Paid"
    world.settle_down()
    audit(world)


def test_an_invoice_that_ends_while_it_is_restored_restricts_it_again(
    world: World, debtor: Debtor, interruptions: Interruptions
) -> None:
    debtor.shop.consent()
    first = debtor.desk.invoice()
    jobs.collect()
    world.pass_time(days=1)
    second = debtor.desk.invoice(1_200)
    jobs.collect()
    for _ in range(sum(DAYS) - 1):
        world.pass_time(days=1, minutes=1)
        jobs.collect()
    assert [each["id"] for each in debtor.account()["restriction"]["invoices"]] == [first]
    debtor.pay_by_page(first)
    world.pass_time(days=1, minutes=1)
    interruptions.before("TransactWriteItems", jobs.collect)
    jobs.collect()
    assert [each["id"] for each in debtor.account()["restriction"]["invoices"]] == [second]
    assert debtor.shop.wallet()["auto_debit"]["suspended_by_restriction"] is True
    kinds = [kind for kind, _ in debtor.notices() if kind.startswith("account")]
    assert kinds == ["account_restricted", "account_restored", "account_restricted"]


def test_another_invoice_that_ends_before_the_last_word_refuses_the_restoring(
    world: World, debtor: Debtor, interruptions: Interruptions
) -> None:
    debtor.shop.consent()
    first = debtor.exhausted()
    second = debtor.nearly_exhausted()
    debtor.pay_by_page(first)
    interruptions.before("TransactWriteItems", lambda: debtor.collect(second))
    jobs.collect()
    assert [each["id"] for each in debtor.account()["restriction"]["invoices"]] == [second]
    jobs.collect()
    assert debtor.shop.wallet()["auto_debit"]["suspended_by_restriction"] is True
    kinds = [kind for kind, _ in debtor.notices() if kind.startswith("account")]
    assert kinds == ["account_restricted"]


def test_two_that_end_at_one_instant_both_restrict_it(
    world: World, debtor: Debtor, interruptions: Interruptions
) -> None:
    first = debtor.desk.invoice()
    for days in DAYS[:-1]:
        debtor.collect(first)
        world.pass_time(days=days, minutes=1)
    debtor.collect(first)
    second = debtor.nearly_exhausted()
    interruptions.before("TransactWriteItems", lambda: debtor.collect(second))
    debtor.collect(first)
    assert {each["id"] for each in debtor.account()["restriction"]["invoices"]} == {first, second}
    assert len(debtor.notices("account_restricted")) == 1


def test_an_index_that_is_late_changes_nothing(world: World, debtor: Debtor) -> None:
    """It may still show what was paid or withdrawn a moment ago."""
    paid, void = debtor.desk.invoice(), debtor.desk.invoice()
    debtor.pay_by_page(paid)
    debtor.desk.operate("void", void)
    for invoice in (paid, void):
        debtor.collect(invoice)
    assert (debtor.notices(), len(world.items("payment"))) == ([], 1)


@pytest.mark.parametrize("amount", [3_000, 30_000])
def test_a_debit_that_looked_before_the_restriction_takes_nothing_after(
    world: World, debtor: Debtor, interruptions: Interruptions, amount: int
) -> None:
    """Nor does it leave an order that says anything else than that nothing is debited."""
    debtor.shop.consent()
    debtor.shop.fund(10_000)
    world.settle_down()
    invoice = debtor.nearly_exhausted()
    order = debtor.shop.order(amount)
    world.relay()
    interruptions.before("TransactWriteItems", lambda: debtor.collect(invoice))
    world.debit()
    shown = debtor.shop.read(order)
    assert (shown["payment_status"], shown["unpaid_reason"]) == ("unpaid", "paused")
    assert debtor.shop.wallet()["balance"] == 10_000


def test_a_look_that_comes_too_late_holds_no_wallet_of_a_restored_account(
    world: World, debtor: Debtor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It saw what was owed, and paused until that was paid, and the account restored by another run."""
    invoice = debtor.exhausted()
    debtor.shop.consent()
    look = list_wallets

    def pause(*where: Any) -> Any:
        monkeypatch.setattr(restricting, "list_wallets", look)
        debtor.pay_by_page(invoice)
        jobs.collect()
        assert debtor.account()["restriction"] is None
        return look(*where)

    monkeypatch.setattr(restricting, "list_wallets", pause)
    restricting.look_at_account(debtor.linked.context, debtor.shop.id)
    assert debtor.shop.wallet()["auto_debit"]["suspended_by_restriction"] is False


def test_accounts_that_are_never_paid_keep_no_other_from_its_look(
    world: World, debtor: Debtor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More of them than one run looks at: each has its turn."""
    monkeypatch.setattr(restricting, "PER_SHARD", 1)
    shard = shard_of(debtor.shop.id, DUE_SHARDS)
    others = (Debtor(Shop(world, world.merchant())) for _ in range(100))
    later = next(each for each in others if shard_of(each.shop.id, DUE_SHARDS) == shard)
    debtor.exhausted()
    invoice = later.exhausted()
    later.pay_by_page(invoice)
    for _ in range(3):
        world.pass_time(minutes=5)
        jobs.collect()
    assert later.account()["restriction"] is None
    assert debtor.account()["restriction"] is not None
