"""Payment methods, and notices."""

from typing import Final

from contracts.openapi.operation import Body, Operation, Reply
from contracts.responses.answer import AT, ID_EXAMPLES
from contracts.responses.methods import Methods, MethodSetup, Portal, ShopMethods
from contracts.responses.sendings import Marked, Notice, NoticeList, NoticeSettings
from shared.notifications.request import ReadRequest, SettingsChange
from shared.payment_methods.request import LinkRequest, PortalRequest, PriorityRequest

TAG: Final = "Payment methods"
NOTICES: Final = "Notifications"
_BACK = "https://shop.example/settings"

METHODS: Final = (
    Operation(
        route="GET /v1/payment-methods",
        name="listMethods",
        tag=TAG,
        summary="List linked methods",
        replies={200: Reply("What is linked and what could be.", Methods)},
        parameters={"refresh": "`true` asks the provider first."},
        asks_provider=True,
    ),
    Operation(
        route="GET /v1/shops/{shop_id}/payment-methods",
        name="getShopMethods",
        tag=TAG,
        summary="What can buyers pay with?",
        text="A shop is a merchant, and sees itself. By the provider's word as it stands.",
        replies={200: Reply("Every way to pay, and whether it can be used.", ShopMethods)},
        parameters={"currency": ("ISO 4217; the shop's own if left out.", {"type": "string", "pattern": "^[A-Z]{3}$"})},
        errors=("404 not_found", "409 account_unreachable"),
        asks_provider=True,
    ),
    Operation(
        route="POST /v1/payment-methods",
        name="linkMethod",
        tag=TAG,
        summary="Link a card or PayPal account",
        body=Body(
            LinkRequest,
            {
                "Anew": {
                    "terms": "We may charge this method for what you owe.",
                    "accepted_by": "Ada Vogel",
                    "return_url": _BACK,
                }
            },
        ),
        replies={201: Reply("The hosted page on which that is done.", MethodSetup)},
        errors=("404 not_found", "409 too_many_methods"),
        asks_provider=True,
    ),
    Operation(
        route="PATCH /v1/payment-methods",
        name="orderMethods",
        tag=TAG,
        summary="Say which method is charged first",
        body=Body(PriorityRequest, {"The only one": {"priority": [ID_EXAMPLES["pm"]]}}),
        replies={200: Reply("The methods in their new order.", Methods)},
        errors=("422 priority_mismatch",),
    ),
    Operation(
        route="DELETE /v1/payment-methods/{method_id}",
        name="unlinkMethod",
        tag=TAG,
        summary="Unlink a method",
        replies={204: Reply("It is charged no more.")},
        errors=("409 last_method", "409 method_in_use"),
        asks_provider=True,
    ),
    Operation(
        route="POST /v1/portal-sessions",
        name="openPortal",
        tag=TAG,
        summary="Open the provider's page about saved methods",
        body=Body(PortalRequest, {"And back": {"return_url": _BACK}}),
        replies={201: Reply("Its address, for some minutes.", Portal)},
        errors=("409 nothing_linked",),
        asks_provider=True,
    ),
    Operation(
        route="GET /v1/notifications",
        name="listNotifications",
        tag=NOTICES,
        summary="List notices",
        replies={200: Reply("A page, newest first.", NoticeList)},
        errors=("404 not_found",),
        parameters={"unread": "`true`: those that nobody has read."},
    ),
    Operation(
        route="POST /v1/notifications/{notification_id}/read",
        name="readNotification",
        tag=NOTICES,
        summary="Mark a notice as read",
        replies={200: Reply("The notice; the first time stays.", Notice)},
    ),
    Operation(
        route="POST /v1/notifications/read",
        name="readNotifications",
        tag=NOTICES,
        summary="Mark all notices as read",
        text="Up to a moment: the `created_at` of the newest that was shown.",
        body=Body(ReadRequest, {"Up to": {"until": AT}}),
        replies={200: Reply("How many this call marked.", Marked)},
    ),
    Operation(
        route="GET /v1/notification-settings",
        name="getNotificationSettings",
        tag=NOTICES,
        summary="Which notices are told where",
        replies={200: Reply("Every kind.", NoticeSettings)},
        errors=("404 not_found",),
    ),
    Operation(
        route="PATCH /v1/notification-settings",
        name="changeNotificationSettings",
        tag=NOTICES,
        summary="Choose which notices are told where",
        body=Body(SettingsChange, {"No mail": {"kinds": {"low_balance": {"mail": False}}}}),
        replies={200: Reply("Every kind, after the change.", NoticeSettings)},
        errors=("404 not_found", "422 empty_change"),
    ),
)
