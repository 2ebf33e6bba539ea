"""Which changes of the table are a wish for a message, and how it is read."""

import pytest

from shared.errors import MalformedRequest
from shared.payments.notifying.news import News
from shared.payments.sending.messages import ConfirmPayment, HandOver, MailNotice, read_message, wanted_messages
from shared.table.port import Item

QUEUED: Item = {"kind": "sending", "id": "snd_1", "link_id": "lnk_1", "status": "queued"}
ORDER: Item = {"kind": "order", "id": "ord_1"}
PAID = ORDER | {"paid_link": "lnk_1"}
OF_LINK: Item = QUEUED | {"merchant_id": "mer_1", "status": "sending", "purpose": "request", "channel": "sms"}
OF_NOTICE: Item = {"kind": "sending", "id": "snd_1", "notice_id": "ntf_1", "status": "queued"}
NOTICE: Item = {"kind": "notice", "id": "ntf_1", "mail": "queued"}
WALLET: Item = {
    "kind": "wallet", "merchant_id": "mer_1", "currency": "EUR", "low_balance_alert": 500, "balance": 499,
    "sequence": 7,
}  # fmt: skip
INVOICE: Item = {
    "kind": "invoice", "id": "inv_1", "merchant_id": "mer_1", "amount": 1190, "currency": "EUR", "period": "2026-10",
    "due_date": "2026-12-24",
}  # fmt: skip
PARTS = '"merchant_id": "mer_1", "subject": "inv_1", "occasion": "1"'
WRONG_KIND = f'{{"tell": {{{PARTS}, "kind": "nonsense", "values": {{}}}}}}'
WRONG_VALUES = f'{{"tell": {{{PARTS}, "kind": "method_dead", "values": 5}}}}'
SENT = INVOICE | {"sent_at": "2026-11-22T03:12:42.123Z", "invoice_number": "2026-1"}


def test_a_new_sending_is_handed_over() -> None:
    (body,) = wanted_messages(None, QUEUED)
    assert read_message(body) == HandOver("lnk_1", "snd_1")
    (body,) = wanted_messages(None, OF_NOTICE)
    assert read_message(body) == HandOver("ntf_1", "snd_1")


def test_a_new_notice_is_to_be_mailed() -> None:
    (body,) = wanted_messages(None, NOTICE)
    assert read_message(body) == MailNotice("ntf_1")


def test_credits_that_run_low_and_a_sent_invoice_are_news() -> None:
    (body,) = wanted_messages(WALLET | {"balance": 500, "sequence": 6}, WALLET)
    values: dict[str, str | int] = {"currency": "EUR", "balance": 499, "threshold": 500}
    low = News(merchant_id="mer_1", kind="low_balance", subject="mer_1.EUR", occasion="7", values=values)
    assert read_message(body) == low
    (body,) = wanted_messages(INVOICE, SENT)
    values = {"amount": 1190, "currency": "EUR", "number": "2026-1", "due_date": "2026-12-24", "period": "2026-10"}
    sent = News(merchant_id="mer_1", kind="invoice_sent", subject="inv_1", occasion="sent", values=values)
    assert read_message(body) == sent


def test_a_message_that_did_not_arrive_is_news_and_the_mail_of_a_notice_is_none() -> None:
    failed = OF_LINK | {"status": "failed", "reason": "provider_rejected"}
    (body,) = wanted_messages(OF_LINK, failed)
    values: dict[str, str | int] = {"reason": "provider_rejected", "sending": "snd_1"}
    assert read_message(body) == News(
        merchant_id="mer_1", kind="message_failed", subject="lnk_1", occasion="snd_1", values=values
    )
    assert wanted_messages(failed, failed | {"delivery": "delivered"}) == []
    notice = {"purpose": "notice"}
    assert wanted_messages(OF_LINK | notice, failed | notice) == []


DISPUTE: Item = {
    "kind": "return", "return_kind": "dispute", "id": "dp_1", "merchant_id": "mer_1", "payment_id": "pay_1",
    "amount": 500, "currency": "EUR", "state": "needs_response",
}  # fmt: skip
ACCOUNT: Item = {
    "kind": "stripe_account", "id": "acct_1", "merchant_id": "mer_1", "connection": 1, "state": "disconnecting",
    "card": "active", "looked_at": "2026-11-22T03:12:42.123Z",
}  # fmt: skip
REFUSED: Item = {
    "kind": "link", "id": "lnk_1", "merchant_id": "mer_1",
    "document": {"upload": "upl_1", "status": "refused", "reason": "not_a_pdf"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (DISPUTE, DISPUTE | {"state": "lost"}),  # However long ago it was told.
        (ACCOUNT, ACCOUNT | {"state": "revoked"}),  # Its merchant was letting it go.
        (ACCOUNT, ACCOUNT | {"card": "inactive"}),
        (REFUSED, REFUSED | {"opens": 1}),
    ],
)
def test_what_was_told_or_was_the_merchants_own_wish_asks_for_no_message(old: Item, new: Item) -> None:
    assert wanted_messages(old, new) == []


def test_an_order_that_a_link_has_paid_is_confirmed() -> None:
    (body,) = wanted_messages(ORDER, PAID)
    assert read_message(body) == ConfirmPayment("lnk_1")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (QUEUED | {"status": "sending"}, QUEUED),  # It waits: the message that it had comes again.
        (QUEUED, QUEUED | {"status": "sending"}),
        (QUEUED, None),
        (PAID, PAID | {"payment_status": "refunded"}),
        (PAID, None),
        (None, ORDER),
        (NOTICE, NOTICE | {"mail": "written"}),
        (NOTICE, None),
        (WALLET, WALLET | {"balance": 100, "sequence": 8}),
        (WALLET | {"low_balance_alert": 100}, WALLET),
        (None, INVOICE),
        (SENT, SENT | {"status": "paid"}),
        (None, {"kind": "link", "id": "lnk_1", "paid_link": "lnk_1"}),
    ],
)
def test_nothing_else_is_a_wish(old: Item | None, new: Item | None) -> None:
    assert wanted_messages(old, new) == []


NO_NEWS = ['{"tell": 5}', '{"tell": {"kind": "low_balance"}}', WRONG_KIND, WRONG_VALUES]


@pytest.mark.parametrize("body", ["", "[]", "5", "null", "{}", '{"link_id": "lnk_1"}', "[" * 100_000, *NO_NEWS])
def test_what_is_no_message_is_refused(body: str) -> None:
    with pytest.raises(MalformedRequest):
        read_message(body)
