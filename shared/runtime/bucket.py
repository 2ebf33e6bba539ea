"""The bucket; apart from the other wiring so that only who may write to it carries AWS's SDK."""

from functools import cache
from typing import TYPE_CHECKING

from shared.runtime.restoring import after_restore

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@cache
def s3() -> "S3Client":
    """The bucket is rarely needed: the SDK is loaded only then."""
    import boto3
    from botocore.config import Config

    return boto3.client("s3", config=Config(connect_timeout=1, read_timeout=3, retries={"mode": "standard"}))


@after_restore
def forget_bucket() -> None:
    """Make the client anew at the next use."""
    s3.cache_clear()
