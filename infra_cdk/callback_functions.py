"""The part of the table of functions that tells merchants' own servers what happened."""

from infra_cdk.limits import HTTP_STRIPE_SECONDS
from infra_cdk.spec import MAIN, Access, Audience, FunctionSpec, Queue, QueueTrigger, Route, ScheduleTrigger
from infra_cdk.usual import CALLBACK_ENV, WRITE

_TEST_RATE = 10
"""Each is a request to somebody else's server, and waited for."""

CALLBACKS = (
    FunctionSpec(
        "manage_callbacks",
        "Keeps where a merchant's callbacks go, shows what became of them, and has some sent once more.",
        routes=(
            *(
                Route(key, Audience.MERCHANT)
                for key in (
                    "PUT /v1/callback-endpoint",
                    "GET /v1/callback-endpoint",
                    "DELETE /v1/callback-endpoint",
                    "POST /v1/callback-endpoint/rotate-secret",
                    "POST /v1/callback-endpoint/enable",
                    "GET /v1/callbacks",
                    "GET /v1/callbacks/{callback_id}",
                    "POST /v1/callbacks/{callback_id}/replay",
                    "POST /v1/callbacks/replay",
                )
            ),
            Route("POST /v1/callback-endpoint/test", Audience.MERCHANT, _TEST_RATE),
        ),
        environment=("TABLE_NAME", "CALLBACK_TARGETS", "CALLBACK_RETRY_QUEUE_URL"),
        table=(*WRITE, Access.BATCH_GET, Access.DELETE),
        queries=(MAIN, "list"),
        sends_to=(Queue.CALLBACK_RETRIES,),
        timeout_seconds=HTTP_STRIPE_SECONDS,
    ),
    FunctionSpec(
        "send_callbacks",
        "Tells merchants' servers of events, in order for each thing.",
        # Ten calls beside each other in each; nobody is waited for longer than 3 s.
        trigger=QueueTrigger(Queue.CALLBACKS, max_concurrency=100),
        environment=CALLBACK_ENV,
        table=WRITE,
        queries=(MAIN,),
        timeout_seconds=30,
    ),
    FunctionSpec(
        "resend_callbacks",
        "Tries callbacks again, looks at servers that are not well, and replays.",
        # One lane of a merchant at a time: who waits for a slow server keeps no other lane waiting.
        trigger=QueueTrigger(Queue.CALLBACK_RETRIES, max_concurrency=100, batch_size=1),
        environment=(*CALLBACK_ENV, "CALLBACK_RETRY_QUEUE_URL"),
        table=(*WRITE, Access.BATCH_GET, Access.DELETE),
        queries=(MAIN, "due", "list"),
        sends_to=(Queue.CALLBACK_RETRIES,),
        timeout_seconds=60,
    ),
    FunctionSpec(
        "retry_callbacks",
        "Asks for another try of callbacks that are due.",
        trigger=ScheduleTrigger(every_minutes=1),
        environment=("TABLE_NAME", "CALLBACK_RETRY_QUEUE_URL"),
        queries=("due",),
        sends_to=(Queue.CALLBACK_RETRIES,),
        timeout_seconds=120,
    ),
)
