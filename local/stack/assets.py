"""Upload what the templates refer to, once per content."""

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from local.stack.assembly import Asset

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def upload(s3: "S3Client", asset: Asset) -> bool:
    """Put an asset into its bucket; return False when it is there already (its key is the hash of its content)."""
    if _exists(s3, asset):
        return False
    body = zip_folder(asset.source) if asset.is_folder else asset.source.read_bytes()
    s3.put_object(Bucket=asset.bucket, Key=asset.key, Body=body)
    return True


def _exists(s3: "S3Client", asset: Asset) -> bool:
    try:
        s3.head_object(Bucket=asset.bucket, Key=asset.key)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
            raise
        return False
    return True


def zip_folder(folder: Path) -> bytes:
    """Zip a folder without compressing it: the emulator unpacks it once per worker process."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED, strict_timestamps=False) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder))
    return buffer.getvalue()
