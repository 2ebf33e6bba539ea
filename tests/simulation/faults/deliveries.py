"""What can happen on the way of a stream record, a message, a webhook or a scheduled run, by delivering action."""

from typing import Final

DELIVERY_FAULTS: Final[dict[str, frozenset[str]]] = {
    "relay": frozenset({"stream_duplicated", "stream_replayed", "stream_reordered", "stream_poisoned"}),
    "record": frozenset({"stream_duplicated", "stream_replayed", "stream_reordered", "stream_poisoned"}),
    "consume": frozenset(
        {
            "queue_batch_cut",
            "queue_duplicated",
            "queue_twice_at_once",
            "queue_reordered",
            "queue_consumer_lost",
            "queue_exhausted",
        }
    ),
    "call_back": frozenset({"queue_batch_cut", "queue_duplicated", "queue_twice_at_once", "queue_consumer_lost"}),
    "call_again": frozenset({"queue_duplicated", "queue_twice_at_once", "queue_consumer_lost", "queue_exhausted"}),
    "retry_callbacks": frozenset({"schedule_twice"}),
    "deliver_webhook": frozenset(
        {"webhook_duplicated", "webhook_reordered", "webhook_lost", "webhook_answer_lost", "webhook_late"}
    ),
    "deliver_webhooks": frozenset({"webhook_duplicated", "webhook_lost", "webhook_answer_lost"}),
    "flow": frozenset(
        {"stream_duplicated", "queue_duplicated", "webhook_duplicated", "webhook_lost", "webhook_answer_lost"}
    ),
    "shop_delivers": frozenset({"shop_duplicated", "shop_reordered", "shop_lost", "shop_late", "shop_answer_lost"}),
    "shop_delivers_all": frozenset({"shop_duplicated", "shop_reordered", "shop_lost", "shop_answer_lost"}),
    "take_orders": frozenset(
        {"queue_batch_cut", "queue_duplicated", "queue_twice_at_once", "queue_consumer_lost", "queue_exhausted"}
    ),
    "retry_shop_orders": frozenset({"schedule_twice"}),
    "run_schedule": frozenset({"schedule_twice", "schedule_late"}),
    "pass_time": frozenset({"schedule_skipped", "clock_jump"}),
}
