"""Things survive their table items, and lie where lists and schedules look for them."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shared.links import store as link_store
from shared.links.model import LinkStatus, PaymentLink
from shared.merchants import store as merchant_store
from shared.merchants.model import ApiKey, Merchant
from shared.orders import store as order_store
from shared.orders.model import OPEN, Order, OrderStatus
from shared.orders.places import waits
from shared.payments import store as payment_store
from shared.payments.model import IN_FLIGHT, Payment
from shared.table.keys import DUE_SHARDS, ORDER_SHARDS, WAITING_SHARDS, list_sort, shard_of
from shared.table.marshal import from_wire, to_wire
from shared.table.port import ABSENT, Condition
from shared.wallets.consents import consent_writes, entry_from_item, entry_of
from shared.wallets.model import Consent, Wallet
from shared.wallets.store import consent_record, settings_update
from shared.wallets.store import from_item as wallet_from_item
from tests.unit.strategies import ids, links, maybe, moments, orders, payments, texts


def over_the_wire(item: dict[str, Any]) -> dict[str, Any]:
    """An item as it is after DynamoDB had it."""
    return from_wire(to_wire(item))


@given(orders)
def test_an_order_survives_its_item(order: Order) -> None:
    assert order_store.from_item(over_the_wire(order_store.to_item(order))) == order


@given(orders)
def test_an_order_has_one_place_in_its_merchants_list_whatever_becomes_of_it(order: Order) -> None:
    item = order_store.to_item(order)
    owner, kind, shard = item["list_pk"].split("#")
    assert (owner, kind) == (order.merchant_id, "order")
    assert 0 <= int(shard) < ORDER_SHARDS
    assert item["list_sk"] == list_sort(order.created_at, order.id)
    later = order_store.to_item(replace(order, status=OrderStatus.CANCELLED, unpaid_reason=None, claim=None))
    assert (later["list_pk"], later["list_sk"]) == (item["list_pk"], item["list_sk"])


@given(orders)
def test_an_order_waits_in_the_queue_under_the_same_sort_key(order: Order) -> None:
    item = order_store.to_item(order)
    is_open = order.status is OrderStatus.IN_PROGRESS and order.payment_status in OPEN
    seen = order.unpaid_reason is not None or order.claim is not None or order.amount_version > 1
    assert ("due_pk" in item) == waits(item) == (is_open and seen)
    assert item.get("due_sk") == (item["list_sk"] if is_open else None)
    if "due_pk" in item:
        owner, kind, shard = item["due_pk"].split("#")
        assert (owner, kind) == (order.merchant_id, "waiting")
        assert 0 <= int(shard) < WAITING_SHARDS


@given(payments)
def test_a_payment_survives_its_item(payment: Payment) -> None:
    assert payment_store.from_item(over_the_wire(payment_store.to_item(payment))) == payment


@given(payments)
def test_a_payment_is_due_for_a_look_exactly_while_it_is_in_flight(payment: Payment) -> None:
    item = payment_store.to_item(payment)
    assert ("due_pk" in item) == ("due_sk" in item) == (payment.state in IN_FLIGHT) == payment.in_flight
    if payment.in_flight:
        assert item["due_sk"] == list_sort(payment.created_at + timedelta(minutes=5), payment.id)
        assert item["due_pk"] in {f"due#payment#{shard}" for shard in range(DUE_SHARDS)}


@given(links)
def test_a_link_survives_its_item_and_is_due_at_its_expiry(link: PaymentLink) -> None:
    item = link_store.to_item(link, "digest")
    assert link_store.from_item(over_the_wire(item)) == link
    assert item["due_sk"] == list_sort(link.expires_at, link.id)


@given(
    st.builds(
        Merchant,
        id=ids("mer"),
        name=texts,
        currency=texts,
        created_at=moments,
        email=maybe(texts),
        phone=maybe(texts),
        locale=maybe(texts),
    )
)
def test_a_merchant_survives_its_item(merchant: Merchant) -> None:
    item = merchant_store.merchant_to_item(merchant, "digest")
    assert merchant_store.merchant_from_item(over_the_wire(item)) == merchant


@given(st.builds(ApiKey, id=ids("key"), merchant_id=ids("mer"), secret_hash=texts, created_at=moments, label=texts))
def test_an_api_key_survives_its_item(key: ApiKey) -> None:
    assert merchant_store.api_key_from_item(over_the_wire(merchant_store.api_key_to_item(key, "digest"))) == key


@given(st.builds(Consent, texts, texts, moments))
def test_a_consent_survives_its_item_in_an_empty_wallet(consent: Consent) -> None:
    item = over_the_wire(dict(settings_update("mer_1", "EUR", {"consent": consent_record(consent)}).set))
    assert wallet_from_item(item) == Wallet(merchant_id="mer_1", currency="EUR", consent=consent)


@given(links, moments)
def test_an_open_link_is_told_as_expired_from_its_expiry_on(link: PaymentLink, now: datetime) -> None:
    told = link.status_at(now)
    if link.status is LinkStatus.OPEN:
        assert told is (LinkStatus.EXPIRED if now >= link.expires_at else LinkStatus.OPEN)
    else:
        assert told is link.status


def test_shards_stay_the_same_for_an_id_and_all_are_used() -> None:
    shards = [shard_of(f"ord_{number}", 4) for number in range(200)]
    assert shards == [shard_of(f"ord_{number}", 4) for number in range(200)]
    assert set(shards) == {0, 1, 2, 3}


@given(st.builds(Consent, texts, texts, moments), st.integers(0, 3), moments)
def test_a_change_of_consent_holds_only_where_no_other_came_between_and_its_entry_survives(
    consent: Consent, changes: int, now: datetime
) -> None:
    wallet = Wallet(merchant_id="mer_1", currency="EUR", consents=changes)
    update, put = consent_writes(wallet, consent, {"paused": None}, now)
    expected = Condition("#consents = :consents", {"consents": changes})
    assert update.condition == (expected if changes else Condition("attribute_not_exists(#consents)"))
    assert (put.condition, update.set["consents"], list(update.remove)) == (ABSENT, changes + 1, ["paused"])
    assert entry_from_item(over_the_wire(put.item)) == entry_of(wallet, consent, now)
