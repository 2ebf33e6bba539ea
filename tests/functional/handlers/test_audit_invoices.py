"""One seeded fault in a desk of invoices is found as exactly what it is, and invoices in order as nothing."""

from collections.abc import Callable

import pytest

from shared.payments.audit import invoice_stage
from shared.table import reading
from tests.functional.handlers.auditing import DAY, audits, change, found_on, lose, only
from tests.functional.handlers.invoicing import Desk, started
from tests.functional.handlers.shop import Shop
from tests.support.world import Json, World

Findings = list[tuple[str, str]]


@pytest.fixture
def desk(world: World) -> Desk:
    """Two invoices that one payment paid, one open on a page, one being paid, one open, one void, and a draft."""
    desk = Desk(Shop(world, world.merchant(balance_payment=True)))
    desk.invoice(4_500)
    desk.invoice(1_200)
    world.pay(started(desk)["checkout_url"])
    world.settle_down()
    desk.pay(desk.invoice(800))
    world.pay(desk.pay(desk.invoice(900)).json["checkout_url"], paypal="pending_paid")
    world.deliver_webhooks()
    desk.invoice(700)
    desk.operate("void", desk.invoice(600))
    desk.draft()
    return desk


def invoice(world: World, amount: int) -> Json:
    return only(world, "invoice", amount=amount, status={4_500: "paid", 900: "pending"}.get(amount, "open"))


def its_claim_is_stale(world: World) -> Findings:
    held = invoice(world, 800)
    change(world, only(world, "payment", id=held["claim"]), state="cancelled")
    return [("claim_stale", held["id"])]


def its_claim_is_nobodys(world: World) -> Findings:
    held = invoice(world, 800)
    lose(world, only(world, "payment", id=held["claim"]))
    return [("claim_stale", held["id"])]


def it_is_pending_for_nothing(world: World) -> Findings:
    change(world, invoice(world, 900), claim=None)
    return [("pending_without_payment", only(world, "invoice", amount=900)["id"])]


def it_was_paid_by_nobody(world: World) -> Findings:
    held = invoice(world, 700)
    paid = {"status": "paid", "paid_by": "pay_" + "0" * 26, "paid_at": f"{DAY}T03:00:00.000Z", "paid_amount": 700}
    change(world, held, **paid, list_pk=held["list_pk"].replace("outstanding", "closed"))
    return [("paid_without_payment", held["id"])]


def it_was_paid_another_amount(world: World) -> Findings:
    held = invoice(world, 4_500)
    change(world, held, paid_amount=4_499)
    return [("paid_amount_differs", held["id"])]


def it_does_not_know_of_its_payment(world: World) -> Findings:
    held = invoice(world, 4_500)
    change(world, held, paid_by=None, paid_at=None)
    return [("order_not_paid_by_payment", held["id"])]


def the_provider_never_had_its_money(world: World) -> Findings:
    payment = only(world, "payment", amount=5_700)
    change(world, payment, list_pk=None, list_sk=None, intent_id="pi_of_nobody")
    return [("money_without_record", payment["intent_id"]), ("record_without_money", "pi_of_nobody")]


SEEDS: list[Callable[[World], Findings]] = [
    its_claim_is_stale,
    its_claim_is_nobodys,
    it_is_pending_for_nothing,
    it_was_paid_by_nobody,
    it_was_paid_another_amount,
    it_does_not_know_of_its_payment,
    the_provider_never_had_its_money,
]


def test_invoices_in_order_are_counted_and_nothing_is_found(world: World, desk: Desk) -> None:
    assert found_on(world) == []
    (shown,) = audits(world)["data"]
    assert (shown["checked"]["open_invoices"], shown["checked"]["paid_invoices"]) == (3, 2)


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.__name__)
def test_one_fault_of_an_invoice_is_found_as_what_it_is(
    world: World, desk: Desk, seed: Callable[[World], Findings]
) -> None:
    expected = seed(world)
    assert found_on(world) == sorted(expected)


def test_an_invoice_that_is_paid_while_it_is_looked_at_is_no_finding(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What looks wrong is read again."""
    held, read = invoice(world, 800), reading.read_items
    payment = only(world, "payment", id=held["claim"])
    change(world, payment, state="cancelled")

    def freed(table: object, keys: list[object]) -> object:
        if keys and keys[0] == (held["id"], "invoice"):
            change(world, held, claim=None)
        return read(table, keys)  # type: ignore[arg-type]

    monkeypatch.setattr(invoice_stage, "read_items", freed)
    assert found_on(world) == []
