"""Those who carry messages to people; apart from the other wiring so that only who sends any loads them."""

from functools import cache

from shared.aws.once import SES, SNS, OnceClient, OnceService
from shared.messaging.ses import SesMail
from shared.messaging.sns import SnsSms
from shared.runtime import wiring
from shared.runtime.restoring import after_restore
from shared.runtime.settings import Environment, platform_variables


class MessageSettings(Environment):
    """As whom we write: ``sms_sender_id`` is ``-`` for none; SES tells us of mail by its configuration set."""

    mail_sender: str
    mail_configuration_set: str
    sms_sender_id: str


def sms(settings: MessageSettings) -> SnsSms:
    """SNS."""
    return SnsSms(_client(SNS), settings.sms_sender_id.removeprefix("-"))


def mail(settings: MessageSettings) -> SesMail:
    """SES."""
    return SesMail(_client(SES), settings.mail_sender, settings.mail_configuration_set)


@cache
def _client(service: OnceService) -> OnceClient:
    variables = platform_variables()
    return OnceClient(
        service, variables["AWS_REGION"], variables, wiring.credentials().current, lambda: wiring.clock().now()
    )


@after_restore
def forget_message_clients() -> None:
    """Make them anew, with connections of their own, at the next use."""
    _client.cache_clear()
