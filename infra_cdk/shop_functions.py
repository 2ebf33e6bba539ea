"""The part of the table of functions about shops that are connected, and what they deliver."""

from infra_cdk.spec import (
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
from infra_cdk.usual import DELIVERIES, SETTLE, STRIPE_ENV, WRITE

# Shops deliver in bursts. What comes beyond is answered 429: Shopify sends it again, WooCommerce does not.
_DELIVERY_RATE = 2_000

SHOPS: tuple[FunctionSpec, ...] = (
    FunctionSpec(
        "receive_shop_order",
        "Checks what a shop delivers, and keeps it with one conditional write.",
        routes=tuple(
            Route(f"POST /v1/shop-orders/{system}/{{connection_id}}", Audience.PUBLIC, _DELIVERY_RATE)
            for system in ("shopify", "woocommerce")
        ),
        environment=("TABLE_NAME", "BUCKET_NAME"),
        table=(Access.GET, Access.PUT),
        objects=(Objects(DELIVERIES, (ObjectAccess.PUT,)),),
    ),
    FunctionSpec(
        "manage_shops",
        "Keeps a merchant's connections to shops, shows what they delivered, and has some taken up anew.",
        routes=tuple(
            Route(key, Audience.MERCHANT)
            for key in (
                "POST /v1/shop-connections",
                "GET /v1/shop-connections",
                "GET /v1/shop-connections/{connection_id}",
                "PATCH /v1/shop-connections/{connection_id}",
                "DELETE /v1/shop-connections/{connection_id}",
                "POST /v1/shop-connections/{connection_id}/rotate-secret",
                "POST /v1/shop-connections/{connection_id}/test",
                "GET /v1/shop-connections/{connection_id}/deliveries",
                "GET /v1/shop-connections/{connection_id}/deliveries/{delivery_id}",
                "POST /v1/shop-connections/{connection_id}/deliveries/{delivery_id}/replay",
                "POST /v1/shop-connections/{connection_id}/deliveries/replay",
            )
        ),
        environment=("TABLE_NAME", "BUCKET_NAME", "PUBLIC_BASE_URL"),
        table=(*WRITE, Access.BATCH_GET, Access.DELETE),
        queries=("list",),
        objects=(Objects(DELIVERIES, (ObjectAccess.GET,)),),
    ),
    FunctionSpec(
        "take_shop_orders",
        "Makes orders, changes and cancellations of what shops delivered.",
        # One after the other for each order; a burst is worked off by twenty, and takes no more of the provider.
        trigger=QueueTrigger(Queue.SHOP_ORDERS, max_concurrency=20),
        environment=(*STRIPE_ENV, "BUCKET_NAME"),
        table=SETTLE,
        queries=("list",),
        secrets=(Secret.STRIPE,),
        objects=(Objects(DELIVERIES, (ObjectAccess.GET,)),),
        timeout_seconds=60,
    ),
    FunctionSpec(
        "retry_shop_orders",
        "Has what shops delivered tried again, once it is due.",
        trigger=ScheduleTrigger(every_minutes=5),
        environment=("TABLE_NAME",),
        table=(Access.GET, Access.UPDATE),
        queries=("due",),
        timeout_seconds=120,
    ),
)
