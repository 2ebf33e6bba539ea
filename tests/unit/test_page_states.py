"""The page's truth: paid before all, then on its way, then what keeps the link from being paid."""

import itertools
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given

from shared.links.model import LinkStatus, PaymentLink, link_id_of, new_token
from shared.links.pages.document import page_headers, render
from shared.links.pages.page import PayPage, page_of
from shared.links.pages.state import PAYABLE, WAITING, PageState, state_of
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
        target_id="ord_1",
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
        return "settled"
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
def test_every_state_has_a_button_only_where_a_press_can_help_and_a_script_only_where_it_waits(
    state: PageState,
) -> None:
    order = order_of(OrderStatus.IN_PROGRESS, PaymentStatus.UNPAID)
    page = page_of(link_of(), order, {"name": "Shop", "email": "a@b.de"}, "https://pay.example")
    html, policy = render(state, page), page_headers(state, page)["content-security-policy"]
    assert f'data-state="{state}"' in html
    assert re.search(r"<h1 id=\"title\">\w.+</h1>", html)
    assert ("<button" in html) == (state in PAYABLE)
    assert ("<script" in html) == (state in WAITING) == ("script-src" in policy) == ("connect-src" in policy)
    assert ("form-action 'self'" in policy) == (state in PAYABLE)
    bare = render(state, PayPage())
    assert f'data-state="{state}"' in bare
    assert "<button" not in bare


@given(texts, texts)
def test_nothing_that_came_from_outside_becomes_markup(name: str, reference: str) -> None:
    order = order_of(OrderStatus.IN_PROGRESS, PaymentStatus.UNPAID, external_id=f"<x>{reference}</x>")
    for state in PageState:
        html = render(state, page_of(link_of(), order, {"name": f"<i>{name}", "email": f'"{name}<'}, "https://p"))
        assert "<x>" not in html
        assert "<i>" not in html
        assert f'"{name}<' not in html


def test_an_invoice_number_is_told_in_place_of_the_orders() -> None:
    order = order_of(OrderStatus.IN_PROGRESS, PaymentStatus.UNPAID)
    assert page_of(link_of(invoice="77"), order, {}, "https://p").reference == ("Invoice", "77")
    page = page_of(link_of(), order, {}, "https://p")
    assert (page.reference, page.merchant, page.email) == (("Order", "1001"), None, None)


def test_only_a_deployment_without_tls_lets_the_form_lead_to_plain_http() -> None:
    def headers(url: str | None) -> dict[str, str]:
        return page_headers(PageState.OPEN, PayPage(url=url))

    addresses = ("https://p/pay/t", None, "http://127.0.0.1/pay/t")
    assert [" http:" in headers(url)["content-security-policy"] for url in addresses] == [False, False, True]
    assert ["strict-transport-security" in headers(url) for url in addresses] == [True, True, False]


@given(ids("lnk"))
def test_a_token_names_its_link_and_is_made_anew_each_time(link_id: str) -> None:
    assert link_id_of(new_token(link_id)) == link_id
    assert new_token(link_id) != new_token(link_id)


@given(texts)
def test_text_of_another_shape_is_no_token(text: str) -> None:
    assert link_id_of(text) is None
    assert link_id_of("!" * 52) is None
