"""The table of functions: a new Lambda is one entry here and one folder under `functions/`."""

from infra_cdk.spec import (
    MAIN,
    Access,
    Audience,
    AuthorizerTrigger,
    FunctionSpec,
    Queue,
    QueueTrigger,
    Route,
    ScheduleTrigger,
    Secret,
    StreamTrigger,
)

# API Gateway gives up after 30 s: one second less, so that our own answer still gets through.
HTTP_STRIPE_SECONDS = 29

_READ = (Access.GET,)
_WRITE = (Access.GET, Access.PUT, Access.UPDATE)
_SETTLE = (*_WRITE, Access.CHECK)
_STRIPE_ENV = ("TABLE_NAME", "STRIPE_SECRET_ID", "STRIPE_API_BASE", "DEPLOYMENT_ID")
_STRIPE_PAGE_ENV = (*_STRIPE_ENV, "PUBLIC_BASE_URL")
_PAGE_ENV = ("TABLE_NAME", "PUBLIC_BASE_URL")


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
        routes=_routes(Audience.MERCHANT, "POST /v1/orders"),
        environment=_PAGE_ENV,
        table=(Access.PUT,),
    ),
    FunctionSpec(
        "read_orders",
        "Reads one order or a page of them.",
        routes=_routes(Audience.MERCHANT, "GET /v1/orders", "GET /v1/orders/{order_id}"),
        environment=_PAGE_ENV,
        table=_READ,
        queries=("list",),
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
        table=_WRITE,
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
            "POST /v1/wallets/{currency}/drain",
        ),
        environment=("TABLE_NAME",),
        table=(Access.GET, Access.BATCH_GET, Access.UPDATE),
        queries=(MAIN, "list"),
    ),
    FunctionSpec(
        "top_up_wallet",
        "Starts a hosted checkout that fills a wallet.",
        routes=_routes(Audience.MERCHANT, "POST /v1/wallets/{currency}/top-ups"),
        environment=_STRIPE_PAGE_ENV,
        table=_WRITE,
        secrets=(Secret.STRIPE,),
        timeout_seconds=HTTP_STRIPE_SECONDS,
    ),
    FunctionSpec(
        "read_links",
        "Reads one payment link or a page of them.",
        routes=_routes(Audience.MERCHANT, "GET /v1/payment-links", "GET /v1/payment-links/{link_id}"),
        environment=_PAGE_ENV,
        table=_READ,
        queries=("list",),
    ),
    FunctionSpec(
        "manage_links",
        "Creates and voids payment links.",
        routes=_routes(
            Audience.MERCHANT,
            "POST /v1/orders/{order_id}/payment-links",
            "POST /v1/payment-links/{link_id}/void",
        ),
        environment=_STRIPE_PAGE_ENV,
        table=_SETTLE,
        secrets=(Secret.STRIPE,),
        timeout_seconds=HTTP_STRIPE_SECONDS,
    ),
    FunctionSpec(
        "pay_orders",
        "Pays chosen orders from credits or together in one hosted checkout.",
        routes=_routes(Audience.MERCHANT, "POST /v1/payments", "GET /v1/payments/{payment_id}"),
        environment=_STRIPE_PAGE_ENV,
        table=_SETTLE,
        secrets=(Secret.STRIPE,),
        timeout_seconds=HTTP_STRIPE_SECONDS,
    ),
    FunctionSpec(
        "change_order",
        "Changes an unpaid order, and replaces the link that is open for it.",
        routes=_routes(Audience.MERCHANT, "PATCH /v1/orders/{order_id}"),
        environment=_STRIPE_PAGE_ENV,
        table=_SETTLE,
        secrets=(Secret.STRIPE,),
        timeout_seconds=HTTP_STRIPE_SECONDS,
    ),
    FunctionSpec(
        "cancel_order",
        "Cancels an order, and credits it back if credits paid it.",
        routes=_routes(Audience.MERCHANT, "POST /v1/orders/{order_id}/cancel"),
        environment=_STRIPE_PAGE_ENV,
        table=_SETTLE,
        secrets=(Secret.STRIPE,),
        timeout_seconds=HTTP_STRIPE_SECONDS,
    ),
    FunctionSpec(
        "show_payment_page",
        "Shows the buyer the page of a payment link.",
        routes=_routes(Audience.PUBLIC, "GET /pay/{token}", "GET /pay/complete"),
        environment=_PAGE_ENV,
        table=_READ,
    ),
    FunctionSpec(
        "start_checkout",
        "Sends the buyer of a payment link to the hosted checkout.",
        routes=_routes(Audience.PUBLIC, "POST /pay/{token}/checkout"),
        environment=_STRIPE_PAGE_ENV,
        table=_SETTLE,
        secrets=(Secret.STRIPE,),
        timeout_seconds=HTTP_STRIPE_SECONDS,
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

_BACKGROUND = (
    FunctionSpec(
        "authorize_request",
        "Decides whose key a request carries.",
        trigger=AuthorizerTrigger(),
        environment=("TABLE_NAME", "OPERATOR_SECRET_ID"),
        table=_READ,
        secrets=(Secret.OPERATOR,),
    ),
    FunctionSpec(
        "process_webhook",
        "Looks at what a Stripe event is about and settles it.",
        trigger=QueueTrigger(Queue.WEBHOOKS, max_concurrency=10),
        environment=_STRIPE_ENV,
        table=_SETTLE,
        secrets=(Secret.STRIPE,),
        timeout_seconds=60,
    ),
    FunctionSpec(
        "relay_events",
        "Turns changes of the table into debit messages and domain events.",
        trigger=StreamTrigger(),
        environment=("DEBIT_QUEUE_URL", "CLOSING_QUEUE_URL", "BUS_NAME", "BUCKET_NAME"),
        sends_to=(Queue.DEBITS, Queue.CLOSINGS),
        publishes=True,
        bucket_prefix="rejected/",
        timeout_seconds=60,
    ),
    FunctionSpec(
        "auto_debit",
        "Pays orders from a wallet, many in one transaction.",
        trigger=QueueTrigger(Queue.DEBITS, max_concurrency=100),
        environment=("TABLE_NAME",),
        table=_SETTLE,
        queries=("list",),
        # A wallet whose message failed waits for six times this.
        timeout_seconds=20,
    ),
    FunctionSpec(
        "close_links",
        "Closes the open links of orders that need no payment any more.",
        trigger=QueueTrigger(Queue.CLOSINGS, max_concurrency=10),
        environment=_STRIPE_ENV,
        table=_SETTLE,
        secrets=(Secret.STRIPE,),
        timeout_seconds=60,
    ),
    FunctionSpec(
        "expire_links",
        "Closes payment links whose time is over.",
        trigger=ScheduleTrigger(every_minutes=1),
        environment=_STRIPE_ENV,
        table=_SETTLE,
        queries=("due",),
        secrets=(Secret.STRIPE,),
        timeout_seconds=120,
    ),
    FunctionSpec(
        "repair_payments",
        "Asks the provider about payments whose outcome nobody told us.",
        trigger=ScheduleTrigger(every_minutes=5),
        environment=_STRIPE_ENV,
        table=_SETTLE,
        queries=("due",),
        secrets=(Secret.STRIPE,),
        timeout_seconds=240,
    ),
    FunctionSpec(
        "wake_wallets",
        "Asks for another look at orders that waited for a time to come.",
        trigger=ScheduleTrigger(every_minutes=5),
        environment=("TABLE_NAME",),
        table=(Access.UPDATE,),
        queries=("due",),
        timeout_seconds=120,
    ),
)

FUNCTIONS: tuple[FunctionSpec, ...] = (*_HTTP, *_BACKGROUND)
"""Every deployed function."""

ROUTES: tuple[tuple[Route, FunctionSpec], ...] = tuple((route, spec) for spec in FUNCTIONS for route in spec.routes)
"""Every route of the HTTP API with the function that answers it."""
