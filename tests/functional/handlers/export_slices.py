"""Exports in slices of a few rows; in real ones there are thousands."""

from datetime import timedelta
from typing import Any

import pytest
from moto.s3 import models
from moto.s3.exceptions import NoSuchUpload

from shared.payments.exporting import pages, source, writing


def cut_small(patch: pytest.MonkeyPatch, *, entries: int, part_bytes: int) -> None:
    """A step reads so many entries of a partition, a slice is one step, and a part of the file may be small."""
    patch.setattr(source, "PAGE", entries)
    patch.setattr(pages, "BATCH", 2)
    patch.setattr(writing, "PART_BYTES", part_bytes)
    patch.setattr(writing, "PATIENCE", timedelta(0))
    patch.setattr(models, "S3_UPLOAD_PART_MIN_SIZE", 1)
    upload = models.S3Backend.upload_part

    def known(backend: Any, bucket: str, upload_id: str, *rest: Any) -> Any:
        """moto has no word for a part of an upload that is no more; S3 has."""
        if upload_id not in backend.get_bucket(bucket).multiparts:
            raise NoSuchUpload(upload_id=upload_id)
        return upload(backend, bucket, upload_id, *rest)

    patch.setattr(models.S3Backend, "upload_part", known)
