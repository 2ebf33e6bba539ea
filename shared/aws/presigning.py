"""Forms and addresses by which somebody without credentials may put or get one object for a while.

https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html and sigv4-query-string-auth.html
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from hmac import digest
from typing import Any, Final
from urllib.parse import quote, urlsplit

from shared.aws.credentials import Credentials
from shared.aws.signing import ALGORITHM, signing_key

_SERVICE: Final = "s3"


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket by its name, its region and the address under which its objects lie, without a trailing slash."""

    name: str
    region: str
    url: str


@dataclass(frozen=True, slots=True)
class Form:
    """What to send a file with: a POST of ``fields`` as ``multipart/form-data`` to ``url``, the field ``file`` last."""

    url: str
    fields: Mapping[str, str]


def bucket_at(name: str, region: str, variables: Mapping[str, str]) -> Bucket:
    """The bucket's regional address, unless the platform names another endpoint, as for AWS's SDKs."""
    named = variables.get("AWS_ENDPOINT_URL_S3") or variables.get("AWS_ENDPOINT_URL")
    domain = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    return Bucket(name, region, f"{named.rstrip('/')}/{name}" if named else f"https://{name}.s3.{region}.{domain}")


def upload_form(
    bucket: Bucket,
    key: str,
    *,
    content_type: str,
    max_bytes: int,
    credentials: Credentials,
    at: datetime,
    expires_at: datetime,
) -> Form:
    """A form for this very key and type and 1 to ``max_bytes`` bytes, until it expires."""
    signed = {
        "x-amz-algorithm": ALGORITHM,
        "x-amz-credential": f"{credentials.key_id}/{_scope(bucket, at)}",
        "x-amz-date": _moment(at),
    }
    if credentials.token:
        signed["x-amz-security-token"] = credentials.token
    conditions: list[Any] = [
        {"bucket": bucket.name},
        {"key": key},
        {"Content-Type": content_type},
        ["content-length-range", 1, max_bytes],
        *({name: value} for name, value in signed.items()),
    ]
    policy = {"expiration": expires_at.strftime("%Y-%m-%dT%H:%M:%SZ"), "conditions": conditions}
    encoded = b64encode(json.dumps(policy).encode()).decode()
    fields = {"key": key, "Content-Type": content_type, **signed, "policy": encoded}
    return Form(f"{bucket.url}/", {**fields, "x-amz-signature": _signature(encoded, bucket, credentials, at)})


def download_url(
    bucket: Bucket, key: str, *, answer: Mapping[str, str], credentials: Credentials, at: datetime, seconds: int
) -> str:
    """An address at which this object can be got for so long; ``answer`` are ``response-…`` parameters of GetObject."""
    host, path = _split(bucket, key)
    parameters = {
        **answer,
        "X-Amz-Algorithm": ALGORITHM,
        "X-Amz-Credential": f"{credentials.key_id}/{_scope(bucket, at)}",
        "X-Amz-Date": _moment(at),
        "X-Amz-Expires": str(seconds),
        "X-Amz-SignedHeaders": "host",
    }
    if credentials.token:
        parameters["X-Amz-Security-Token"] = credentials.token
    query = "&".join(sorted(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in parameters.items()))
    canonical = f"GET\n{path}\n{query}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD"
    text = f"{ALGORITHM}\n{_moment(at)}\n{_scope(bucket, at)}\n{sha256(canonical.encode()).hexdigest()}"
    signature = _signature(text, bucket, credentials, at)
    return f"{bucket.url}/{quote(key, safe='/~')}?{query}&X-Amz-Signature={signature}"


def _split(bucket: Bucket, key: str) -> tuple[str, str]:
    parts = urlsplit(bucket.url)
    return parts.netloc, f"{parts.path}/{quote(key, safe='/~')}"


def _signature(text: str, bucket: Bucket, credentials: Credentials, at: datetime) -> str:
    key = signing_key(credentials.secret, _moment(at)[:8], bucket.region, _SERVICE)
    return digest(key, text.encode(), "sha256").hex()


def _scope(bucket: Bucket, at: datetime) -> str:
    return f"{_moment(at)[:8]}/{bucket.region}/{_SERVICE}/aws4_request"


def _moment(at: datetime) -> str:
    return at.strftime("%Y%m%dT%H%M%SZ")
