"""Payment links: made, shown, paid, voided, expired."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.caller import body_of, problem_of
from tests.support.local_stack import LocalStack
from tests.support.shop import Shop
from tests.support.stripe_side import DECLINED_CARD
from tests.support.waiting import eventually, never


def test_an_order_that_comes_with_a_link_is_paid_on_it(stack: LocalStack, shop: Shop) -> None:
    order = shop.place(amount=3_300, collect="link")
    assert (order["status"], order["unpaid_reason"]) == ("in_progress", "awaiting_buyer")
    page = stack.http.get(order["payment_link"])
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "33.00" in page.text

    shop.stripe.pay(shop.press_pay(order["payment_link"]))

    paid = shop.await_paid(order["id"])
    assert [(payment["means"], payment["amount"]) for payment in paid["payments"]] == [("checkout", 3_300)]
    eventually(lambda: stack.released(order["id"]), lambda events: len(events) == 1)
    assert "paid" in stack.http.get(order["payment_link"]).text.lower()
    assert stack.http.post(f"{order['payment_link']}/checkout").status_code == 409


def test_a_link_with_its_own_amount_and_invoice_number(stack: LocalStack, shop: Shop) -> None:
    order = shop.place(amount=5_000, collect="none")

    link = shop.make_link(order["id"], amount=4_500, invoice_number="INV-7", expires_in_days=10)

    assert (link["amount"], link["currency"], link["status"]) == (4_500, "EUR", "open")
    assert shop.read_order(order["id"])["payment_link"] == link["url"]
    page = stack.http.get(link["url"]).text
    assert "45.00" in page
    assert "INV-7" in page


def test_the_redirect_alone_settles_nothing(shop: Shop) -> None:
    order = shop.place(collect="link")
    session = shop.stripe.session_at(shop.press_pay(order["payment_link"]))

    shop.api.http.get(session["success_url"], follow_redirects=True)

    never(lambda: shop.read_order(order["id"]), lambda seen: seen["payment_status"] != "unpaid")


def test_the_button_makes_one_checkout_and_reuses_it(shop: Shop) -> None:
    link = shop.place(collect="link")["payment_link"]

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: shop.api.http.post(f"{link}/checkout"), range(6)))

    pressed = {answer.headers["location"] for answer in answers if answer.status_code == 303}
    assert {answer.status_code for answer in answers} <= {303, 409, 503}
    assert pressed == {shop.press_pay(link)}
    assert len([session for session in shop.stripe.sessions() if session["cancel_url"] == link]) == 1


def test_declined_then_paid(shop: Shop) -> None:
    order = shop.place(collect="link")

    shop.stripe.pay(shop.press_pay(order["payment_link"]), card=DECLINED_CARD)
    never(lambda: shop.read_order(order["id"]), lambda seen: seen["payment_status"] == "paid", seconds=1)
    shop.stripe.pay(shop.press_pay(order["payment_link"]))

    shop.await_paid(order["id"])


def test_voiding_closes_the_session_first(stack: LocalStack, shop: Shop) -> None:
    order = shop.place(collect="none")
    link = shop.make_link(order["id"])
    checkout = shop.press_pay(link["url"])

    voided = body_of(shop.api.post(f"/v1/payment-links/{link['id']}/void", {"reason": "changed their mind"}), 200)

    assert (voided["status"], voided["close_reason"]) == ("void", "changed their mind")
    assert shop.stripe.session_at(checkout)["status"] == "expired"
    shop.stripe.pay(checkout)
    assert stack.http.post(f"{link['url']}/checkout").status_code == 409
    page = stack.http.get(link["url"])
    assert "33.00" not in page.text
    never(lambda: shop.read_order(order["id"]), lambda seen: seen["payment_status"] != "unpaid")
    again = shop.api.post(f"/v1/payment-links/{link['id']}/void", {})
    assert (again.status_code, again.json()["status"]) == (200, "void")


def test_after_a_void_a_new_link_can_be_made(shop: Shop) -> None:
    order = shop.place(collect="none")
    first = shop.make_link(order["id"])
    body_of(shop.api.post(f"/v1/payment-links/{first['id']}/void", {}), 200)

    second = shop.make_link(order["id"])

    assert second["id"] != first["id"]
    shop.stripe.pay(shop.press_pay(second["url"]))
    shop.await_paid(order["id"])


def test_a_paid_link_cannot_be_voided(shop: Shop) -> None:
    order = shop.place(collect="none")
    link = shop.make_link(order["id"])
    shop.stripe.pay(shop.press_pay(link["url"]))
    shop.await_paid(order["id"])

    problem_of(shop.api.post(f"/v1/payment-links/{link['id']}/void", {}), 409, "link_paid")
    assert shop.read_link(link["id"])["status"] == "paid"


def test_a_link_expires_when_it_is_read_and_by_schedule(stack: LocalStack, shop: Shop) -> None:
    order = shop.place(collect="none")
    link = shop.make_link(order["id"], expires_at=_from_now(seconds=6))
    checkout = shop.press_pay(link["url"])

    read = shop.await_link(link["id"], "expired")
    assert "expired" in stack.http.get(link["url"]).text.lower()
    assert stack.http.post(f"{link['url']}/checkout").status_code == 409

    stack.run_job("expire_links")
    closed = eventually(lambda: shop.read_link(link["id"]), lambda seen: seen["closed_at"] is not None)

    assert (read["status"], closed["status"]) == ("expired", "expired")
    assert shop.stripe.session_at(checkout)["status"] == "expired"
    assert shop.read_order(order["id"])["payment_status"] == "unpaid"


@pytest.mark.parametrize("days", [0, 91, 1.5])
def test_an_expiry_lies_within_ninety_days(shop: Shop, days: float) -> None:
    order = shop.place(collect="none")

    assert shop.api.post(f"/v1/orders/{order['id']}/payment-links", {"expires_in_days": days}).status_code == 422
    late = {"expires_at": _from_now(days=91)}
    assert shop.api.post(f"/v1/orders/{order['id']}/payment-links", late).status_code == 422


def test_an_unknown_token_shows_a_page_that_says_so(stack: LocalStack) -> None:
    for token in ("nonsense", "0" * 52):
        answer = stack.http.get(f"{stack.description.api_url}/pay/{token}")
        assert answer.status_code == 404
        assert answer.headers["content-type"].startswith("text/html")


def test_an_order_paid_from_credits_leaves_no_way_to_pay_again(stack: LocalStack, funded: Shop) -> None:
    order = funded.place(amount=1_000)
    funded.await_paid(order["id"])

    answer = funded.api.post(f"/v1/orders/{order['id']}/payment-links", {})

    problem_of(answer, 409, "order_paid")


def _from_now(**span: float) -> str:
    return (datetime.now(UTC) + timedelta(**span)).strftime("%Y-%m-%dT%H:%M:%SZ")
