"""Encounters about orders on their way to completed; see :mod:`tests.simulation.races`."""

from typing import Final

_PAID: Final = ("place_auto", "make_link", "buy", "flow")

CLEARING_ENCOUNTERS: Final = (
    (*_PAID, "clear*", "clear", "flow"),
    (*_PAID, "clear!", "clear", "flow"),
    (*_PAID, "clear*", "dispute", "flow", "end_dispute", "flow", "clear"),
    (*_PAID, "dispute", "flow", "clear*", "end_dispute", "flow", "clear"),
    (*_PAID, "dispute", "clear", "flow", "end_dispute", "flow", "clear", "flow"),
    (*_PAID, "dispute", "flow", "end_dispute", "clear!", "flow", "clear"),
    (*_PAID, "clear*", "refund", "flow", "fail_refund", "flow", "clear"),
    (*_PAID, "refund", "flow", "clear*", "fail_refund", "flow", "clear"),
    (*_PAID, "clear", "dispute", "flow", "end_dispute", "flow", "clear"),
    (*_PAID, "book_late", "clear", "flow", "clear", "clear"),
    ("place_many", "buy_many", "flow", "dispute", "flow", "clear*", "end_dispute", "flow", "clear"),
    ("place_many", "buy_many", "flow", "clear!", "clear", "flow"),
    ("place_auto", "make_link", "buy", "deliver_webhooks", "clear*", "process", "clear", "clear"),
    ("name_account", "place_auto", "make_link", "buy", "flow", "clear*", "disconnect", "flow", "clear"),
    ("agree", "fund", "flow", "place_auto", "relay", "debit", "cancel*", "refund", "flow"),
    (*_PAID, "clear*", "cancel", "flow", "clear"),
)
