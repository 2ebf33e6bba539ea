"""Encounters about connected shops; see :mod:`tests.simulation.races`."""

from typing import Final

_CONNECTED: Final = ("connect_shop", "shop_sells_unpaid", "shop_delivers_all", "relay", "take_orders")
_TAKEN: Final = ("shop_delivers_all", "relay", "take_orders")
_LINKED: Final = (*_CONNECTED, "make_link", "press")

SHOP_ENCOUNTERS: Final = (
    ("connect_shop", "shop_sells", "shop_goes_on", "shop_delivers_all~", "relay~", "take_orders~", "take_orders"),
    ("connect_shop", "shop_sells_burst", "shop_goes_on", "shop_delivers_all", "relay_apart", "take_orders!", "flow"),
    ("connect_shop", "shop_sells", "shop_goes_on", "shop_goes_on", "shop_delivers~", "relay", "take_orders", "flow"),
    (*_CONNECTED, "shop_edits", "shop_delivers_all", "relay", "take_orders*", "shop_cancels", *_TAKEN),
    (*_CONNECTED, "shop_edits", "shop_delivers_all", "relay", "take_orders!", "shop_tells_anew", "take_orders"),
    (*_CONNECTED, "shop_is_paid", "shop_delivers_all", "relay", "take_orders*", "pay_credits", "flow"),
    (*_CONNECTED, "shop_is_paid", "shop_delivers_all", "relay", "take_orders*", "cancel", "flow"),
    (*_LINKED, "shop_is_paid", "shop_delivers_all", "relay", "take_orders*", "pay", "flow"),
    (*_LINKED, "shop_is_paid", "shop_delivers_all", "relay", "take_orders!", "pay", "flow"),
    (*_LINKED, "shop_edits", "shop_delivers_all", "relay", "take_orders!", "pay", "retry_shop_orders", "flow"),
    (*_LINKED, "pay", "shop_cancels", *_TAKEN, "flow", "retry_shop_orders", "relay", "take_orders"),
    ("agree", "fund", "flow", *_CONNECTED, "relay", "debit*", "shop_is_paid", *_TAKEN),
    ("agree", "fund", "flow", *_CONNECTED, "relay", "debit", "shop_cancels", *_TAKEN, "flow"),
    (*_CONNECTED, "pause_shop", "shop_edits", "shop_delivers_all*", "resume_shop", "flow", "take_orders"),
    (*_CONNECTED, "pause_shop", "shop_goes_on", "shop_delivers_all", "resume_shop!", "relay", "take_orders!", "flow"),
    (*_CONNECTED, "shop_edits", "shop_delivers_all", "relay", "take_orders*", "pause_shop", "resume_shop", "flow"),
    (*_CONNECTED, "remove_shop", "shop_goes_on", "shop_delivers_all", "connect_shop_anew", *_TAKEN, "flow"),
    (*_CONNECTED, "shop_goes_on", "shop_delivers_all", "relay", "take_orders*", "remove_shop", "connect_shop_anew"),
    (*_CONNECTED, "shop_cancels", "shop_deletes", "shop_delivers~", "shop_delivers_all", "relay", "take_orders"),
    (*_CONNECTED, "cancel", "shop_edits", *_TAKEN, "replay_deliveries", "relay", "take_orders*", "replay_delivery"),
    (*_CONNECTED, "shop_edits", "shop_edits", "shop_delivers_backwards", "relay", "take_orders!", "take_orders"),
    (*_CONNECTED, "rotate_shop_secret", "shop_edits", "shop_delivers", "pass_time", *_TAKEN),
    (*_CONNECTED, "open_shop", "connect_shop", "shop_sells_unpaid", "shop_intruder", "shop_intruder", *_TAKEN),
    ("connect_shop", "shop_sells_paid", "shop_delivers_all", "relay", "take_orders!", "shop_cancels", *_TAKEN),
    (*_LINKED, "pay_late", "shop_edits", *_TAKEN, "pass_time", "retry_shop_orders!", "relay", "take_orders*", "flow"),
    (*_LINKED, "pay_late", "shop_is_paid", *_TAKEN, "pass_time", "retry_shop_orders", "shop_cancels", *_TAKEN, "flow"),
    (
        *("connect_shop", "refuse_currencies", "shop_sells", *_TAKEN, "take_currencies", "shop_goes_on", *_TAKEN),
        *("replay_deliveries", "replay_deliveries", "flow"),
    ),
    (*_CONNECTED, "pause_shop", "shop_sells_burst", *_TAKEN, "resume_shop", "relay", "take_orders!", "remove_shop"),
    ("connect_shop", "shop_sells_paid", "shop_garbles", *_TAKEN, "replay_deliveries", "relay", "take_orders"),
)
SHOP_SORE_POINTS: Final = {
    "take_orders": frozenset({"table", "write", "transaction", "stripe", "bucket"}),
    "resume_shop": frozenset({"table", "write"}),
    "retry_shop_orders": frozenset({"index", "write"}),
}
