"""What the provider has, taken over: whatever it says, and in whatever state ours are."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.notifications.model import NoticeKind
from shared.payment_methods.model import Health, MerchantMethods, NewCustomer
from shared.payment_methods.notices import notices
from shared.payment_methods.reconciling import MOST_HELD, Seen, finished, reconciled, unfinished, unlinked
from shared.stripe_gateway.methods import MethodFacts, MethodKind
from tests.unit.test_payment_methods import MERCHANT

NOW = datetime(2026, 11, 22, tzinfo=UTC)
EMPTY = MerchantMethods(merchant_id=MERCHANT, version=4, customer_id="cus_1", customer=NewCustomer(1, "Shop", None))


def facts(number: int, printed: int | None = None, year: int = 2030, month: int = 8) -> MethodFacts:
    """A card at the provider."""
    return MethodFacts(
        id=f"pm_{number}",
        kind=MethodKind.CARD,
        customer_id="cus_1",
        brand="visa",
        last4=f"{number:04d}",
        exp_month=month,
        exp_year=year,
        fingerprint=f"print{number if printed is None else printed}",
    )


PAYPAL = MethodFacts(id="pm_paypal", kind=MethodKind.PAYPAL, customer_id="cus_1", email="owner@shop.example")


def linked(*found: MethodFacts, at: datetime = NOW) -> MerchantMethods:
    """These, linked one after the other, and all that is left done."""
    methods = EMPTY
    for place in range(1, len(found) + 1):
        methods = reconciled(methods, Seen(found[:place][::-1]), at + timedelta(minutes=place))
        methods = finished(methods, methods.detaching, methods.fresh, at)
    return methods


cards = st.builds(facts, st.integers(0, 9), st.none() | st.integers(0, 4), st.integers(2025, 2027), st.integers(1, 12))
sights = st.lists(cards, max_size=6, unique_by=lambda each: each.id)


@given(st.lists(st.none() | sights, min_size=1, max_size=4), st.data())
def test_what_stands_is_what_was_seen_last(seen: list[list[MethodFacts] | None], data: st.DataObject) -> None:
    methods, now = EMPTY, NOW
    for found in seen:
        now += timedelta(days=20)
        dead = {method.id for method in methods.methods if method.health is Health.DEAD}
        before = methods
        methods = reconciled(methods, Seen(found), now)
        assert reconciled(methods, Seen(found), now) == methods
        notices(before, methods, now)
        held = {each.id for each in found or ()}
        alive = {method.provider_id for method in methods.methods if method.health is not Health.DEAD}
        assert alive <= held <= alive | set(methods.detaching) | {m.provider_id for m in methods.methods}
        assert dead.isdisjoint(method.id for method in methods.methods if method.usable)
        assert {method.id for method in methods.methods} >= set(methods.fresh)
        assert all(method.usable for method in methods.methods if method.id in methods.fresh)
        assert (methods.look_at is not None) == unfinished(methods)
        if data.draw(st.booleans()):
            methods = finished(methods, methods.detaching, methods.fresh, now)


def test_a_new_one_goes_last_and_is_news() -> None:
    before = linked(facts(1), facts(2))
    after = reconciled(before, Seen([facts(3), facts(2), facts(1)], setups={"pm_3": "set_3"}), NOW)
    assert [method.provider_id for method in after.methods] == ["pm_1", "pm_2", "pm_3"]
    assert after.methods[2].setup_id == "set_3"
    assert after.fresh == (after.methods[2].id,)
    assert after.look_at == NOW + timedelta(minutes=5)
    assert notices(before, after, NOW) == []


def test_a_set_up_that_is_told_later_is_noted() -> None:
    before = linked(facts(1))
    after = reconciled(before, Seen([facts(1)], setups={"pm_1": "set_1"}), NOW)
    assert after.methods[0].setup_id == "set_1"
    assert reconciled(after, Seen([facts(1)], setups={"pm_1": "set_2"}), NOW) == after


def test_the_same_card_takes_its_own_place_and_the_old_one_is_let_go() -> None:
    before = linked(facts(1), facts(2))
    after = reconciled(before, Seen([facts(3, printed=1), facts(2), facts(1)]), NOW + timedelta(hours=1))
    assert [method.provider_id for method in after.methods] == ["pm_3", "pm_2"]
    assert after.detaching == ("pm_1",)
    assert notices(before, after, NOW) == []


def test_the_same_paypal_account_takes_its_own_place() -> None:
    before = linked(PAYPAL, facts(2))
    after = reconciled(before, Seen([replace(PAYPAL, id="pm_3"), facts(2), PAYPAL]), NOW + timedelta(hours=1))
    assert [method.provider_id for method in after.methods] == ["pm_3", "pm_2"]


def test_a_dead_one_is_replaced_by_the_same_card() -> None:
    before = reconciled(linked(facts(1), facts(2)), Seen([facts(2)]), NOW)
    after = reconciled(before, Seen([facts(3, printed=1), facts(2)]), NOW + timedelta(hours=1))
    assert [(method.provider_id, method.usable) for method in after.methods] == [("pm_3", True), ("pm_2", True)]


def test_a_good_one_is_not_replaced_by_a_newer_one_that_is_dead() -> None:
    before = linked(facts(1), facts(2))
    used = before.using(before.methods[0].id, "pay_1")
    both = reconciled(used, Seen([facts(3, printed=1), facts(2), facts(1)]), NOW + timedelta(hours=1))
    lost = reconciled(both.done_using(both.methods[0].id, "pay_1"), Seen([facts(2), facts(1)]), NOW)
    assert [(method.provider_id, method.usable) for method in lost.methods] == [("pm_1", True), ("pm_2", True)]
    assert "pm_1" not in lost.detaching


def test_an_account_saved_again_whose_new_agreement_has_ended_leaves_the_old_one() -> None:
    before = linked(PAYPAL, facts(2))
    again = Seen([replace(PAYPAL, id="pm_3"), facts(2), PAYPAL], lapsed=["pm_3"])
    after = reconciled(before, again, NOW + timedelta(hours=1))
    assert [(method.provider_id, method.usable) for method in after.methods] == [("pm_paypal", True), ("pm_2", True)]
    assert (after.detaching, notices(before, after, NOW)) == (("pm_3",), [])


def test_one_that_is_charged_stays_beside_its_double() -> None:
    before = linked(facts(1), facts(2))
    used = before.using(before.methods[0].id, "pay_1")
    found = [facts(3, printed=1), facts(2), facts(1)]
    both = reconciled(used, Seen(found), NOW + timedelta(hours=1))
    assert [method.provider_id for method in both.methods] == ["pm_1", "pm_2", "pm_3"]
    assert unfinished(finished(both, both.detaching, both.fresh, NOW))
    after = reconciled(both.done_using(both.methods[0].id, "pay_1"), Seen(found), NOW + timedelta(hours=1))
    assert [method.provider_id for method in after.methods] == ["pm_3", "pm_2"]


def test_what_we_are_detaching_is_not_linked_again() -> None:
    before = linked(facts(1), facts(2))
    gone = unlinked(before, before.methods[0], NOW)
    assert reconciled(gone, Seen([facts(2), facts(1)]), NOW) == gone
    assert gone.detaching == ("pm_1",)


def test_a_renewed_card_is_as_good_as_new_and_news_if_it_was_not() -> None:
    before = linked(facts(1))
    unusable = before.marked(before.methods[0].id, Health.UNUSABLE, "declined")
    after = reconciled(unusable, Seen([facts(1, year=2034)]), NOW)
    assert (after.methods[0].health, after.methods[0].health_reason) == (Health.OK, None)
    assert after.fresh == (after.methods[0].id,)
    assert reconciled(unusable, Seen([facts(1)]), NOW) == unusable
    assert reconciled(before, Seen([facts(1, year=2034)]), NOW).fresh == ()


def test_the_dead_stay_dead_whatever_is_there() -> None:
    before = reconciled(linked(facts(1)), Seen([]), NOW)
    after = reconciled(before, Seen([facts(1, year=2034)]), NOW)
    assert [(method.health, method.health_reason) for method in after.methods] == [(Health.DEAD, "detached")]


def test_nobody_is_reminded_of_a_date_that_he_has_only_just_changed() -> None:
    before = linked(facts(1))
    after = reconciled(before, Seen([facts(1, year=2026, month=11)]), NOW)
    assert (after.methods[0].health, after.methods[0].reminded) == (Health.EXPIRING, 30)
    assert notices(before, after, NOW) == []


def test_a_deleted_owner_is_forgotten_with_what_it_was_made_of() -> None:
    before = linked(facts(1))
    after = reconciled(before, Seen(None), NOW)
    assert (after.customer_id, after.customer) == (None, None)
    assert [(method.health, method.health_reason) for method in after.methods] == [(Health.DEAD, "customer_deleted")]
    (told,) = notices(before, after, NOW)
    assert told.item["notice_kind"] == NoticeKind.METHOD_DEAD


def test_a_day_before_its_last_a_card_is_good_and_after_it_is_not() -> None:
    before = linked(facts(1, year=2027, month=2))
    last = datetime(2027, 3, 1, tzinfo=UTC)
    on_time = reconciled(before, Seen([facts(1, year=2027, month=2)]), last - timedelta(seconds=1))
    assert (on_time.methods[0].health, on_time.methods[0].reminded) == (Health.EXPIRING, 7)
    late = reconciled(on_time, Seen([facts(1, year=2027, month=2)]), last)
    assert late.methods[0].health is Health.EXPIRED
    (told,) = notices(on_time, late, last)
    assert told.item["notice_kind"] == NoticeKind.METHOD_EXPIRED


def test_more_than_can_be_kept_are_left_out() -> None:
    after = reconciled(EMPTY, Seen([facts(number) for number in range(60)]), NOW)
    assert len(after.methods) == MOST_HELD
