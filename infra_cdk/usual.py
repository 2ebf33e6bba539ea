"""What many functions of the table need alike: grants and environment."""

from infra_cdk.spec import Access

READ = (Access.GET,)
WRITE = (Access.GET, Access.PUT, Access.UPDATE)
DEBIT = (*WRITE, Access.CHECK)
SETTLE = (*DEBIT, Access.BATCH_GET)
STRIPE_ENV = ("TABLE_NAME", "STRIPE_SECRET_ID", "STRIPE_API_BASE", "DEPLOYMENT_ID")
STRIPE_PAGE_ENV = (*STRIPE_ENV, "PUBLIC_BASE_URL")
PAGE_ENV = ("TABLE_NAME", "PUBLIC_BASE_URL")


def common_environment(name: str) -> dict[str, str]:
    """What every function is told: its name and level for the log, and that no plugin of pydantic is to be looked for
    (it would list every folder of the path and read the metadata of all packages: there are none).
    """
    return {
        "POWERTOOLS_SERVICE_NAME": name,
        "POWERTOOLS_LOG_LEVEL": "INFO",
        "PYDANTIC_DISABLE_PLUGINS": "__all__",
    }
