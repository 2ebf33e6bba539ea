"""What a link tells of itself while it is kept, and that it is forgotten; time is moved by what the items say."""

from tests.support.caller import body_of, problem_of
from tests.support.local_stack import LocalStack
from tests.support.shop import Shop
from tests.support.waiting import eventually

BUYER = {"name": "Mira Okafor", "email": "mira@buyer.example"}


def test_openings_are_counted_and_a_void_names_its_key(stack: LocalStack, shop: Shop) -> None:
    link = shop.make_link(shop.place(collect="none")["id"])
    stack.http.get(link["url"], headers={"sec-purpose": "prefetch"})
    for _ in range(3):
        assert stack.http.get(link["url"]).status_code == 200

    body_of(shop.api.post(f"/v1/payment-links/{link['id']}/void", {"reason": "wrong buyer"}), 200)

    history = shop.read_link(link["id"])["history"]
    assert [entry["type"] for entry in history] == ["created", "opened", "voided"]
    assert history[1]["count"] == 3
    assert (history[2]["by"][:4], history[2]["reason"]) == ("key_", "wrong buyer")


def test_a_link_is_unreadable_after_its_days_and_then_gone(stack: LocalStack, shop: Shop) -> None:
    order = shop.place(collect="none", customer=BUYER)
    link = shop.make_link(order["id"])
    shop.stripe.pay(shop.press_pay(link["url"]))
    payment = shop.await_paid(order["id"])["payments"][0]["id"]
    stack.await_quiet()
    assert {"link", "attempt", "sending"} <= {item["kind"] for item in stack.items_under(link["id"])}

    stack.let_age(link["id"], order["id"])

    problem_of(shop.api.get(f"/v1/payment-links/{link['id']}"), 404, "not_found")
    assert body_of(shop.api.get("/v1/payment-links"), 200)["data"] == []
    assert stack.http.get(link["url"]).status_code == 404
    assert stack.http.post(f"{link['url']}/checkout").status_code == 404
    read = shop.read_order(order["id"])
    assert (read["payment_link"], "customer" in read, read["payment_status"]) == (None, False, "paid")

    stack.run_job("purge_links")

    eventually(lambda: stack.items_under(link["id"]), lambda items: items == [])
    told = str(stack.items_under(order["id"]) + stack.items_under(payment))
    assert link["url"].rsplit("/", 1)[1] not in told
    assert BUYER["email"] not in told
    assert body_of(shop.api.get(f"/v1/payments/{payment}"), 200)["status"] == "succeeded"
