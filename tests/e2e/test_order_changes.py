"""Changing unpaid orders, why they are unpaid, and what happened to them: kept, exported, and checked from outside."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from local.stack.paths import REPO
from tests.support.caller import body_of, problem_of
from tests.support.local_stack import LocalStack
from tests.support.shop import Shop
from tests.support.waiting import eventually, never

Json = dict[str, Any]


def change(shop: Shop, order_id: str, **fields: object) -> Json:
    """Change an order."""
    return body_of(shop.api.patch(f"/v1/orders/{order_id}", fields), 200)


def await_timeline(shop: Shop, order_id: str, *types: str) -> Json:
    """The timeline once it tells these, in this order."""

    def told(answer: Json) -> bool:
        return [entry["type"] for entry in answer["data"]] == [*types]

    return eventually(lambda: shop.api.read(f"/v1/orders/{order_id}/timeline"), told)


def next_step(shop: Shop, order_id: str) -> str:
    """What the order waits for."""
    return str(shop.api.read(f"/v1/orders/{order_id}/explain")["next_step"]["type"])


def verified(path: Path, content: Json, *arguments: str) -> tuple[int, str]:
    """Exit code and words of the offline verifier about an export."""
    path.write_text(json.dumps(content), encoding="utf-8")
    command = [sys.executable, "-m", "local.verify_timeline", str(path), *arguments]
    done = subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=False)  # noqa: S603
    return done.returncode, done.stdout.strip()


def test_an_order_that_is_made_cheaper_is_paid_from_what_there_is(funded: Shop, tmp_path: Path) -> None:
    order = funded.place(amount=12_000)["id"]
    funded.await_reason(order, "insufficient_credits")
    assert next_step(funded, order) == "top_up"

    changed = change(funded, order, amount=9_000, metadata={"desk": "7"})

    assert (changed["amount_version"], changed["metadata"]) == (2, {"desk": "7"})
    funded.await_paid(order)
    assert funded.wallet()["balance"] == 1_000
    problem_of(funded.api.patch(f"/v1/orders/{order}", {"amount": 1}), 409, "order_paid")
    assert next_step(funded, order) == "none_needed"

    timeline = await_timeline(funded, order, "created", "queued", "changed", "paid", "completed")
    export = tmp_path / "timeline.json"
    assert verified(export, timeline, "--head", timeline["data"][1]["hash"])[0] == 0
    timeline["data"][3]["data"]["amount"] = 900
    assert verified(export, timeline) == (1, "broken: entry 4 was changed: its hash is not that of its content")
    del timeline["data"][3]
    assert verified(export, timeline)[0] == 1, "the head that came with it is no longer in it"


def test_a_link_follows_the_amount_and_the_old_page_takes_no_money(stack: LocalStack, shop: Shop) -> None:
    order = shop.place(amount=3_300, collect="link")
    checkout = shop.press_pay(order["payment_link"])

    changed = change(shop, order["id"], amount=4_400)

    assert changed["payment_link"] != order["payment_link"]
    assert shop.stripe.session_at(checkout)["status"] == "expired"
    assert shop.stripe.pay(checkout).status_code == 410
    assert stack.http.post(f"{order['payment_link']}/checkout").status_code == 409
    never(lambda: shop.read_order(order["id"]), lambda seen: seen["payment_status"] != "unpaid", seconds=1)
    assert next_step(shop, order["id"]) == "buyer_pays_link"
    assert "44.00" in stack.http.get(changed["payment_link"]).text

    shop.stripe.pay(shop.press_pay(changed["payment_link"]))

    paid = shop.await_paid(order["id"])
    assert [payment["amount"] for payment in paid["payments"]] == [4_400]
    assert stack.surplus(shop.id) == []
    story = ("created", "link_made", "queued", "claimed", "released", "changed", "link_closed", "link_made", "claimed")
    await_timeline(shop, order["id"], *story, "paid")


def test_the_journal_is_checked_by_the_same_command(funded: Shop, tmp_path: Path) -> None:
    for amount in (1_000, 2_000):
        funded.await_paid(funded.place(amount=amount)["id"])
    journal = funded.api.read("/v1/wallets/EUR/journal")

    assert verified(tmp_path / "journal.json", journal)[0] == 0
    journal["data"][1], journal["data"][2] = journal["data"][2], journal["data"][1]
    assert verified(tmp_path / "journal.json", journal)[0] == 1


def test_another_merchant_sees_and_changes_nothing(stack: LocalStack, shop: Shop) -> None:
    order, other = shop.place()["id"], stack.new_shop()

    problem_of(other.api.patch(f"/v1/orders/{order}", {"amount": 1}), 404, "not_found")
    for path in ("timeline", "explain"):
        problem_of(other.api.get(f"/v1/orders/{order}/{path}"), 404, "not_found")
