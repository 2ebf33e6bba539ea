"""Our signature against the one that AWS's own SDK makes."""

from datetime import UTC, datetime

import botocore.auth
import pytest
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as SdkCredentials
from hypothesis import given
from hypothesis import strategies as st

from shared.aws.credentials import Credentials
from shared.aws.signing import signed

_MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2050, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
_WORDS = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/+=", min_size=1, max_size=60)


@given(
    body=st.binary(max_size=300),
    region=st.sampled_from(["eu-central-1", "us-east-1", "cn-north-1"]),
    service=st.sampled_from(["dynamodb", "sqs", "events", "secretsmanager"]),
    secret=_WORDS,
    token=st.none() | _WORDS,
    at=_MOMENTS,
)
def test_it_is_the_signature_that_the_sdk_makes(
    body: bytes, region: str, service: str, secret: str, token: str | None, at: datetime
) -> None:
    host = f"{service}.{region}.amazonaws.com"
    headers = {"content-type": "application/x-amz-json-1.0", "host": host, "x-amz-target": "Any_20120810.Thing"}

    ours = signed(headers, body, region=region, service=service, credentials=Credentials("AKID", secret, token), at=at)

    assert ours["authorization"] == _of_sdk(headers, body, region, service, SdkCredentials("AKID", secret, token), at)


def test_every_header_given_is_signed() -> None:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    headers = {"host": "h", "x-amz-target": "T.O"}

    def signature(**more: str) -> str:
        given_headers = headers | {name.replace("_", "-"): value for name, value in more.items()}
        done = signed(given_headers, b"", region="r", service="s", credentials=Credentials("k", "s"), at=at)
        return done["authorization"]

    assert len({signature(), signature(x_amz_target="T.P"), signature(x_other="1"), signature(x_other="2")}) == 4


def _of_sdk(
    headers: dict[str, str], body: bytes, region: str, service: str, credentials: SdkCredentials, at: datetime
) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.auth, "get_current_datetime", lambda: at.replace(tzinfo=None))
        request = AWSRequest("POST", f"https://{headers['host']}/", headers, body)
        botocore.auth.SigV4Auth(credentials, service, region).add_auth(request)
    return str(request.headers["Authorization"])
