"""The part of the table of functions that brings orders from paid to completed."""

from infra_cdk.spec import FunctionSpec, Queue, QueueTrigger, ScheduleTrigger, Secret
from infra_cdk.usual import SETTLE, STRIPE_ENV

CLEARING = (
    FunctionSpec(
        "clear_payments",
        "Completes orders once the provider says that their money is available.",
        trigger=ScheduleTrigger(every_minutes=5),
        environment=(*STRIPE_ENV, "CLEARING_DAYS", "CLEARING_QUEUE_URL"),
        table=SETTLE,
        queries=("due",),
        sends_to=(Queue.CLEARINGS,),
        secrets=(Secret.STRIPE,),
        timeout_seconds=240,
    ),
    FunctionSpec(
        "complete_orders",
        "Looks at money that `clear_payments` has no time for, and completes what it paid.",
        # With two calls for each payment a fifth of what Stripe takes of an account in a second.
        trigger=QueueTrigger(Queue.CLEARINGS, max_concurrency=10),
        environment=(*STRIPE_ENV, "CLEARING_DAYS"),
        table=SETTLE,
        secrets=(Secret.STRIPE,),
        timeout_seconds=60,
    ),
)
