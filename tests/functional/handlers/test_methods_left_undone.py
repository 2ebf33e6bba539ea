"""What the provider does not do for us holds up nothing else, and the last method is the last that can be charged."""

import pytest

from tests.functional.handlers.jobs import ONE
from tests.functional.handlers.linking import MASTERCARD, Linking, remind
from tests.functional.handlers.shop import Shop
from tests.support.world import GOOD_CARD, World

THIRD = "4000056655665556"


@pytest.fixture
def two(shop: Shop) -> Linking:
    """Of a merchant with a Visa and, after it, a Mastercard."""
    methods = Linking(shop)
    methods.link(card_number=GOOD_CARD, exp="02/27")
    methods.link(card_number=MASTERCARD, exp="12/40")
    return methods


def keep(world: World, provider_id: str) -> None:
    """The provider does not let go of this method."""
    path = f"/v1/payment_methods/{provider_id}/detach"
    world.faults(calls=[{"kind": "fail", "path": path, "status": 400, "count": 999}])


def test_what_is_not_let_go_keeps_no_new_method_from_those_who_wait(
    world: World, two: Linking, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    where = "shared.payments.linking.looking.newly_linked"
    monkeypatch.setattr(where, lambda _, merchant_id: told.append(merchant_id))
    visa, mastercard = two.ids()
    keep(world, two.provider_id(visa))
    assert two.unlink(visa).status == 204
    new = two.link(card_number=THIRD, exp="12/40")
    assert told == [two.shop.id]
    assert (two.item()["fresh"], two.setups()[-1]["status"]) == ([], "complete")
    assert [method["id"] for method in two.show(refresh="true")["linked"]] == [mastercard, new]
    assert len(two.item()["detaching"]) == 1


def test_what_is_not_let_go_keeps_no_other_from_being_let_go(world: World, two: Linking) -> None:
    two.link(card_number=THIRD, exp="12/40")
    visa, mastercard, _ = two.ids()
    kept, gone = two.provider_id(visa), two.provider_id(mastercard)
    keep(world, kept)
    assert two.unlink(visa).status == two.unlink(mastercard).status == 204
    assert two.item()["detaching"] == [kept]
    assert gone not in two.held()


def test_what_is_not_let_go_keeps_no_reminder_back(world: World, two: Linking) -> None:
    visa, mastercard = two.ids()
    keep(world, two.provider_id(mastercard))
    two.link(card_number=THIRD, exp="12/40")
    assert two.unlink(mastercard).status == 204
    world.pass_time(days=70)
    for _ in range(4):
        assert remind() == (1, {"not_detached": 1})
        world.pass_time(days=1)
    assert ("method_expiring", visa) in two.told()
    world.browser.delete(f"{world.stripe.url}/_sim/faults").raise_for_status()
    assert remind() == ONE


def test_the_last_that_can_be_charged_stays(world: World, two: Linking) -> None:
    visa, mastercard = two.ids()
    two.provider.remove_method(two.provider_id(mastercard))
    world.deliver_webhooks()
    answer = two.unlink(visa)
    assert (answer.status, answer.json["code"]) == (409, "last_method")
    assert two.health() == [("ok", None), ("dead", "detached")]
    assert two.unlink(mastercard).status == 204
    assert two.unlink(visa).json["code"] == "last_method"


def test_of_those_that_cannot_be_charged_all_but_one_may_go(world: World, two: Linking) -> None:
    two.delete_customer()
    world.deliver_webhooks()
    visa, mastercard = two.ids()
    assert two.unlink(mastercard).status == 204
    assert two.unlink(visa).json["code"] == "last_method"
