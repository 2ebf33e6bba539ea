"""Stream, queue and wallet: new orders paid from credits, many in one transaction (design, section 4)."""

from collections.abc import Iterator

import pytest

from functions.auto_debit.handler import lambda_handler as auto_debit
from functions.relay_events.handler import lambda_handler as relay_events
from shared.payments.credits.debit_request import DebitRequest
from shared.payments.model import Target
from shared.wallets.model import GENESIS, JournalLine, JournalPage, LineKind
from tests.functional.handlers.books import audit
from tests.functional.handlers.crashes import Interruptions
from tests.functional.handlers.shop import Shop
from tests.support.aws import client
from tests.support.samples import sample
from tests.support.world import Json, World


@pytest.fixture
def funded(world: World, shop: Shop) -> Iterator[Shop]:
    """A shop with consent and 10000 cents, whose books are audited in the end."""
    shop.consent()
    shop.fund(10_000)
    yield shop
    audit(world)


def why(order: Json) -> tuple[str, str | None, int | None]:
    """What an order tells of its payment."""
    return order["payment_status"], order["unpaid_reason"], order["shortfall"]


def test_oldest_first_and_what_does_not_fit_is_skipped_and_says_why(world: World, funded: Shop) -> None:
    orders = [funded.order(amount) for amount in (4_000, 7_000, 6_000, 1)]
    world.settle_down()
    assert [why(funded.read(order)) for order in orders] == [
        ("paid", None, None),
        ("unpaid", "insufficient_credits", 1_000),
        ("paid", None, None),
        ("unpaid", "insufficient_credits", 1),
    ]
    assert funded.wallet()["balance"] == 0


def test_a_fresh_order_has_no_reason_until_it_is_decided(funded: Shop) -> None:
    assert why(funded.read(funded.order())) == ("unpaid", None, None)


def test_without_consent_nothing_is_debited(world: World, shop: Shop) -> None:
    shop.fund(10_000)
    order = shop.order()
    world.settle_down()
    assert why(shop.read(order)) == ("unpaid", "auto_debit_off", None)
    assert shop.wallet()["balance"] == 10_000


def test_consent_that_was_withdrawn_while_the_message_waited_counts(world: World, funded: Shop) -> None:
    order = funded.order()
    world.relay()
    funded.consent(given=False)
    world.debit()
    assert why(funded.read(order)) == ("unpaid", "auto_debit_off", None)


