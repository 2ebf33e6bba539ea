"""Signature Version 4 of a POST, in headers.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from hmac import digest
from typing import Final

from shared.aws.credentials import Credentials

ALGORITHM: Final = "AWS4-HMAC-SHA256"


def signed(
    headers: Mapping[str, str],
    body: bytes,
    *,
    region: str,
    service: str,
    credentials: Credentials,
    at: datetime,
    path: str = "/",
) -> dict[str, str]:
    """The headers with date, token and signature; ``headers`` have lower-case names and hold ``host``.

    ``path`` has nothing in it that would have to be escaped. Every header given is signed, so none may be added or
    changed on the way to the service.
    """
    moment = at.strftime("%Y%m%dT%H%M%SZ")
    dated = {**headers, "x-amz-date": moment}
    if credentials.token:
        dated["x-amz-security-token"] = credentials.token
    names = sorted(dated)
    signed_names = ";".join(names)
    lines = "".join(f"{name}:{dated[name]}\n" for name in names)
    canonical = f"POST\n{path}\n\n{lines}\n{signed_names}\n{sha256(body).hexdigest()}"
    scope = f"{moment[:8]}/{region}/{service}/aws4_request"
    text = f"{ALGORITHM}\n{moment}\n{scope}\n{sha256(canonical.encode()).hexdigest()}"
    signature = digest(signing_key(credentials.secret, moment[:8], region, service), text.encode(), "sha256").hex()
    dated["authorization"] = (
        f"{ALGORITHM} Credential={credentials.key_id}/{scope}, SignedHeaders={signed_names}, Signature={signature}"
    )
    return dated


@lru_cache(maxsize=8)
def signing_key(secret: str, date: str, region: str, service: str) -> bytes:
    """Good for a day; deriving it costs more than the signature."""
    key = digest(f"AWS4{secret}".encode(), date.encode(), "sha256")
    for part in (region, service, "aws4_request"):
        key = digest(key, part.encode(), "sha256")
    return key
