"""Who may call what, written down beside the table of routes, so that a slip in either shows."""

from typing import Final

from infra_cdk.spec import Audience
from tests.functional.handlers.edge.routed import AUDIENCES

OPERATORS: Final = (
    "/v1/merchants",
    "/v1/audits",
    "/v1/platform/",
    "/v1/payments/{payment_id}/refunds",
    "PATCH /v1/invoices/{invoice_id}",
    "POST /v1/invoices/{invoice_id}/send",
    "POST /v1/invoices/{invoice_id}/void",
)
"""Beginnings of the operator's routes, with their method where others share the path."""

PUBLIC: Final = (
    "/health",
    "/openapi.json",
    "/docs",
    "/pay/",
    "/logos/",
    "/v1/webhooks/stripe",
    "/v1/shop-orders/",
)
"""What opens without a key: pages by their token, webhooks and deliveries by their signature."""

MERCHANTS: Final = (
    "/v1/account",
    "/v1/balance",
    "/v1/callback-endpoint",
    "/v1/callbacks",
    "/v1/exports",
    "/v1/invoices",
    "/v1/link-template",
    "/v1/logo",
    "/v1/notification-settings",
    "/v1/notifications",
    "/v1/orders",
    "/v1/payment-links",
    "/v1/payment-methods",
    "/v1/payments",
    "/v1/payouts",
    "/v1/portal-sessions",
    "/v1/shop-connections",
    "/v1/shops/{shop_id}/payment-methods",
    "/v1/stripe-account",
    "/v1/wallets",
)


def rule_for(key: str) -> Audience | None:
    """Whose key opens a route by these rules, the narrower ones first; ``None``: nobody wrote a rule for it."""
    path = key.split(" ", 1)[1]
    for audience, beginnings in (
        (Audience.OPERATOR, OPERATORS),
        (Audience.PUBLIC, PUBLIC),
        (Audience.MERCHANT, MERCHANTS),
    ):
        if any(_begins(each, path, key) for each in beginnings):
            return audience
    return None


def unruled(audiences: dict[str, Audience] | None = None) -> list[str]:
    """Routes for which the rules say nothing, or something else than the table."""
    told = AUDIENCES if audiences is None else audiences
    return sorted(key for key, audience in told.items() if rule_for(key) is not audience)


def _begins(rule: str, path: str, key: str) -> bool:
    told = path if rule.startswith("/") else key
    return told == rule or told.startswith(rule.rstrip("/") + "/")
