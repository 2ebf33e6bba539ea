"""What an answer of SNS or SES means for the message: taken, refused, not now, or nobody knows."""

from collections.abc import Callable
from typing import Final

from shared.aws.answers import Answer
from shared.aws.connection import NoAnswer, NotConnected
from shared.aws.once import OnceClient
from shared.errors import AppError, OutcomeUnknown, ProviderRejected, ProviderUnavailable

_THROTTLED: Final = frozenset(
    {"Throttled", "ThrottledException", "Throttling", "ThrottlingException", "RequestLimitExceeded",
     "TooManyRequestsException", "LimitExceededException", "ServiceUnavailable"}
)  # fmt: skip
"""Not taken; also SES's daily quota (https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html)."""

_OPERATORS_MATTER: Final = frozenset(
    {"AccessDenied", "AccessDeniedException", "AccountSuspendedException", "AuthorizationError", "ExpiredToken",
     "ExpiredTokenException", "IncompleteSignature", "InvalidClientTokenId", "InvalidSignatureException",
     "InvalidSecurity", "MailFromDomainNotVerifiedException", "NotFoundException", "OptInRequired", "RequestExpired",
     "SendingPausedException", "SignatureDoesNotMatch", "UnrecognizedClientException"}
)  # fmt: skip
"""Not taken, and no other message would be (SES finds no configuration set): the dead-letter queue's alarm calls a
person."""


def post_once(
    client: OnceClient, path: str, content_type: str, body: bytes, code_of: Callable[[Answer], str]
) -> Answer:
    """The answer of a service that took the request. Raises what :mod:`shared.messaging.port` says."""
    try:
        answer = client.post(path, content_type, body)
    except NotConnected as error:
        raise ProviderUnavailable("the message service cannot be reached") from error
    except NoAnswer as error:
        raise OutcomeUnknown("the message service did not answer") from error
    if answer.status == 200:
        return answer
    raise refusal(answer.status, code_of(answer))


def refusal(status: int, code: str) -> AppError:
    """The error that a refusal with this code is."""
    if code in _OPERATORS_MATTER:
        return ProviderUnavailable(f"the message service takes no message of ours: {code}", code="sending_not_allowed")
    if status in (429, 503) or code in _THROTTLED:
        return ProviderUnavailable(f"the message service takes no messages now: {code}")
    if status >= 500:
        return OutcomeUnknown(f"the message service failed: {code}")
    return ProviderRejected(f"the message service refused the message: {code}", provider_code=code)
