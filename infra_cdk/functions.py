"""The table of functions: a new Lambda is one entry, here or in the background part, and one folder in `functions/`."""

from infra_cdk.account_functions import ACCOUNTS
from infra_cdk.background_functions import BACKGROUND
from infra_cdk.callback_functions import CALLBACKS
from infra_cdk.clearing_functions import CLEARING
from infra_cdk.export_functions import EXPORTING
from infra_cdk.invoice_functions import INVOICES
from infra_cdk.limits import HTTP_STRIPE_SECONDS
from infra_cdk.method_functions import METHODS
from infra_cdk.notification_functions import NOTIFICATIONS
from infra_cdk.page_functions import PAGES
from infra_cdk.shop_functions import SHOPS
from infra_cdk.spec import MAIN, Access, Audience, FunctionSpec, ObjectAccess, Objects, Queue, Route, Secret
from infra_cdk.usual import LISTS, PAGE_ENV, SETTLE, STRIPE_ENV, STRIPE_PAGE_ENV, UPLOADS, WRITE

# Half of what API Gateway takes of an account, so that other routes have theirs; the table takes as much of a single
# merchant (docs/hot-keys.md). Beyond it all merchants are refused alike, by 429.
_INTAKE_RATE = 5_000


def _routes(audience: Audience, *keys: str) -> tuple[Route, ...]:
    return tuple(Route(key, audience) for key in keys)


