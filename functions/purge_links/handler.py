"""Links that were made 90 days ago, forgotten with all that is kept for them."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from shared.links.documents.bucket import delete_documents
from shared.payments.retention.purging import PurgeContext, due_purges, purge_link
from shared.runtime import bucket
from shared.runtime.documents import S3DocumentBucket
from shared.runtime.settings import read_settings
from shared.runtime.stripe_wiring import CollectingSettings, payment_context
from shared.runtime.sweep import sweep
from shared.stripe_gateway.client import SWEEP


class Settings(CollectingSettings):
    """What collecting needs, for links that have not ended, and the bucket with their documents."""

    bucket_name: str


def purge_context() -> PurgeContext:
    """The worlds outside."""
    settings = read_settings(Settings)
    documents = S3DocumentBucket(bucket.s3, settings.bucket_name)
    return PurgeContext(payment_context(settings, SWEEP), partial(delete_documents, documents))


def lambda_handler(_event: Mapping[str, Any], _context: Any) -> dict[str, Any]:
    """One sweep; what failed is due again, so running late or twice does no harm."""
    purge = purge_context()
    return sweep(due_purges(purge.payments), partial(purge_link, purge))
