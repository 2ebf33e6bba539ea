"""WooCommerce's orders, whole as the shop sends them: what each is to us."""

from datetime import UTC, datetime
from typing import Any

import pytest

from shared.orders.request import OrderRequest
from shared.shops.mapping.orders import order_body
from shared.shops.mapping.port import Nothing, Rules, ShopOrder, ShopState, Terms, Unmappable
from shared.shops.mapping.woocommerce import read_order
from tests.support.shop_payloads import payload_names, shop_payload

UNPAID, PAID, RESERVED, CANCELLED = ShopState.UNPAID, ShopState.PAID, ShopState.RESERVED, ShopState.CANCELLED
MUG = "Stoneware mug \N{EN DASH} Colour: Ash, Size: 300 ml"
TIMES = "\N{MULTIPLICATION SIGN}"
TWO_MUGS = {"description": f"2 {TIMES} {MUG}", "quantity": 1, "unit_amount": 10067}
DANA = {"name": "Dana Whitfield", "email": "dana@buyer.example", "phone": "+15035550142"}
US_ITEMS = [
    {"description": MUG, "quantity": 2, "unit_amount": 1800},
    {"description": "Ramen bowl", "quantity": 1, "unit_amount": 2450},
]


def item(description: str, quantity: int, unit_amount: int) -> dict[str, Any]:
    return {"description": description, "quantity": quantity, "unit_amount": unit_amount}


def read(name: str, topic: str = "order.updated", **changes: Any) -> ShopOrder:
    found = read_order(topic, shop_payload("woocommerce", name) | changes, Rules())
    assert isinstance(found, ShopOrder)
    return found


def terms(name: str, **changes: Any) -> Terms:
    found = read(name, **changes).terms
    assert found is not None
    return found


def test_a_whole_order_is_read() -> None:
    assert read("usd_tax_excluded_pending", "order.created") == ShopOrder(
        external_id="727",
        state=UNPAID,
        said_at=datetime(2026, 11, 20, 9, 14, 2, tzinfo=UTC),
        number="727",
        terms=Terms(7534, "USD", parts={"items": US_ITEMS, "shipping": 1000, "tax": 484}, customer=DANA, metadata={}),
    )


WHOLE: dict[str, tuple[ShopState, int, str, dict[str, Any]]] = {
    "eur_tax_included_paid": (PAID, 12470, "EUR", {"items": [TWO_MUGS], "shipping": 412, "tax": 1991}),
    "eur_cash_on_delivery": (UNPAID, 12470, "EUR", {"items": [TWO_MUGS], "shipping": 412, "tax": 1991}),
    "eur_shipped_by_a_plugins_status": (PAID, 12470, "EUR", {"items": [TWO_MUGS], "shipping": 412, "tax": 1991}),
    "eur_coupon": (UNPAID, 11272, "EUR", {"items": [TWO_MUGS], "shipping": 412, "tax": 1800, "discount": 1007}),
    "eur_store_credit": (
        UNPAID,
        10820,
        "EUR",
        {"items": [TWO_MUGS, item("Gift wrapping", 1, 350)], "shipping": 412, "tax": 1991, "discount": 2000},
    ),
    "eur_free_by_coupon": (PAID, 0, "EUR", {"items": [TWO_MUGS], "discount": 10067}),
    "eur_two_and_a_half_metres": (
        UNPAID,
        4953,
        "EUR",
        {"items": [item(f"2.5 {TIMES} Linen by the metre", 1, 3750)], "shipping": 412, "tax": 791},
    ),
    "usd_tip": (
        UNPAID,
        8059,
        "USD",
        {"items": [*US_ITEMS, item("Tip for the potters", 1, 525)], "shipping": 1000, "tax": 484},
    ),
    "usd_zero_price_line": (
        UNPAID,
        7534,
        "USD",
        {"items": [*US_ITEMS, item("Gift: tasting spoon", 1, 0)], "shipping": 1000, "tax": 484},
    ),
    "usd_restored": (UNPAID, 7534, "USD", {"items": US_ITEMS, "shipping": 1000, "tax": 484}),
    "jpy_on_hold_bank_transfer": (
        UNPAID,
        7260,
        "JPY",
        {"items": [item(MUG, 2, 1800), item("Ramen bowl", 1, 2400)], "shipping": 600, "tax": 660},
    ),
    "kwd_coupon_pending": (
        UNPAID,
        18605,
        "KWD",
        {"items": [item(MUG, 3, 3750), item("Ramen bowl", 1, 7755)], "shipping": 1500, "discount": 1900},
    ),
}