def test_consent_that_is_withdrawn_during_the_debit_counts(
    world: World, funded: Shop, interruptions: Interruptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = funded.order()
    world.relay()
    transact, tried = world.table.transact, []

    def withdrawn_first(writes: object) -> None:
        tried.append(writes)
        if len(tried) == 1:
            funded.consent(given=False)
        transact(writes)  # type: ignore[arg-type]

    monkeypatch.setattr(type(world.table), "transact", lambda _, writes: withdrawn_first(writes))
    world.debit()
    assert why(funded.read(order)) == ("unpaid", "auto_debit_off", None)
    assert len(tried) == 3  # The debit, the withdrawal before it, the debit planned anew.


@pytest.mark.parametrize("collect", ["none", "link"])
def test_only_orders_of_the_automatic_kind_are_debited(world: World, funded: Shop, collect: str) -> None:
    order = funded.order(collect=collect)
    world.settle_down()
    assert funded.read(order)["payment_status"] == "unpaid"


def test_a_message_that_comes_twice_debits_once(world: World, funded: Shop) -> None:
    order = funded.order()
    request = DebitRequest(funded.id, "EUR", (Target(order, 4590, 1),))
    event = sample("auto_debit")
    event["Records"][0]["body"] = request.message().body
    for _ in range(2):
        assert auto_debit(event, None) == {"batchItemFailures": []}
    assert funded.wallet()["balance"] == 10_000 - 4590


def test_an_order_that_changed_its_amount_version_is_left_alone(world: World, funded: Shop) -> None:
    first, second = funded.order(), funded.order()
    request = DebitRequest(funded.id, "EUR", (Target(first, 4590, 2), Target(second, 4590, 1)))
    event = sample("auto_debit")
    event["Records"][0]["body"] = request.message().body
    auto_debit(event, None)
    assert [funded.read(order)["payment_status"] for order in (first, second)] == ["unpaid", "paid"]


def test_ninety_seven_orders_cost_one_read_and_one_transaction(
    world: World, shop: Shop, interruptions: Interruptions
) -> None:
    shop.consent()
    shop.fund(97)
    world.settle_down()
    orders = [shop.order(1) for _ in range(97)]
    world.relay()
    with interruptions.counting() as calls:
        world.debit()
    assert calls == ["GetItem", "TransactWriteItems"]
    assert {shop.read(order)["payment_status"] for order in orders[::16]} == {"paid"}
    assert (shop.wallet()["balance"], len(world.items("page"))) == (0, 2)
    audit(world)


def test_the_journal_over_http_is_numbered_and_chained_and_adds_up(world: World, funded: Shop) -> None:
    for amount in (1_000, 2_000, 3_000):
        funded.order(amount)
        world.settle_down()
    first = funded.journal(limit="3").json
    second = funded.journal(limit="3", cursor=first["next_cursor"]).json
    pages = [*first["data"], *second["data"]]
    assert ([page["number"] for page in pages], second["next_cursor"]) == ([4, 3, 2, 1], None)
    balance, last_hash = 0, GENESIS
    for shown in reversed(pages):
        assert shown["previous_hash"] == last_hash
        balance += sum(line["amount"] for line in shown["lines"])
        assert shown["balance_after"] == balance
        last_hash = shown["hash"]
        assert recomputed(shown) == last_hash
    assert balance == funded.wallet()["balance"] == 4_000


def test_released_orders_are_told_with_the_same_id_when_the_stream_is_told_again(world: World, funded: Shop) -> None:
    order = funded.order()
    world.settle_down()
    world.relay()  # What the order's timeline wrote last.
    position, world.stream_position = world.stream_position, 0
    world.relay()
    world.debit()
    assert world.stream_position == position
    told = world.released()
    assert [event["data"]["order_id"] for event in told] == [order, order]
    assert told[0] == told[1]
    assert funded.wallet()["balance"] == 10_000 - 4590


def test_a_poison_record_goes_whole_to_the_bucket_and_holds_up_nobody(world: World, funded: Shop) -> None:
    order = funded.order()
    poison = sample("relay_events")["Records"][0]
    del poison["dynamodb"]["NewImage"]["amount"]
    relay_events({"Records": [poison, *world.stream_records(), poison]}, None)
    world.debit()
    assert funded.read(order)["payment_status"] == "paid"
    (kept,) = client("s3").list_objects_v2(Bucket="orderpay-test")["Contents"]  # Of no other test.
    assert kept["Key"].startswith("rejected/stream/")
    text = client("s3").get_object(Bucket="orderpay-test", Key=kept["Key"])["Body"].read().decode()
    assert "KeyError" in text
    assert poison["eventID"] in text


def test_a_poison_message_stops_its_own_wallet_only(world: World, funded: Shop) -> None:
    order = funded.order()
    good = DebitRequest(funded.id, "EUR", (Target(order, 4590, 1),)).message()
    records = [
        {"messageId": "1", "body": "{}", "attributes": {"MessageGroupId": "mer_other.EUR"}},
        {"messageId": "2", "body": good.body, "attributes": {"MessageGroupId": "mer_other.EUR"}},
        {"messageId": "3", "body": good.body, "attributes": {"MessageGroupId": good.group}},
    ]
    answer = auto_debit({"Records": records}, None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "1"}, {"itemIdentifier": "2"}]}
    assert funded.read(order)["payment_status"] == "paid"


def recomputed(shown: Json) -> str:
    """The hash of a page as anyone can compute it from what the API shows."""
    lines = tuple(JournalLine(LineKind(line["kind"]), line["reference"], line["amount"]) for line in shown["lines"])
    return JournalPage(**{name: shown[name] for name in JournalPage.__dataclass_fields__} | {"lines": lines}).hash
