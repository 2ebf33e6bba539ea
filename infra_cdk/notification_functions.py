"""The part of the table of functions about what merchants are told."""

from infra_cdk.spec import Access, Audience, FunctionSpec, Route
from infra_cdk.usual import LISTS, PAGE_ENV

NOTIFICATIONS: tuple[FunctionSpec, ...] = (
    FunctionSpec(
        "manage_notifications",
        "Shows a merchant what it was told, and keeps which of it it wants.",
        routes=tuple(
            Route(key, Audience.MERCHANT)
            for key in (
                "GET /v1/notifications",
                "POST /v1/notifications/{notification_id}/read",
                "POST /v1/notifications/read",
                "GET /v1/notification-settings",
                "PATCH /v1/notification-settings",
            )
        ),
        environment=PAGE_ENV,
        table=(*LISTS, Access.UPDATE),
        queries=("list", "due"),
    ),
)