@pytest.mark.parametrize("name", WHOLE)
def test_amount_and_parts_are_those_of_the_shop(name: str) -> None:
    found, (state, amount, currency, parts) = read(name), WHOLE[name]
    assert found.terms is not None
    assert (found.state, found.terms.amount, found.terms.currency) == (state, amount, currency)
    assert (found.terms.parts, found.terms.metadata) == (parts, {})


def test_of_a_partly_refunded_order_the_rest_counts_and_its_parts_are_left_out() -> None:
    found = read("usd_partly_refunded")
    assert found.state is PAID
    assert found.terms == Terms(4388, "USD", customer=DANA, metadata={"items": "left_out"})


NO_TERMS = {"usd_cancelled": CANCELLED, "gbp_refunded": CANCELLED, "usd_on_hold_authorized": RESERVED}


@pytest.mark.parametrize("name", NO_TERMS)
def test_what_nobody_is_to_collect_has_no_terms(name: str) -> None:
    found = read(name)
    assert (found.state, found.terms) == (NO_TERMS[name], None)


def test_every_payload_is_looked_at() -> None:
    others = {
        "usd_tax_excluded_pending",
        "usd_partly_refunded",
        "order_deleted",
        "eur_four_decimals",
        "error_in_place_of_an_order",
    }
    assert set(payload_names("woocommerce")) == WHOLE.keys() | NO_TERMS.keys() | others


def test_a_deleted_order_is_cancelled_and_nobody_says_when() -> None:
    found = read_order("order.deleted", shop_payload("woocommerce", "order_deleted"), Rules())
    assert found == ShopOrder("727", CANCELLED, None)
    assert read_order("order.deleted", {"id": "727"}, Rules()) == found


def test_a_topic_alone_which_nobody_signs_cancels_nothing() -> None:
    with pytest.raises(Unmappable) as refused:
        read("usd_restored", "order.deleted")
    assert refused.value.code == "topic_mismatch"


@pytest.mark.parametrize("topic", ["order.created", "order.updated", "order.restored"])
def test_topics_with_an_order_are_read_alike(topic: str) -> None:
    assert read("usd_restored", topic) == read("usd_restored")


@pytest.mark.parametrize("topic", ["", "product.updated", "customer.created", "action.woocommerce_add_to_cart"])
def test_other_topics_ask_for_nothing(topic: str) -> None:
    assert read_order(topic, shop_payload("woocommerce", "usd_tip"), Rules()) == Nothing("other_topic")


@pytest.mark.parametrize("status", ["auto-draft", "checkout-draft", "draft", "wc-checkout-draft"])
def test_a_draft_asks_for_nothing(status: str) -> None:
    draft = shop_payload("woocommerce", "usd_tip") | {"status": status}
    assert read_order("order.created", draft, Rules()) == Nothing("draft")


DATE, TXN = "2026-11-20T09:14:41", "ch_3SVexample0001"


