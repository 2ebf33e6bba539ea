"""What many functions of the table need alike: grants and environment."""

from infra_cdk.spec import Access, ObjectAccess, Objects

READ = (Access.GET,)
LISTS = (Access.GET, Access.BATCH_GET)
WRITE = (Access.GET, Access.PUT, Access.UPDATE)
DEBIT = (*WRITE, Access.CHECK)
SETTLE = (*DEBIT, Access.BATCH_GET)
STRIPE_ENV = ("TABLE_NAME", "STRIPE_SECRET_ID", "STRIPE_API_BASE", "DEPLOYMENT_ID")
STRIPE_PAGE_ENV = (*STRIPE_ENV, "PUBLIC_BASE_URL")
PAGE_ENV = ("TABLE_NAME", "PUBLIC_BASE_URL")
MESSAGE_ENV = ("MAIL_SENDER", "MAIL_CONFIGURATION_SET", "SMS_SENDER_ID")
OUTLET_ENV = (
    *("DEBIT_QUEUE_URL", "CLOSING_QUEUE_URL", "SENDING_QUEUE_URL", "REFILL_QUEUE_URL"),
    *("EXPORT_QUEUE_URL", "CALLBACK_QUEUE_URL", "SHOP_ORDER_QUEUE_URL"),
)
CALLBACK_ENV = ("TABLE_NAME", "CALLBACK_TARGETS", "CALLBACK_DISABLE_HOURS")
REJECTS = (Objects("rejected/", (ObjectAccess.PUT,)),)
UPLOADS, DOCUMENTS, EXPORTS, DELIVERIES = "uploads/", "documents/", "exports/", "deliveries/"

COMMON_ENVIRONMENT = {"LOG_LEVEL": "INFO", "PYDANTIC_DISABLE_PLUGINS": "__all__"}
"""What every function is told. pydantic would look for plugins, of which there are none, in all folders of the path."""
