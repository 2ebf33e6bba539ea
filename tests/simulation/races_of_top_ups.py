"""Encounters about wallets that linked methods fill; see :mod:`tests.simulation.races`."""

from typing import Final

_CARD: Final = ("link_method", "flow", "link_method", "flow", "agree")

TOP_UP_ENCOUNTERS: Final = (
    (*_CARD, "want_top_ups", "relay", "refill*", "want_top_ups", "relay", "refill", "flow"),
    (*_CARD, "take_long", "want_top_ups", "flow", "top_up_by_method", "want_top_ups", "flow", "repair", "flow"),
    (*_CARD, "want_top_ups", "relay", "refill!", "want_top_ups", "relay", "refill", "repair", "flow"),
    (*_CARD, "want_top_ups", "relay", "refill*", "top_up_by_method", "flow"),
    (*_CARD, "top_up_by_method*", "top_up_by_method", "want_top_ups", "flow"),
    (*_CARD, "refuse", "want_top_ups", "flow", "wait_for_a_retry", "flow", "wait_for_a_retry", "flow"),
    (*_CARD, "refuse", "want_top_ups", "flow", "link_method", "flow", "wait_for_a_retry*", "flow"),
    (*_CARD, "want_top_ups", "relay", "refill*", "unlink_method", "unlink_method", "flow"),
    (*_CARD, "lose_method", "want_top_ups", "relay", "refill*", "deliver_webhooks", "process", "flow"),
    (*_CARD, "drain_after_top_up", "place_auto", "place_auto", "flow", "drain", "relay", "debit*", "top_up_by_method"),
    (*_CARD, "want_top_ups", "flow", "dispute", "flow", "place_auto", "flow", "wait_for_a_retry", "flow"),
    (*_CARD, "want_schedule", "wait_for_a_retry", "flow", "wait_for_a_retry", "relay", "refill*", "refill", "flow"),
    (*_CARD, "want_collecting", "place_auto", "place_auto", "relay", "debit", "relay", "refill*", "refill", "flow"),
    (*_CARD, "want_collecting", "place_auto", "relay", "debit", "relay", "refill*", "pay_credits", "flow"),
    (*_CARD, "want_collecting", "place_auto", "relay", "debit", "relay", "refill*", "cancel", "flow"),
    (*_CARD, "want_collecting", "place_auto", "relay", "debit", "relay", "refill!", "refill", "repair", "flow"),
    (*_CARD, "want_collecting", "refuse", "place_auto", "flow", "place_auto", "flow", "wait_for_a_retry", "flow"),
    (*_CARD, "want_collecting", "place_auto", "relay", "debit", "relay", "refill*", "want_collecting", "flow"),
    (*_CARD, "want_collecting", "take_long", "place_auto", "flow", "place_auto", "fund", "flow", "drain", "flow"),
    (*_CARD, "want_collecting", "place_auto", "make_link", "press", "relay", "debit", "relay", "refill", "pay", "flow"),
)
