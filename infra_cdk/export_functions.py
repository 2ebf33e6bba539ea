"""The part of the table of functions about what merchants and the operator take home."""

from infra_cdk.spec import (
    MAIN,
    Access,
    Audience,
    FunctionSpec,
    ObjectAccess,
    Objects,
    Queue,
    QueueTrigger,
    Route,
    ScheduleTrigger,
    Secret,
)
from infra_cdk.usual import EXPORTS, LISTS, SETTLE, STRIPE_ENV

EXPORTING: tuple[FunctionSpec, ...] = (
    FunctionSpec(
        "manage_exports",
        "Answers small exports at once, and tells how far large ones are.",
        routes=tuple(
            Route(key, Audience.MERCHANT)
            for key in (
                "GET /v1/exports/orders",
                "GET /v1/exports/payments",
                "GET /v1/exports/journal",
                "POST /v1/exports",
                "GET /v1/exports",
                "GET /v1/exports/{export_id}",
            )
        ),
        environment=("TABLE_NAME", "BUCKET_NAME"),
        table=(*LISTS, Access.PUT),
        queries=(MAIN, "list"),
        # What it signs an address for, it must be allowed to get itself.
        objects=(Objects(EXPORTS, (ObjectAccess.GET,)),),
    ),
    FunctionSpec(
        "write_exports",
        "Writes large exports to the bucket, slice by slice.",
        trigger=QueueTrigger(Queue.EXPORTS, max_concurrency=5, batch_size=1),
        environment=("TABLE_NAME", "BUCKET_NAME"),
        table=(*LISTS, Access.UPDATE),
        queries=(MAIN, "list"),
        objects=(Objects(EXPORTS, (ObjectAccess.GET, ObjectAccess.PUT)),),
        # Without leave to list, S3 says "forbidden" of what is not there.
        lists_bucket=True,
        timeout_seconds=120,
    ),
    FunctionSpec(
        "read_payouts",
        "Shows payouts of the provider, with what they consist of.",
        routes=(
            *(Route(key, Audience.MERCHANT) for key in ("GET /v1/payouts", "GET /v1/payouts/{payout_id}")),
            *(
                Route(key, Audience.OPERATOR)
                for key in ("GET /v1/platform/payouts", "GET /v1/platform/payouts/{payout_id}")
            ),
        ),
        environment=("TABLE_NAME",),
        table=LISTS,
        queries=(MAIN, "list"),
    ),
    FunctionSpec(
        "follow_payouts",
        "Records the provider's payouts, and whose payments they consist of.",
        trigger=ScheduleTrigger(every_minutes=5),
        environment=STRIPE_ENV,
        table=SETTLE,
        queries=("list", "due"),
        secrets=(Secret.STRIPE,),
        timeout_seconds=120,
    ),
)
