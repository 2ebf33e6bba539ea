"""Encounters about payment methods; see :mod:`tests.simulation.races`."""

from typing import Final

METHOD_ENCOUNTERS: Final = (
    ("link_method*", "link_method", "flow", "remind"),
    ("link_method!", "repeat_request", "flow", "link_method", "flow"),
    ("link_method", "flow", "link_method", "flow", "unlink_method*", "unlink_method", "unlink_method"),
    ("link_method", "flow", "link_method", "flow", "unlink_method!", "lose_method", "flow", "remind"),
    ("link_method", "link_method", "deliver_webhooks", "process*", "unlink_method", "process", "flow"),
    ("link_method", "link_method", "deliver_webhooks", "process!", "process", "remind"),
    ("link_method", "flow", "lose_method", "deliver_webhooks~", "process*", "order_methods", "remind"),
    ("link_method", "flow", "list_methods*", "unlink_method", "lose_method", "flow"),
    ("link_method", "flow", "lose_customer", "link_method!", "flow", "link_method", "flow"),
    ("link_method", "link_method", "flow", "visit_portal", "visit_portal", "flow", "remind*", "unlink_method"),
)
