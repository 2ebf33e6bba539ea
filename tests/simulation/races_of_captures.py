"""Encounters about money that is reserved first; see :mod:`tests.simulation.races`."""

from typing import Final

_RESERVED: Final = ("place_two_stage", "reserve", "flow")

CAPTURE_ENCOUNTERS: Final = (
    (*_RESERVED, "capture*", "capture", "flow"),
    (*_RESERVED, "capture*", "cancel", "flow"),
    (*_RESERVED, "cancel*", "capture", "flow"),
    (*_RESERVED, "capture*", "lapse", "flow"),
    (*_RESERVED, "capture*", "capture_elsewhere", "flow"),
    (*_RESERVED, "capture!", "repair", "repeat_request", "flow"),
    (*_RESERVED, "capture!", "cancel", "pass_time", "repair", "flow"),
    (*_RESERVED, "cancel!", "capture", "pass_time", "repair", "flow"),
    (*_RESERVED, "cancel*", "lapse", "deliver_webhooks", "process", "flow"),
    (*_RESERVED, "lapse", "deliver_webhooks", "process*", "capture", "flow"),
    (*_RESERVED, "void_link", "capture", "flow"),
    (*_RESERVED, "lapse", "flow", "reserve", "flow", "capture", "flow"),
    (*_RESERVED, "pass_time", "repair*", "capture", "flow"),
    ("place_two_stage", "reserve", "deliver_webhooks", "process*", "void_link", "flow"),
    ("place_two_stage", "reserve", "deliver_webhooks", "void_link*", "process", "flow"),
    ("place_two_stage", "reserve", "deliver_webhooks", "process*", "capture", "flow"),
    ("place_two_stage", "reserve", "deliver_webhooks", "cancel*", "process", "flow"),
    ("place_two_stage", "reserve", "void_link!", "deliver_webhooks", "process", "flow"),
    ("place_two_stage", "reserve", "cancel!", "deliver_webhooks", "process", "flow"),
    (*_RESERVED, "capture", "flow", "refund", "flow"),
    (*_RESERVED, "capture", "flow", "dispute", "flow"),
    (*_RESERVED, "change", "pay_credits", "make_link", "capture", "flow"),
)