@pytest.mark.parametrize(
    ("status", "date_paid", "method", "transaction_id", "state"),
    [
        ("pending", None, "", "", UNPAID),
        ("pending", None, "orderpay", "", UNPAID),
        ("pending", None, "stripe", "", RESERVED),
        ("pending", None, "bacs", TXN, RESERVED),
        ("pending", DATE, "stripe", TXN, PAID),
        ("failed", None, "cheque", "", UNPAID),
        ("failed", None, "bacs", TXN, UNPAID),
        ("failed", None, "stripe", TXN, RESERVED),
        ("failed", DATE, "stripe", TXN, RESERVED),
        ("on-hold", None, "bacs", "", UNPAID),
        ("on-hold", None, "an-invoice", "", UNPAID),
        ("on-hold", None, "stripe", TXN, RESERVED),
        ("on-hold", DATE, "stripe", TXN, PAID),
        ("processing", None, "cod", "", UNPAID),
        ("processing", None, "stripe", TXN, RESERVED),
        ("processing", DATE, "stripe", TXN, PAID),
        ("completed", None, "cod", "", UNPAID),
        ("completed", None, "stripe", TXN, RESERVED),
        ("wc-completed", DATE, "cod", "", PAID),
        ("in-the-kiln", None, "", "", RESERVED),
        ("in-the-kiln", DATE, "", "", PAID),
        ("cancelled", DATE, "stripe", TXN, CANCELLED),
        ("refunded", DATE, "stripe", TXN, CANCELLED),
        ("trash", None, "", "", CANCELLED),
    ],
)
def test_state_by_status_paid_date_method_and_transaction(
    status: str, date_paid: str | None, method: str, transaction_id: str, state: ShopState
) -> None:
    changes = {"status": status, "payment_method": method, "transaction_id": transaction_id}
    assert read("usd_tip", **changes, date_paid_gmt=date_paid, date_paid=None).state is state
    assert read("usd_tip", **changes, date_paid=date_paid, date_paid_gmt=None).state is state


def test_an_unpaid_order_of_which_nothing_is_due_is_paid() -> None:
    found = read("eur_free_by_coupon", status="pending", date_paid=None, date_paid_gmt=None)
    assert (found.state, found.terms and found.terms.amount) == (PAID, 0)


@pytest.mark.parametrize(
    ("changes", "said_at"),
    [
        ({"date_modified_gmt": "2026-03-29T01:30:00"}, datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ({"date_modified_gmt": "2026-03-29T01:30:00Z"}, datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ({"date_modified_gmt": "2026-03-29T01:30:00+02:00"}, datetime(2026, 3, 28, 23, 30, tzinfo=UTC)),
        ({"date_modified_gmt": None}, None),
        ({"date_modified_gmt": "0000-00-00T00:00:00"}, None),
        ({"date_modified_gmt": 1763630042}, None),
    ],
)
def test_when_it_was_said_is_in_utc_or_not_known(changes: dict[str, Any], said_at: datetime | None) -> None:
    assert read("usd_tip", **changes).said_at == said_at


def test_the_shops_own_number_is_kept_beside_its_id() -> None:
    found = read("jpy_on_hold_bank_transfer")
    assert (found.external_id, found.number) == ("901", "KC-2026-0901")
    assert read("usd_tip", number=17).number == "17"
    assert read("usd_tip", number=None).number is None


def test_a_buyer_is_told_as_far_as_it_is_valid() -> None:
    assert terms("jpy_on_hold_bank_transfer").customer == {"name": "花子 山田", "email": "hanako@buyer.example"}
    assert terms("kwd_coupon_pending").customer["phone"] == "+96555500142"
    nameless = {"first_name": "", "last_name": " ", "company": "Harbour Books Ltd", "email": "", "phone": None}
    assert terms("usd_tip", billing=nameless).customer == {"name": "Harbour Books Ltd"}
    assert terms("usd_tip", billing=None).customer == {}


@pytest.mark.parametrize("name", [name for name, whole in WHOLE.items() if whole[1]])
def test_an_order_with_an_amount_is_a_valid_request(name: str) -> None:
    request = OrderRequest.model_validate(order_body(read(name), "kiln-and-clay.example", "link"))
    assert (request.amount, request.currency) == WHOLE[name][1:3]
