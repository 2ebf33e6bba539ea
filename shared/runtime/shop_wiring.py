"""The bucket as deliveries of shops need it, through the SDK, which is loaded for bodies that need it only."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from shared.runtime import bucket

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class S3DeliveryBucket:
    """:class:`shared.shops.bucket.DeliveryBucket` on S3."""

    def __init__(self, client: Callable[[], "S3Client"], name: str) -> None:
        self._client = client
        self._name = name

    def put(self, key: str, content: bytes) -> None:
        """One request."""
        self._client().put_object(Bucket=self._name, Key=key, Body=content, ContentType="text/plain")

    def get(self, key: str) -> bytes:
        """One request."""
        with self._client().get_object(Bucket=self._name, Key=key)["Body"] as content:
            return content.read()


def deliveries(bucket_name: str) -> S3DeliveryBucket:
    """Of this deployment."""
    return S3DeliveryBucket(bucket.s3, bucket_name)
