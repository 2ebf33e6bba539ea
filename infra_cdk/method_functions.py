"""The part of the table of functions about merchants' own payment methods."""

from infra_cdk.limits import HTTP_STRIPE_SECONDS
from infra_cdk.spec import Access, Audience, FunctionSpec, Route, ScheduleTrigger, Secret
from infra_cdk.usual import STRIPE_ENV, WRITE

_METHODS = "/v1/payment-methods"

METHODS: tuple[FunctionSpec, ...] = (
    FunctionSpec(
        "manage_methods",
        "Lists, links, orders and unlinks payment methods.",
        routes=tuple(
            Route(key, Audience.MERCHANT)
            for key in (
                f"GET {_METHODS}",
                f"POST {_METHODS}",
                f"PATCH {_METHODS}",
                f"DELETE {_METHODS}/{{method_id}}",
                "POST /v1/portal-sessions",
            )
        ),
        environment=STRIPE_ENV,
        table=(*WRITE, Access.BATCH_GET),
        secrets=(Secret.STRIPE,),
        timeout_seconds=HTTP_STRIPE_SECONDS,
    ),
    FunctionSpec(
        "read_shop_methods",
        "Tells what the buyers of a shop can pay with.",
        routes=(Route("GET /v1/shops/{shop_id}/payment-methods", Audience.MERCHANT),),
        environment=STRIPE_ENV,
        table=(Access.GET,),
        secrets=(Secret.STRIPE,),
        timeout_seconds=HTTP_STRIPE_SECONDS,
    ),
    FunctionSpec(
        "remind_methods",
        "Tells of cards that are about to expire, and ends set-ups and unlinkings that were left open.",
        trigger=ScheduleTrigger(every_minutes=5),
        environment=STRIPE_ENV,
        table=(*WRITE, Access.BATCH_GET),
        queries=("due",),
        secrets=(Secret.STRIPE,),
        timeout_seconds=240,
    ),
)
