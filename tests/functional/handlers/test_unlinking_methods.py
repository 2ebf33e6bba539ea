"""The order of methods, and letting them go: never the last one, never one that is being charged, and for good."""

from collections.abc import Callable

import pytest

from shared.payment_methods.store import begin_use, read_methods
from shared.payments.model import Means, Payment, PaymentState
from shared.payments.store import to_item
from shared.table.port import Put
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.jobs import NOTHING, ONE
from tests.functional.handlers.linking import MASTERCARD, Linking, remind
from tests.functional.handlers.shop import Shop
from tests.support.world import GOOD_CARD, Json, World, as_merchant


@pytest.fixture
def two(shop: Shop) -> Linking:
    """Of a merchant with a Visa and, after it, a Mastercard."""
    methods = Linking(shop)
    methods.link()
    methods.link(card_number=MASTERCARD, exp="12/40")
    return methods


def used(methods: Linking, method_id: str, state: PaymentState, name: str = "pay_00000000000000000000000001") -> str:
    """A payment in this state charges the method, or has done so."""
    world = methods.shop.world
    payment = Payment(
        id=name,
        merchant_id=methods.shop.id,
        means=Means.SAVED_METHOD,
        amount=500,
        currency="EUR",
        created_at=world.clock.now(),
        state=state,
    )
    world.table.put(Put(to_item(payment, "digest")))
    world.table.update(begin_use(read_methods(world.table, methods.shop.id), method_id, name))
    return name


def code(answer: Json) -> str:
    return str(answer["code"])


def test_the_order_is_as_the_merchant_wants_it(two: Linking) -> None:
    visa, mastercard = two.ids()
    answer = two.reorder(mastercard, visa)
    assert (answer.status, [each["id"] for each in answer.json["linked"]]) == (200, [mastercard, visa])
    assert [each["priority"] for each in answer.json["linked"]] == [1, 2]
    version = two.item()["version"]
    assert two.reorder(mastercard, visa).status == 200
    assert two.ids() == [mastercard, visa]
    assert two.item()["version"] == version


def test_an_order_names_exactly_what_is_linked(two: Linking) -> None:
    visa, mastercard = two.ids()
    for wrong in ([visa], [visa, mastercard, "pm_other"], [visa, "pm_other"], []):
        answer = two.reorder(*wrong)
        assert (answer.status, answer.json["code"]) == (422, "priority_mismatch"), wrong
    twice = two.reorder(visa, mastercard, visa)
    assert (twice.status, twice.json["errors"][0]["code"]) == (422, "priority_repeats")
    assert two.ids() == [visa, mastercard]


def test_a_method_is_let_go_here_and_at_the_provider(world: World, two: Linking) -> None:
    visa, mastercard = two.ids()
    at_provider = two.provider_id(visa)
    assert two.unlink(visa).status == 204
    assert two.ids() == [mastercard]
    assert at_provider not in two.held()
    world.deliver_webhooks()
    assert two.ids() == [mastercard]
    assert two.told() == []
    assert two.unlink(visa).status == 404


def test_the_last_one_stays(two: Linking) -> None:
    visa, mastercard = two.ids()
    assert two.unlink(visa).status == 204
    answer = two.unlink(mastercard)
    assert (answer.status, answer.json["code"]) == (409, "last_method")
    assert two.ids() == [mastercard]
    assert len(two.held()) == 1


@pytest.mark.parametrize("call", ["GetItem", "UpdateItem"])
def test_of_two_unlinks_at_the_same_instant_one_stays(two: Linking, interruptions: Interruptions, call: str) -> None:
    visa, mastercard = two.ids()
    answers = []
    interruptions.before(call, lambda: answers.append(two.unlink(mastercard)))
    answers.append(two.unlink(visa))
    assert sorted(answer.status for answer in answers) == [204, 409]
    assert len(two.ids()) == len(two.held()) == 1


@pytest.mark.parametrize("state", [PaymentState.PENDING, PaymentState.UNKNOWN, PaymentState.PROCESSING])
def test_one_that_is_being_charged_stays(two: Linking, state: PaymentState) -> None:
    visa, mastercard = two.ids()
    used(two, visa, state)
    answer = two.unlink(visa)
    assert (answer.status, answer.json["code"]) == (409, "method_in_use")
    assert two.ids() == [visa, mastercard]
    assert len(two.held()) == 2
    assert two.unlink(mastercard).status == 204


def test_one_that_a_charge_takes_at_that_instant_stays(two: Linking, interruptions: Interruptions) -> None:
    visa, mastercard = two.ids()
    interruptions.before("UpdateItem", lambda: used(two, visa, PaymentState.PENDING))
    answer = two.unlink(visa)
    assert (answer.status, answer.json["code"]) == (409, "method_in_use")
    assert two.ids() == [visa, mastercard]


@pytest.mark.parametrize(
    "state", [PaymentState.SUCCEEDED, PaymentState.FAILED, PaymentState.CANCELLED, PaymentState.REQUIRES_ACTION]
)
def test_a_payment_that_is_over_holds_none_back(two: Linking, state: PaymentState) -> None:
    visa, _ = two.ids()
    used(two, visa, state)
    assert two.unlink(visa).status == 204