_HTTP = (
    FunctionSpec(
        "check_health",
        "Says that the API is up.",
        routes=_routes(Audience.PUBLIC, "GET /health"),
    ),
    FunctionSpec(
        "order_intake",
        "Takes an order in with one conditional write.",
        routes=(Route("POST /v1/orders", Audience.MERCHANT, _INTAKE_RATE),),
        environment=PAGE_ENV,
        table=(Access.PUT, Access.BATCH_GET),
    ),
    FunctionSpec(
        "read_orders",
        "Reads one order or a page of them.",
        routes=_routes(Audience.MERCHANT, "GET /v1/orders", "GET /v1/orders/{order_id}"),
        environment=PAGE_ENV,
        table=LISTS,
        queries=("list", "due"),
    ),
    FunctionSpec(
        "explain_order",
        "Tells what happened to an order, and why it is unpaid.",
        routes=_routes(Audience.MERCHANT, "GET /v1/orders/{order_id}/timeline", "GET /v1/orders/{order_id}/explain"),
        environment=("TABLE_NAME",),
        table=(Access.GET, Access.BATCH_GET),
    ),
    FunctionSpec(
        "manage_merchants",
        "Keeps merchants and their API keys.",
        routes=_routes(
            Audience.OPERATOR,
            "POST /v1/merchants",
            "GET /v1/merchants",
            "GET /v1/merchants/{merchant_id}",
            "PATCH /v1/merchants/{merchant_id}",
            "POST /v1/merchants/{merchant_id}/api-keys",
            "GET /v1/merchants/{merchant_id}/api-keys",
            "DELETE /v1/merchants/{merchant_id}/api-keys/{key_id}",
        ),
        environment=("TABLE_NAME",),
        table=(*WRITE, Access.BATCH_GET),
        queries=("list",),
    ),
    FunctionSpec(
        "manage_wallets",
        "Reads wallets and their journal, and changes their settings.",
        routes=_routes(
            Audience.MERCHANT,
            "GET /v1/wallets",
            "GET /v1/wallets/{currency}",
            "PATCH /v1/wallets/{currency}",
            "GET /v1/wallets/{currency}/journal",
            "GET /v1/wallets/{currency}/consents",
            "GET /v1/wallets/{currency}/advice",
            "POST /v1/wallets/{currency}/drain",
        ),
        environment=("TABLE_NAME",),
        table=(*WRITE, Access.BATCH_GET),
        queries=(MAIN, "due"),
    ),
    FunctionSpec(
        "adjust_wallets",
        "Puts credits in or takes them out at the operator's word.",
        routes=_routes(
            Audience.OPERATOR,
            "POST /v1/merchants/{merchant_id}/wallets/{currency}/adjustments",
            "GET /v1/merchants/{merchant_id}/wallets/{currency}/adjustments",
        ),
        environment=("TABLE_NAME",),
        table=(*WRITE, Access.BATCH_GET),
        queries=("list",),
    ),
    FunctionSpec(
        "top_up_wallet",
        "Fills a wallet by a hosted checkout, or from a linked method.",
        routes=_routes(Audience.MERCHANT, "POST /v1/wallets/{currency}/top-ups"),
        environment=STRIPE_PAGE_ENV,
        table=SETTLE,
        secrets=(Secret.STRIPE,),
        timeout_seconds=HTTP_STRIPE_SECONDS,
    ),
    FunctionSpec(
        "read_links",
        "Reads one payment link or a page of them.",
        routes=_routes(Audience.MERCHANT, "GET /v1/payment-links", "GET /v1/payment-links/{link_id}"),
        environment=PAGE_ENV,
        table=LISTS,
        queries=(MAIN, "list"),
    ),
    FunctionSpec(
        "manage_links",
        "Creates and voids payment links, and lets their documents be uploaded.",
        routes=_routes(
            Audience.MERCHANT,
            "POST /v1/orders/{order_id}/payment-links",
            "POST /v1/invoices/{invoice_id}/payment-links",
            "POST /v1/payment-links/{link_id}/void",
            "POST /v1/payment-links/{link_id}/document",
        ),
        environment=(*STRIPE_PAGE_ENV, "BUCKET_NAME"),
        table=SETTLE,
        # What it signs a form for, it must be allowed to do itself.
        objects=(Objects(UPLOADS, (ObjectAccess.PUT,)),),
        secrets=(Secret.STRIPE,),
        timeout_seconds=HTTP_STRIPE_SECONDS,
    ),
    FunctionSpec(
        "send_links",
        "Has a payment link sent, and takes the fee of an SMS from the wallet.",
        routes=_routes(Audience.MERCHANT, "POST /v1/payment-links/{link_id}/send"),
        environment=(*PAGE_ENV, "SMS_FEES"),
        table=(Access.PUT, Access.UPDATE, Access.BATCH_GET),
        queries=(MAIN,),
    ),
    FunctionSpec(
        "manage_templates",
        "Keeps a merchant's own texts for the messages with its links.",
        routes=_routes(
            Audience.MERCHANT,
            "GET /v1/link-template",
            "PUT /v1/link-template",
            "POST /v1/link-template/preview",
        ),
        environment=PAGE_ENV,
        table=(Access.GET, Access.PUT),
    ),
    FunctionSpec(
        "pay_orders",
        "Pays chosen orders from credits, or orders, an invoice or the whole balance in one hosted checkout.",
        routes=_routes(
            Audience.MERCHANT,
            "POST /v1/payments",
            "POST /v1/invoices/{invoice_id}/pay",
            "GET /v1/payments/{payment_id}",
        ),
        environment=STRIPE_PAGE_ENV,
        table=SETTLE,
        queries=("list",),
        secrets=(Secret.STRIPE,),
        timeout_seconds=HTTP_STRIPE_SECONDS,
    ),
    FunctionSpec(
        "change_order",
        "Changes an unpaid order, and replaces the link that is open for it.",
        routes=_routes(Audience.MERCHANT, "PATCH /v1/orders/{order_id}"),
        environment=STRIPE_PAGE_ENV,
        table=SETTLE,
        secrets=(Secret.STRIPE,),
        timeout_seconds=HTTP_STRIPE_SECONDS,
    ),
    FunctionSpec(
        "cancel_order",
        "Cancels an order, and credits it back if credits paid it.",
        routes=_routes(Audience.MERCHANT, "POST /v1/orders/{order_id}/cancel"),
        environment=STRIPE_PAGE_ENV,
        table=SETTLE,
        secrets=(Secret.STRIPE,),
        timeout_seconds=HTTP_STRIPE_SECONDS,
    ),
    FunctionSpec(
        "capture_payment",
        "Takes what a buyer has reserved for an order, all of it or less.",
        routes=_routes(Audience.MERCHANT, "POST /v1/orders/{order_id}/capture"),
        environment=STRIPE_PAGE_ENV,
        table=SETTLE,
        secrets=(Secret.STRIPE,),
        timeout_seconds=HTTP_STRIPE_SECONDS,
    ),
    FunctionSpec(
        "refund_payments",
        "Sends money of a payment back, and tells what went back.",
        routes=_routes(Audience.OPERATOR, *(f"{way} /v1/payments/{{payment_id}}/refunds" for way in ("POST", "GET"))),
        environment=STRIPE_ENV,
        table=SETTLE,
        queries=("list",),
        secrets=(Secret.STRIPE,),
        timeout_seconds=HTTP_STRIPE_SECONDS,
    ),
    FunctionSpec(
        "read_audits",
        "Reads the daily audits and what they found.",
        routes=_routes(Audience.OPERATOR, "GET /v1/audits", "GET /v1/audits/{audit_id}"),
        environment=("TABLE_NAME",),
        table=LISTS,
        queries=(MAIN, "list"),
    ),
    FunctionSpec(
        "stripe_webhook",
        "Checks the signature of a Stripe event and queues it.",
        routes=_routes(Audience.PUBLIC, "POST /v1/webhooks/stripe"),
        environment=("STRIPE_SECRET_ID", "WEBHOOK_QUEUE_URL"),
        secrets=(Secret.STRIPE,),
        sends_to=(Queue.WEBHOOKS,),
    ),
)

FUNCTIONS: tuple[FunctionSpec, ...] = (
    *_HTTP,
    *PAGES,
    *ACCOUNTS,
    *INVOICES,
    *METHODS,
    *NOTIFICATIONS,
    *EXPORTING,
    *BACKGROUND,
    *CLEARING,
    *CALLBACKS,
    *SHOPS,
)
"""Every deployed function."""

ROUTES: tuple[tuple[Route, FunctionSpec], ...] = tuple((route, spec) for spec in FUNCTIONS for route in spec.routes)
"""Every route of the HTTP API with the function that answers it."""
