"""The page's truth: paid before all, then on its way, then what keeps the link from being paid."""

import itertools
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given

from shared.links.model import LinkStatus, PaymentLink, link_id_of, new_token
from shared.links.page import PageState, PayPage, page_headers, page_of, render, state_of
from shared.orders.model import Order, OrderStatus, PaymentStatus
from tests.unit.strategies import ids, texts

NOW = datetime(2026, 11, 22, tzinfo=UTC)
COMBINATIONS = list(itertools.product(LinkStatus, OrderStatus, PaymentStatus, (True, False), (True, False)))


def link_of(status: LinkStatus = LinkStatus.OPEN, *, over: bool = False, invoice: str | None = None) -> PaymentLink:
    """A link that ran out, or did not."""
    return PaymentLink(
        id="lnk_1",
        token="token",
        merchant_id="mer_1",
        order_id="ord_1",
        amount=1_250,
        currency="KWD",
        amount_version=1,
        created_at=NOW - timedelta(days=2),
        expires_at=NOW if over else NOW + timedelta(days=1),
        status=status,
        invoice_number=invoice,
    )


def order_of(status: OrderStatus, payment_status: PaymentStatus, external_id: str = "1001") -> Order:
    """An order in a state."""
    return Order(
        id="ord_1",
        merchant_id="mer_1",
        source="shopify",
        external_id=external_id,
        amount=1_250,
        currency="KWD",
        collect="link",
        details={},
        request_digest="d",
        created_at=NOW,
        status=status,
        payment_status=payment_status,
    )


def expected(link: LinkStatus, order: OrderStatus, payment: PaymentStatus, over: bool, back: bool) -> str:
    """The truth table in words."""
    if link == "paid":
        return "paid"
    if order == "cancelled":
        return "cancelled"
    if payment not in ("unpaid", "pending"):
        return "paid"
    if payment == "pending":
        return "pending"
    if link == "open" and not over:
        return "confirming" if back else "open"
    return {"open": "expired", "voiding": "closing"}.get(link, str(link))


@pytest.mark.parametrize(("link", "order", "payment", "over", "back"), COMBINATIONS)
def test_every_combination_has_its_state(
    link: LinkStatus, order: OrderStatus, payment: PaymentStatus, over: bool, back: bool
) -> None:
    state = state_of(link_of(link, over=over), order_of(order, payment), NOW, from_checkout=back)
    assert state == expected(link, order, payment, over, back)


@pytest.mark.parametrize("state", list(PageState))
def test_every_state_has_words_and_a_button_only_where_a_press_can_help(state: PageState) -> None:
    order = order_of(OrderStatus.IN_PROGRESS, PaymentStatus.UNPAID)
    page = page_of(link_of(), order, {"name": "Shop", "email": "a@b.de"}, "https://pay.example")
    html = render(state, page)
    assert f'data-state="{state}"' in html
    assert re.search(r"<h1>\w.+</h1>", html)
    assert ("<button" in html) == (state in (PageState.OPEN, PageState.TRY_AGAIN))
    assert ("refresh" in html) == (state in (PageState.CONFIRMING, PageState.PENDING, PageState.CLOSING))
    assert f'data-state="{state}"' in render(state, PayPage())


@given(texts, texts)
def test_nothing_that_came_from_outside_becomes_markup(name: str, reference: str) -> None:
    order = order_of(OrderStatus.IN_PROGRESS, PaymentStatus.UNPAID, external_id=f"<x>{reference}</x>")
    html = render(PageState.VOID, page_of(link_of(), order, {"name": f"<i>{name}", "email": f'"{name}<'}, "https://p"))
    assert "<x>" not in html
    assert "<i>" not in html


def test_an_invoice_number_is_told_in_place_of_the_orders() -> None:
    order = order_of(OrderStatus.IN_PROGRESS, PaymentStatus.UNPAID)
    assert page_of(link_of(invoice="77"), order, {}, "https://p").reference == "Invoice 77"
    page = page_of(link_of(), order, {}, "https://p")
    assert (page.reference, page.amount, page.merchant, page.contact) == ("Order 1001", "1.250", None, None)


def test_only_a_deployment_without_tls_lets_the_form_lead_to_plain_http() -> None:
    policies = [page_headers(base)["content-security-policy"] for base in ("https://p", "", "http://127.0.0.1")]
    assert [" http:" in policy for policy in policies] == [False, False, True]


@given(ids("lnk"))
def test_a_token_names_its_link_and_is_made_anew_each_time(link_id: str) -> None:
    assert link_id_of(new_token(link_id)) == link_id
    assert new_token(link_id) != new_token(link_id)


@given(texts)
def test_text_of_another_shape_is_no_token(text: str) -> None:
    assert link_id_of(text) is None
    assert link_id_of("!" * 52) is None
