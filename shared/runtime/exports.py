"""The bucket as exports need it: written through the SDK, signed for without it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from shared.aws.presigning import bucket_at, download_url
from shared.exports.bucket import Assembled
from shared.exports.model import URL_SECONDS, Export, Part
from shared.runtime import wiring
from shared.runtime.settings import platform_variables

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

CSV: Final = "text/csv; charset=utf-8; header=present"
_OTHERS: Final = frozenset({"InvalidPart", "InvalidPartOrder", "EntityTooSmall", "InvalidRequest"})
"""What S3 says of parts that are not those that it has."""


def signed_url(bucket_name: str, export: Export) -> str | None:
    """Where the file can be got for a quarter of an hour; ``None`` while there is none, and when it is gone."""
    now, variables = wiring.clock().now(), platform_variables()
    if export.expires_at is None or now >= export.expires_at:
        return None
    return download_url(
        bucket_at(bucket_name, variables["AWS_REGION"], variables),
        export.key,
        answer={
            "response-cache-control": "private, no-store",
            "response-content-disposition": disposition(export.span.filename),
            "response-content-type": CSV,
        },
        credentials=wiring.credentials().current(),
        at=now,
        seconds=URL_SECONDS,
    )


def disposition(filename: str) -> str:
    """What has a browser keep it under this name."""
    return f'attachment; filename="{filename}"'


class S3ExportBucket:
    """:class:`shared.exports.bucket.ExportBucket` on S3."""

    def __init__(self, client: Callable[[], "S3Client"], name: str) -> None:
        self._client = client
        self._name = name

    def begin(self, key: str) -> str:
        """One request; what is never assembled is dropped by the bucket's lifecycle after a day."""
        return self._client().create_multipart_upload(Bucket=self._name, Key=key, ContentType=CSV)["UploadId"]

    def add(self, key: str, upload_id: str, number: int, content: bytes) -> Part | None:
        """One request. S3 wants the checksum that the SDK sent to be named again with the part."""
        client = self._client()
        try:
            answer = client.upload_part(Bucket=self._name, Key=key, UploadId=upload_id, PartNumber=number, Body=content)
        except client.exceptions.ClientError as error:
            if error.response["Error"]["Code"] == "NoSuchUpload":
                return None
            raise
        return Part(answer["ETag"], answer.get("ChecksumCRC32") or None)

    def assemble(self, key: str, upload_id: str, parts: Sequence[Part]) -> Assembled:
        """One request."""
        client = self._client()
        named = [_named(number, part) for number, part in enumerate(parts, start=1)]
        try:
            client.complete_multipart_upload(
                Bucket=self._name, Key=key, UploadId=upload_id, MultipartUpload={"Parts": named}
            )
        except client.exceptions.ClientError as error:
            code = error.response["Error"]["Code"]
            if code == "NoSuchUpload":
                return Assembled.GONE
            if code in _OTHERS:
                return Assembled.DIFFERS
            raise
        return Assembled.DONE

    def exists(self, key: str) -> bool:
        """One request."""
        answer = self._client().list_objects_v2(Bucket=self._name, Prefix=key, MaxKeys=1)
        return any(found["Key"] == key for found in answer.get("Contents", []))

    def put(self, key: str, content: bytes) -> None:
        """One request."""
        self._client().put_object(Bucket=self._name, Key=key, Body=content, ContentType=CSV)

    def get(self, key: str) -> bytes | None:
        """One request. Without leave to list, S3 says 403 for 404."""
        client = self._client()
        try:
            answer = client.get_object(Bucket=self._name, Key=key)
        except client.exceptions.NoSuchKey:
            return None
        with answer["Body"] as content:
            return content.read()


def _named(number: int, part: Part) -> "CompletedPartTypeDef":
    named: CompletedPartTypeDef = {"PartNumber": number, "ETag": part.tag}
    if part.checksum is not None:
        named["ChecksumCRC32"] = part.checksum
    return named
