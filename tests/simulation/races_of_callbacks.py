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
    (*_TOLD, "place_auto", "relay", "debit", "relay~", "call_back~", "call_back~", "relay~", "call_back"),
    (*_TOLD, "server_shaky", *_MANY, "call_back~", *_AGAIN, "call_again~", *_AGAIN),
    (*_TOLD, "server_sluggish", *_MANY, *_MANY, *_AGAIN),
    (*_TOLD, "server_gone", "place_auto", "relay", "call_back*", "enable_callbacks", *_AGAIN),
    (*_TOLD, "choose_types*", *_MANY, "choose_types"),
    (*_TOLD, "rotate_secret*", "place_auto", "flow", "rotate_secret"),
    (*_TOLD, *_MANY, "pass_time", "replay_callbacks!", "call_again!", "call_again~", "call_again"),
    (*_TOLD, *_MANY, "replay_callbacks", "call_again*", "replay_callback", *_MORE),
    (*_BROKEN, "stay_broken", "server_well", "retry_callbacks~", "call_again"),
    (*_BROKEN, "enable_callbacks!", "call_again!", "retry_callbacks", "call_again~"),
    (*_BROKEN, "stop_listening!", "listen", "call_again", *_MANY),
    (*_BROKEN, "stop_listening*", *_MANY, "listen", *_AGAIN),
    (*_BROKEN, "server_well", "retry_callbacks", "call_again*", "stop_listening", "listen", "call_again"),
)
CALLBACK_SORE_POINTS: Final = {
    "call_back": frozenset({"callback", "write", "transaction"}),
    "call_again": frozenset({"callback", "write", "transaction", "index"}),
    **dict.fromkeys(("replay_callback", "replay_callbacks"), frozenset({"queue", "table"})),
    "enable_callbacks": frozenset({"queue", "write"}),
    "stop_listening": frozenset({"queue", "write"}),
    "retry_callbacks": frozenset({"queue"}),
}
