"""Who is likely to meet whom: openings, and encounters in which one stands still (``*``) while the other goes by,
in which one of its calls goes wrong (``!``), or the way to it (``~``).

A new issue adds its own rows. Which of the two wins, and where the first one stands still, is left to chance.
"""

from typing import Final

OPENINGS: Final = (
    ("open_shop",),
    ("open_shop", "open_shop", "agree", "fund"),
    ("open_shop", "agree", "fund", "flow"),
    ("open_shop", "agree", "fund", "place_many", "flow"),
    ("open_shop", "place_many", "make_link", "press"),
    ("open_shop", "agree", "fund", "place_order", "make_link", "buy"),
)
ENCOUNTERS: Final = (
    ("fund", "fund", "deliver_webhooks", "process*", "process"),
    ("agree", "place_many", "relay", "fund", "deliver_webhooks", "debit*", "process"),
    ("agree", "place_many", "relay", "fund", "deliver_webhooks", "process*", "debit"),
    ("agree", "fund", "flow", "place_auto", "relay", "debit*", "withdraw"),
    ("agree", "fund", "flow", "place_auto", "make_link", "relay", "debit*", "press"),
    ("agree", "fund", "flow", "place_auto", "make_link", "press*", "relay", "debit"),
    ("place_auto", "make_link", "press*", "press"),
    ("place_auto", "make_link", "press*", "void_link"),
    ("place_auto", "make_link", "press*", "make_link"),
    ("place_auto", "make_link", "press", "void_link*", "pay"),
    ("place_auto", "make_link", "press", "void_link*", "press"),
    ("place_auto", "make_link", "press", "make_link*", "pay", "flow"),
    ("place_auto", "make_link", "buy", "deliver_webhooks", "process*", "void_link"),
    ("place_auto", "make_link", "buy", "deliver_webhooks", "void_link*", "process"),
    ("place_auto", "make_link", "buy", "deliver_webhooks", "process*", "repair"),
    ("top_up*", "repair", "repeat_request"),
    ("place_auto", "make_link", "press*", "pass_time", "repair"),
    ("place_auto*", "send_again"),
    ("place_auto", "make_link", "open_shop", "pry", "pry"),
    ("place_auto", "make_link", "press", "void_link!", "pay"),
    ("place_auto", "make_link", "press", "make_link!", "pay"),
    ("place_auto", "make_link", "press!", "press", "pay"),
    ("fund", "deliver_webhooks!", "deliver_webhooks", "process!", "process"),
    ("agree", "fund", "flow", "place_many", "relay!", "relay", "debit!", "debit"),
    ("agree", "fund", "flow", "place_auto", "relay", "debit", "relay!"),
    ("place_auto", "make_link", "press", "stray_money", "flow"),
    ("top_up", "stray_money", "flow"),
    ("place_auto", "make_link", "buy", "deliver_webhooks", "process", "relay!"),
    ("fund", "deliver_webhooks~", "flow"),
    ("place_auto", "make_link", "buy", "deliver_webhooks~", "consume~"),
    ("agree", "fund", "flow", "place_many", "relay~", "consume~", "consume~", "relay~"),
    ("place_auto", "make_link", "run_schedule~", "pass_time~"),
)
RIVALS: Final = (
    "flow",
    "flow",
    "consume",
    "relay",
    "deliver_webhook",
    "press",
    "void_link",
    "run_schedule",
    "withdraw",
)
"""What is likely to meet an invocation that stands still."""

SORE_POINTS: Final = {
    "relay": frozenset({"queue", "bus"}),
    "deliver_webhooks": frozenset({"queue"}),
    "debit": frozenset({"table", "transaction"}),
    "process": frozenset({"stripe", "transaction"}),
    "press": frozenset({"stripe", "transaction"}),
    "void_link": frozenset({"stripe"}),
    "make_link": frozenset({"stripe"}),
}
"""Which calls of an invocation are worth a fault (``!``)."""
