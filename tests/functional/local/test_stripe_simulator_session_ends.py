"""Sessions that are over: complete, expired by request or by the clock. None of them takes money."""

import threading

import httpx
import pytest
import stripe

from tests.functional.local.stripe_support import VISA, Shop


def test_a_complete_session_takes_no_money(shop: Shop) -> None:
    session = shop.open_session()
    shop.post(session, card_number=VISA)
    again = shop.post(session, card_number=VISA)
    assert again.status_code == 409
    assert "already completed" in again.text
    assert shop.http.get(str(session.url)).status_code == 200
    assert len(shop.client.v1.charges.list().data) == 1


def test_submits_at_the_same_time_pay_once(shop: Shop) -> None:
    session = shop.open_session()
    statuses: list[int] = []

    def submit() -> None:
        answer = httpx.post(str(session.url), data={"card_number": VISA}, timeout=10)
        statuses.append(answer.status_code)

    threads = [threading.Thread(target=submit) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [303] + [409] * 7
    assert len(shop.client.v1.charges.list().data) == 1


def test_an_expired_session_takes_no_money(shop: Shop) -> None:
    session = shop.open_session()
    gone = shop.client.v1.checkout.sessions.expire(session.id)
    assert (gone.status, gone.url) == ("expired", None)
    answer = shop.post(session, card_number=VISA)
    assert answer.status_code == 410
    assert "expired" in answer.text
    assert shop.http.get(str(session.url)).status_code == 410
    assert shop.event_types() == ["checkout.session.expired"]


def test_a_session_ends_by_the_clock(shop: Shop) -> None:
    session = shop.open_session()
    refused = shop.open_session()
    shop.post(refused, card_number="4000000000000002")
    shop.sim("advance", {"seconds": 86_000})
    assert shop.look(session.id).status == "open"
    shop.sim("advance", {"seconds": 400})
    assert shop.look(session.id).status == "expired"
    assert shop.client.v1.payment_intents.list().data[0].status == "canceled"
    assert shop.event_types()[-3:] == [
        "checkout.session.expired",
        "payment_intent.canceled",
        "checkout.session.expired",
    ]
    assert shop.open_session().status == "open"


@pytest.mark.parametrize("end", ["paid", "expired"])
def test_only_an_open_session_can_be_expired(shop: Shop, end: str) -> None:
    session = shop.open_session()
    if end == "paid":
        shop.post(session, card_number=VISA)
    else:
        shop.client.v1.checkout.sessions.expire(session.id)
    with pytest.raises(stripe.InvalidRequestError, match='status in \\["open"\\]') as caught:
        shop.client.v1.checkout.sessions.expire(session.id)
    assert caught.value.http_status == 400
