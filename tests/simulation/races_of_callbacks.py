"""Encounters about callbacks; see :mod:`tests.simulation.races`."""

from typing import Final

_TOLD: Final = ("listen", "agree", "fund", "flow", "place_auto", "flow")
_MORE: Final = ("cancel", "relay", "call_back")
_AGAIN: Final = ("retry_callbacks", "call_again")
_MANY: Final = ("place_many", "relay", "debit", "relay", "call_back")
_BROKEN: Final = ("listen", "server_broken", *_MANY, *_MANY)

CALLBACK_ENCOUNTERS: Final = (
    (*_TOLD, "call_back!", *_MORE, "call_back", "retry_callbacks", "call_again"),
    (*_TOLD, "call_back*", *_MORE, "retry_callbacks"),
    (
        *_TOLD,
        "server_broken",
        "call_back",
        *_MORE,
        "server_well",
        "retry_callbacks!",
        "call_again",
        "retry_callbacks",
        "call_again",
    ),
    (
        *_TOLD,
        "server_broken",
        "call_back",
        "cancel",
        "relay",
        "call_back*",
        "server_well",
        "retry_callbacks",
        "call_again",
    ),
    (*_TOLD, "server_slow", "call_back!", *_MORE, "retry_callbacks", "call_again*", "call_again"),
    (*_TOLD, "server_broken", "call_back", "server_well", "retry_callbacks", "call_again*", *_MORE),
    (*_TOLD, "call_back", "replay_callback!", *_MORE, "call_again", "retry_callbacks"),
    (*_TOLD, "call_back", "replay_callback*", *_MORE, "call_again"),
    (*_BROKEN, "call_back", "server_well", "retry_callbacks", "call_again!", "retry_callbacks", "call_again"),
    (*_BROKEN, "call_back*", "server_well", "enable_callbacks", "retry_callbacks", "call_again", "call_again"),
    (*_BROKEN, "call_back!", "call_back", "server_gone", "retry_callbacks", "call_again", "enable_callbacks"),
    ("listen", "server_dead", *_MANY, "retry_callbacks", "pass_time", "call_again!"),
    (*_TOLD, "server_dead", "call_back*", "server_well", *_MORE, "retry_callbacks"),
)
CALLBACK_SORE_POINTS: Final = {
    **dict.fromkeys(("call_back", "call_again"), frozenset({"callback", "write", "transaction"})),
    "replay_callback": frozenset({"queue", "transaction"}),
    "retry_callbacks": frozenset({"queue"}),
}