def test_payments_that_are_over_are_forgotten_at_the_next_look(two: Linking) -> None:
    visa, _ = two.ids()
    used(two, visa, PaymentState.SUCCEEDED)
    going_on = used(two, visa, PaymentState.PENDING, "pay_00000000000000000000000002")
    two.show(refresh="true")
    assert two.item()["methods"][0]["in_use"] == [going_on]


def test_another_merchants_method_is_not_there(world: World, two: Linking) -> None:
    other = Linking(Shop(world, world.merchant()))
    other.link()
    other.link(card_number=MASTERCARD)
    assert other.unlink(two.ids()[0]).status == 404
    assert other.reorder(*two.ids()).status == 422
    assert len(two.ids()) == 2


@pytest.mark.parametrize("trouble", [{"kind": "fail", "status": 500}, {"kind": "timeout", "effect": False}])
def test_what_the_provider_does_not_let_go_is_asked_for_again(world: World, two: Linking, trouble: Json) -> None:
    visa, mastercard = two.ids()
    world.faults(calls=[trouble | {"path": "/v1/payment_methods/*/detach", "count": 2}])
    assert two.unlink(visa).status == 204
    assert (two.ids(), len(two.held())) == ([mastercard], 2)
    world.deliver_webhooks()
    two.show(refresh="true")
    assert two.ids() == [mastercard]
    world.pass_time(minutes=6)
    remind()
    assert len(two.held()) == 1
    assert two.item()["detaching"] == []
    assert remind() == NOTHING


def test_what_never_is_let_go_is_asked_for_ever_less_often(world: World, two: Linking) -> None:
    visa, _ = two.ids()
    world.faults(calls=[{"kind": "fail", "path": "/v1/payment_methods/*/detach", "status": 400, "count": 99}])
    assert two.unlink(visa).status == 204
    for waited in ({"minutes": 6}, {"minutes": 6}, {"minutes": 61}, {"days": 1}):
        world.pass_time(**waited)
        assert remind() == (1, {"not_detached": 1}), waited
        assert remind() == NOTHING
    world.browser.delete(f"{world.stripe.url}/_sim/faults").raise_for_status()
    world.pass_time(days=1)
    assert remind() == ONE
    assert len(two.held()) == 1


def test_the_same_card_waits_for_its_place_while_a_charge_uses_it(world: World, two: Linking) -> None:
    visa, mastercard = two.ids()
    payment = used(two, visa, PaymentState.PENDING)
    two.begin(card_number=GOOD_CARD, exp="11/41")
    world.deliver_webhooks()
    assert two.ids()[:2] == [visa, mastercard]
    assert len(two.ids()) == len(two.held()) == 3
    item = next(each for each in world.items("payment") if each["id"] == payment)
    world.table.put(Put(item | {"state": "succeeded"}))
    world.pass_time(minutes=6)
    remind()
    new, other = two.show()["linked"]
    assert (new["exp_year"], other["id"]) == (2041, mastercard)
    assert len(two.held()) == 2


def test_the_portal_shows_the_methods_and_leads_back(world: World, two: Linking) -> None:
    answer = two.portal()
    assert answer.status == 201
    assert "https://shop.example/account" in world.browser.get(answer.json["url"]).text
    bad = two.portal(return_url="http://shop.example")
    assert (bad.status, bad.json["errors"][0]["field"]) == (422, "return_url")


def test_there_is_no_portal_for_who_never_agreed_to_anything(shop: Shop) -> None:
    answer = Linking(shop).portal()
    assert (answer.status, answer.json["code"]) == (409, "nothing_linked")


def test_there_is_no_portal_of_an_owner_that_was_deleted(two: Linking) -> None:
    two.delete_customer()
    answer = two.portal()
    assert (answer.status, answer.json["code"]) == (409, "nothing_linked")
    assert two.health() == [("dead", "customer_deleted")] * 2


def test_what_is_done_in_the_portal_is_done_here(world: World, two: Linking) -> None:
    visa, mastercard = two.ids()
    url = two.portal().json["url"]
    two.fill(url, remove=two.provider_id(visa))
    two.fill(url, card_number="4000056655665556", exp="10/39")
    world.deliver_webhooks()
    assert two.ids()[:2] == [visa, mastercard]
    assert two.health() == [("dead", "detached"), ("ok", None), ("ok", None)]
    assert two.told() == [("method_dead", visa)]


@pytest.mark.parametrize(
    "ask",
    [
        lambda methods: methods.ask(),
        lambda methods: methods.reorder("pm_1"),
        lambda methods: methods.unlink("pm_1"),
        lambda methods: methods.portal(),
    ],
)
def test_methods_are_a_merchants_own_matter(shop: Shop, ask: Callable[[Linking], object]) -> None:
    operator = Shop(shop.world, shop.id)
    operator.__class__ = type("Operator", (Shop,), {"me": {"role": "operator"}})
    answer = ask(Linking(operator))
    assert getattr(answer, "status", None) == 403
    assert as_merchant(shop.id)["role"] == "merchant"
