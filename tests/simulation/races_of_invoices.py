"""Encounters about invoices and charges; see :mod:`tests.simulation.races`."""

from typing import Final

TWO_CARDS: Final = ("link_method", "flow", "link_method", "flow", "make_invoice", "make_invoice")
"""Something to charge, and two ways to."""

INVOICE_ENCOUNTERS: Final = (
    ("make_invoice", "make_invoice", "pay_balance*", "pay_balance"),
    ("make_invoice", "make_invoice", "pay_balance*", "pay_invoice", "flow"),
    ("make_invoice", "make_invoice", "pay_invoice*", "pay_balance", "flow"),
    ("make_invoice", "make_invoice", "pay_balance*", "void_invoice"),
    ("make_invoice", "make_invoice", "pay_balance", "void_invoice*", "pay", "flow"),
    ("make_invoice", "pay_balance*", "make_invoice", "send_invoice"),
    ("make_invoice", "link_invoice", "press", "pay_balance*", "pay", "flow"),
    ("make_invoice", "link_invoice", "pay_balance", "press*", "pay", "flow"),
    ("make_invoice", "make_invoice", "pay_balance!", "repeat_request", "pay"),
    ("make_invoice", "make_invoice", "pay_invoice!", "pay_balance", "repair", "flow"),
    ("make_invoice", "make_invoice", "pay_balance", "deliver_webhooks", "process*", "pay_balance", "flow"),
    ("make_invoice", "make_invoice", "pay_balance", "flow", "refund", "dispute", "flow"),
)
CHARGE_ENCOUNTERS: Final = (
    (*TWO_CARDS, "charge_invoice*", "charge_invoice"),
    (*TWO_CARDS, "charge_invoice*", "pay_invoice", "flow"),
    (*TWO_CARDS, "charge_invoice*", "charge_balance", "flow"),
    (*TWO_CARDS, "charge_balance*", "charge_invoice", "flow"),
    (*TWO_CARDS, "charge_invoice*", "void_invoice"),
    (*TWO_CARDS, "pay_invoice", "charge_invoice*", "pay", "flow"),
    (*TWO_CARDS, "charge_invoice!", "repeat_request", "repair", "flow"),
    (*TWO_CARDS, "plan_refusals", "charge_invoice!", "deliver_webhooks", "process", "repair"),
    (*TWO_CARDS, "plan_refusals", "charge_invoice*", "deliver_webhooks", "process", "repair", "repair"),
    (*TWO_CARDS, "plan_refusals", "charge_invoice*", "repeat_request", "flow"),
    (*TWO_CARDS, "plan_refusals", "charge_balance", "repair*", "deliver_webhooks", "process", "flow"),
    (*TWO_CARDS, "plan_refusals", "charge_invoice*", "unlink_method", "unlink_method", "flow"),
    (*TWO_CARDS, "charge_invoice", "flow", "refund", "dispute", "flow", "end_dispute", "flow"),
    (*TWO_CARDS, "lose_method", "charge_invoice!", "flow", "repair"),
    (*TWO_CARDS, "place_auto", "charge_orders*", "cancel", "flow"),
    (*TWO_CARDS, "place_auto", "charge_orders*", "pay_credits", "flow"),
    (*TWO_CARDS, "agree", "fund", "flow", "place_auto", "relay", "debit*", "charge_orders"),
    (*TWO_CARDS, "place_auto", "make_link", "press", "charge_orders*", "pay", "flow"),
    (*TWO_CARDS, "place_auto", "make_link", "charge_orders*", "press", "flow"),
)
