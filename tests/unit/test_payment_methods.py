"""Linked methods: what is charged in which order, what is in use, and one version that guards all of it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.errors import NotFound
from shared.payment_methods.model import Health, LinkedMethod, MerchantMethods, NewCustomer, method_id
from shared.payment_methods.store import (
    begin_use,
    changed_update,
    end_use,
    mark,
    move_use,
    next_due,
    read_methods,
    written,
)
from shared.stripe_gateway.methods import MethodKind
from shared.table.keys import DUE_INDEX, DUE_SHARDS, due_partition, shard_of
from shared.table.method_keys import methods_key
from shared.table.port import ConditionFailed, Query
from tests.support.simulation.table import MemoryTable

MERCHANT = "mer_00000000000000000000000001"
LINKED = datetime(2026, 11, 1, tzinfo=UTC)


def card(number: int, **changes: Any) -> LinkedMethod:
    """A linked card; the number makes it another one."""
    provider_id = f"pm_stripe{number}"
    usual: dict[str, Any] = {
        "id": method_id(MERCHANT, provider_id),
        "provider_id": provider_id,
        "kind": MethodKind.CARD,
        "brand": "visa",
        "last4": f"{number:04d}",
        "exp_month": 8,
        "exp_year": 2030,
        "fingerprint": f"print{number}",
        "linked_at": LINKED,
        "setup_id": "set_1",
        "reminded": 30,
    }
    return LinkedMethod(**usual | changes)


PAYPAL = LinkedMethod(
    id=method_id(MERCHANT, "pm_paypal"),
    provider_id="pm_paypal",
    kind=MethodKind.PAYPAL,
    email="owner@shop.example",
    linked_at=LINKED,
    health=Health.DEAD,
    health_reason="agreement_ended",
    in_use=("pay_1", "pay_2"),
)
TWO = MerchantMethods(merchant_id=MERCHANT, methods=(card(1), card(2)))


@pytest.fixture
def table() -> MemoryTable:
    """An empty one."""
    return MemoryTable()


def store(table: MemoryTable, methods: MerchantMethods) -> MerchantMethods:
    """These methods, written over whatever stands."""
    table.update(changed_update(read_methods(table, MERCHANT), methods))
    return read_methods(table, MERCHANT)


def test_a_merchant_that_never_linked_any_has_none(table: MemoryTable) -> None:
    assert read_methods(table, MERCHANT) == MerchantMethods(merchant_id=MERCHANT)


def test_methods_survive_their_item_in_their_order(table: MemoryTable) -> None:
    whole = MerchantMethods(
        merchant_id=MERCHANT,
        customer_id="cus_1",
        customer=NewCustomer(3, "A shop", None),
        methods=(card(2), PAYPAL, card(1)),
        detaching=("pm_old",),
        fresh=(card(1).id,),
        look_at=LINKED,
        tries=2,
    )
    assert store(table, whole) == replace(whole, version=1)
    bare = replace(whole, customer_id=None, customer=None, look_at=None, detaching=(), fresh=(), tries=0)
    assert store(table, bare) == replace(bare, version=2)


def test_what_stands_after_a_change_is_known_without_reading_it(table: MemoryTable) -> None:
    before = store(table, TWO)
    after = before.using(card(1).id, "pay_1")
    table.update(changed_update(before, after))
    assert read_methods(table, MERCHANT) == written(before, after)


def test_only_one_of_two_changes_of_the_same_version_is_made(table: MemoryTable) -> None:
    first, second = (changed_update(MerchantMethods(merchant_id=MERCHANT), TWO) for _ in "ab")
    table.update(first)
    with pytest.raises(ConditionFailed):
        table.update(second)
    seen = read_methods(table, MERCHANT)
    table.update(begin_use(seen, card(1).id, "pay_1"))
    with pytest.raises(ConditionFailed):
        table.update(mark(seen, card(2).id, Health.UNUSABLE, "stolen_card"))


@pytest.mark.parametrize(
    ("health", "usable"),
    [
        (Health.OK, True),
        (Health.EXPIRING, True),
        (Health.EXPIRED, False),
        (Health.DEAD, False),
        (Health.UNUSABLE, False),
    ],
)
def test_what_may_be_charged_says_the_health(health: Health, usable: bool) -> None:
    methods = TWO.marked(card(1).id, health, "why")
    assert methods.find(card(1).id).usable is usable
    assert [method.id for method in methods.usable] == [card(1).id] * usable + [card(2).id]


def test_a_payment_uses_a_method_until_it_is_done(table: MemoryTable) -> None:
    table.update(begin_use(store(table, TWO), card(1).id, "pay_1"))
    table.update(begin_use(read_methods(table, MERCHANT), card(1).id, "pay_2"))
    assert read_methods(table, MERCHANT).find(card(1).id).in_use == ("pay_1", "pay_2")
    table.update(end_use(read_methods(table, MERCHANT), card(1).id, "pay_1"))
    assert read_methods(table, MERCHANT).find(card(1).id).in_use == ("pay_2",)


def test_beginning_and_ending_again_changes_nothing() -> None:
    used = TWO.using(card(1).id, "pay_1")
    assert used.using(card(1).id, "pay_1") == used
    assert used.done_using(card(1).id, "pay_1").done_using(card(1).id, "pay_1") == TWO
    assert TWO.done_using("pm_gone", "pay_1") == TWO


def test_a_method_that_is_not_linked_cannot_be_used() -> None:
    with pytest.raises(NotFound):
        TWO.using("pm_gone", "pay_1")


def test_a_charge_goes_from_one_method_to_the_next_in_one_write(table: MemoryTable) -> None:
    table.update(begin_use(store(table, TWO), card(1).id, "pay_1"))
    table.update(move_use(read_methods(table, MERCHANT), card(1).id, card(2).id, "pay_1"))
    moved = read_methods(table, MERCHANT)
    assert [method.in_use for method in moved.methods] == [(), ("pay_1",)]
    assert moved.find(card(1).id).health is Health.OK
    table.update(move_use(moved, card(2).id, card(1).id, "pay_1", "stolen_card"))
    again = read_methods(table, MERCHANT)
    assert [method.in_use for method in again.methods] == [("pay_1",), ()]
    assert (again.find(card(2).id).health, again.find(card(2).id).health_reason) == (Health.UNUSABLE, "stolen_card")


def test_a_dead_method_stays_dead() -> None:
    methods = MerchantMethods(merchant_id=MERCHANT, methods=(PAYPAL,))
    assert methods.marked(PAYPAL.id, Health.UNUSABLE, "stolen_card") == methods


def test_a_card_is_good_until_the_end_of_the_month_on_it() -> None:
    assert card(1, exp_month=11, exp_year=2026).expires_at == datetime(2026, 12, 1, tzinfo=UTC)
    assert card(1, exp_month=12, exp_year=2026).expires_at == datetime(2027, 1, 1, tzinfo=UTC)
    assert PAYPAL.expires_at is None


@pytest.mark.parametrize(
    ("reminded", "moment"),
    [
        (None, datetime(2030, 8, 2, tzinfo=UTC)),
        (30, datetime(2030, 8, 25, tzinfo=UTC)),
        (7, datetime(2030, 9, 1, tzinfo=UTC)),
    ],
)
def test_there_is_something_to_say_30_and_7_days_before_and_when_it_expires(
    reminded: int | None, moment: datetime
) -> None:
    assert card(1, reminded=reminded).next_moment == moment


@pytest.mark.parametrize("health", [Health.EXPIRED, Health.DEAD, Health.UNUSABLE])
def test_nobody_is_reminded_of_what_cannot_be_charged_anyway(health: Health) -> None:
    assert card(1, health=health).next_moment is None


def test_methods_are_due_when_the_first_of_them_is(table: MemoryTable) -> None:
    sooner = card(1, exp_year=2028, reminded=None)
    methods = store(table, replace(TWO, methods=(card(2), sooner, PAYPAL)))
    assert next_due(methods) == datetime(2028, 8, 2, tzinfo=UTC)
    assert next_due(replace(methods, look_at=LINKED)) == LINKED
    page = table.query(Query(DUE_INDEX, due_partition("method", shard_of(MERCHANT, DUE_SHARDS)), 10))
    assert [(item["pk"], item["due_sk"]) for item in page.items] == [(MERCHANT, f"2028-08-02T00:00:00.000Z#{MERCHANT}")]
    table.update(changed_update(methods, methods.with_methods([PAYPAL])))
    assert "due_pk" not in (table.get(methods_key(MERCHANT)) or {})


def test_what_the_api_shows_has_nothing_of_the_providers() -> None:
    assert card(1, in_use=("pay_1",)).public(2) == {
        "id": card(1).id,
        "kind": "card",
        "brand": "visa",
        "last4": "0001",
        "exp_month": 8,
        "exp_year": 2030,
        "email": None,
        "priority": 2,
        "health": "ok",
        "health_reason": None,
        "linked_at": "2026-11-01T00:00:00.000Z",
    }
