"""The bucket as documents need it: read and written through the SDK, signed for without it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from shared.aws.presigning import bucket_at
from shared.errors import Busy
from shared.links.documents.forms import Signer
from shared.runtime import wiring
from shared.runtime.settings import platform_variables

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import DeleteTypeDef


def signer(bucket_name: str) -> Signer:
    """Signs forms and addresses of the bucket as this function."""
    variables = platform_variables()
    return Signer(bucket_at(bucket_name, variables["AWS_REGION"], variables), wiring.credentials().current)


class S3DocumentBucket:
    """:class:`shared.links.documents.bucket.DocumentBucket` on S3."""

    def __init__(self, client: Callable[[], "S3Client"], name: str) -> None:
        self._client = client
        self._name = name

    def get(self, key: str, most: int) -> bytes | None:
        """One request; the rest of a longer object is not read. Without leave to list, S3 says 403 for 404."""
        client = self._client()
        try:
            answer = client.get_object(Bucket=self._name, Key=key)
        except client.exceptions.NoSuchKey:
            return None
        with answer["Body"] as content:
            return content.read(most)

    def put(self, key: str, content: bytes) -> None:
        """One request."""
        self._client().put_object(Bucket=self._name, Key=key, Body=content, ContentType="application/pdf")

    def delete(self, keys: Sequence[str]) -> None:
        """One request. Raises ``Busy`` when S3 kept any of them."""
        if len(keys) == 1:
            self._client().delete_object(Bucket=self._name, Key=keys[0])
            return
        wanted: DeleteTypeDef = {"Objects": [{"Key": key} for key in keys], "Quiet": True}
        answer = self._client().delete_objects(Bucket=self._name, Delete=wanted)
        if answer.get("Errors"):
            raise Busy("the bucket did not delete every object")

    def keys(self, prefix: str) -> list[str]:
        """One request."""
        answer = self._client().list_objects_v2(Bucket=self._name, Prefix=prefix)
        return [found["Key"] for found in answer.get("Contents", [])]
