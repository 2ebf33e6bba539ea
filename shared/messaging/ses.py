"""Mail through SES. https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html"""

import json
from email.header import Header
from email.utils import formataddr
from typing import Any, Final

from shared.aws.answers import Answer
from shared.aws.once import OnceClient
from shared.errors import OutcomeUnknown
from shared.messaging.outcomes import post_once
from shared.messaging.port import Mail

_PATH: Final = "/v2/email/outbound-emails"
_LONGEST_NAME: Final = 100
"""Bytes, so that the sender has less than the 320 letters of an address also where a name is encoded."""

_LONGEST_WORD: Final = 75


class SesMail:
    """``sender`` is an address of an identity that SES has verified; events of the ``configuration_set`` come to us."""

    def __init__(self, client: OnceClient, sender: str, configuration_set: str) -> None:
        self._client = client
        self._sender = sender
        self._configuration_set = configuration_set

    def send(self, mail: Mail) -> str:
        """One recipient, plain text."""
        content = {"Subject": _data(one_line(mail.subject)), "Body": {"Text": _data(mail.text)}}
        request: dict[str, Any] = {
            "FromEmailAddress": _sender(one_line(mail.sender_name), self._sender),
            "Destination": {"ToAddresses": [mail.to]},
            "Content": {"Simple": content},
            "EmailTags": [{"Name": name, "Value": value} for name, value in mail.tags.items()],
            "ConfigurationSetName": self._configuration_set,
        }
        if mail.reply_to is not None:
            request["ReplyToAddresses"] = [mail.reply_to]
        answer = post_once(self._client, _PATH, "application/json", json.dumps(request).encode(), _code)
        try:
            return str(json.loads(answer.body)["MessageId"])
        except (ValueError, KeyError, TypeError) as error:
            raise OutcomeUnknown("the message service's answer cannot be read") from error


def one_line(text: str) -> str:
    """What goes into a header: no line break of any kind and nothing unprintable, so that it cannot start another."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _sender(name: str, address: str) -> str:
    """What is not ASCII in encoded words (RFC 2047) of no more than 75 letters, which ``formataddr`` does not heed."""
    shown = name.encode()[:_LONGEST_NAME].decode(errors="ignore").strip()
    if shown.isascii():
        return formataddr((shown, address))
    return f"{Header(shown, 'utf-8', maxlinelen=_LONGEST_WORD).encode(linesep='')} <{address}>"


def _data(text: str) -> dict[str, str]:
    return {"Data": text, "Charset": "UTF-8"}


def _code(answer: Answer) -> str:
    """The error's name stands in a header, before a colon, or in the body."""
    named = answer.headers.get("x-amzn-errortype", "")
    if not named:
        try:
            named = str(json.loads(answer.body).get("__type", ""))
        except (ValueError, AttributeError):
            named = ""
    return named.split(":")[0].rsplit("#", 1)[-1] or "unknown"
