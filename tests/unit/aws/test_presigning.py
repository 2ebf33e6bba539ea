"""Our forms and addresses against those that AWS's own SDK makes."""

import json
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import botocore.auth
import pytest
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as SdkCredentials
from hypothesis import given
from hypothesis import strategies as st

from shared.aws.credentials import Credentials
from shared.aws.presigning import Bucket, Form, bucket_at, download_url, upload_form

_MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2050, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
_WORDS = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/+=", min_size=1, max_size=60)
_KEYS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), min_size=1, max_size=40)
_BUCKETS = st.builds(
    bucket_at,
    st.just("orderpay-dev-documents-1-eu"),
    st.sampled_from(["eu-central-1", "us-east-1", "cn-north-1"]),
    st.sampled_from([{}, {"AWS_ENDPOINT_URL": "http://127.0.0.1:4566"}, {"AWS_ENDPOINT_URL_S3": "http://s3.test/"}]),
)
AT = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)


@given(_BUCKETS, _KEYS, st.integers(1, 10**9), _WORDS, st.none() | _WORDS, _MOMENTS)
def test_a_form_is_the_one_that_the_sdk_makes(
    bucket: Bucket, key: str, most: int, secret: str, token: str | None, at: datetime
) -> None:
    form = upload_form(
        bucket,
        key,
        content_type="application/pdf",
        max_bytes=most,
        credentials=Credentials("AKID", secret, token),
        at=at,
        expires_at=at + timedelta(hours=1),
    )

    assert form.fields == _fields_of_sdk(bucket, key, most, SdkCredentials("AKID", secret, token), at)
    assert form.url == f"{bucket.url}/"


@given(_BUCKETS, _KEYS, st.text(max_size=40), _WORDS, st.none() | _WORDS, _MOMENTS, st.integers(1, 604_800))
def test_an_address_is_the_one_that_the_sdk_makes(
    bucket: Bucket, key: str, disposition: str, secret: str, token: str | None, at: datetime, seconds: int
) -> None:
    answer = {"response-content-disposition": disposition, "response-content-type": "application/pdf"}
    credentials = Credentials("AKID", secret, token)

    ours = download_url(bucket, key, answer=answer, credentials=credentials, at=at, seconds=seconds)

    unsigned = ours.partition("?")[0]
    with _sdk_time(at):
        request = AWSRequest("GET", unsigned, params=answer)
        signer = botocore.auth.S3SigV4QueryAuth(SdkCredentials("AKID", secret, token), "s3", bucket.region, seconds)
        signer.add_auth(request)
    assert _parts(ours) == _parts(str(request.url))


def test_a_form_is_good_for_one_key_one_type_a_size_and_a_while() -> None:
    policy = json.loads(b64decode(_form().fields["policy"]))
    assert policy["expiration"] == "2026-11-22T11:30:00Z"
    assert {"bucket": "documents"} in policy["conditions"]
    assert {"key": "uploads/lnk_1/upl_1"} in policy["conditions"]
    assert {"Content-Type": "application/pdf"} in policy["conditions"]
    assert ["content-length-range", 1, 10_485_760] in policy["conditions"]


def test_a_bucket_lies_at_its_regional_address_or_behind_the_endpoint_that_the_platform_names() -> None:
    assert bucket_at("b", "eu-central-1", {}).url == "https://b.s3.eu-central-1.amazonaws.com"
    assert bucket_at("b", "cn-north-1", {}).url == "https://b.s3.cn-north-1.amazonaws.com.cn"
    assert bucket_at("b", "eu-central-1", {"AWS_ENDPOINT_URL": "http://h:1/"}).url == "http://h:1/b"
    both = {"AWS_ENDPOINT_URL": "http://h:1", "AWS_ENDPOINT_URL_S3": "http://s:2"}
    assert bucket_at("b", "eu-central-1", both).url == "http://s:2/b"


def _form() -> Form:
    return upload_form(
        Bucket("documents", "eu-central-1", "https://documents.test"),
        "uploads/lnk_1/upl_1",
        content_type="application/pdf",
        max_bytes=10_485_760,
        credentials=Credentials("AKID", "secret"),
        at=AT,
        expires_at=AT + timedelta(hours=1),
    )


def _fields_of_sdk(bucket: Bucket, key: str, most: int, credentials: SdkCredentials, at: datetime) -> dict[str, str]:
    fields = {"key": key, "Content-Type": "application/pdf"}
    conditions = [
        {"bucket": bucket.name},
        {"key": key},
        {"Content-Type": "application/pdf"},
        ["content-length-range", 1, most],
    ]
    expiration = (at + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    request = AWSRequest("POST", f"{bucket.url}/")
    request.context["s3-presign-post-fields"] = fields
    request.context["s3-presign-post-policy"] = {"expiration": expiration, "conditions": conditions}
    with _sdk_time(at):
        botocore.auth.S3SigV4PostAuth(credentials, "s3", bucket.region).add_auth(request)
    return fields


def _parts(address: str) -> tuple[str, str, str, dict[str, list[str]]]:
    parts = urlsplit(address)
    return parts.scheme, parts.netloc, parts.path, parse_qs(parts.query, keep_blank_values=True, strict_parsing=True)


@contextmanager
def _sdk_time(at: datetime) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.auth, "get_current_datetime", lambda: at.replace(tzinfo=None))
        yield
