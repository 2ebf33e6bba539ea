"""SMS through SNS. Its API takes forms and answers XML, of which one element at a time is wanted here.

https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
https://docs.aws.amazon.com/sns/latest/api/API_CheckIfPhoneNumberIsOptedOut.html
"""

import re
from collections.abc import Mapping
from typing import Final

from shared.aws.answers import Answer
from shared.aws.once import FORM, OnceClient, form
from shared.errors import OutcomeUnknown, ProviderRejected
from shared.messaging.outcomes import post_once

_VERSION: Final = "2010-03-31"


class SnsSms:
    """``sender_id`` is shown as the sender where a country's networks allow it; empty: SNS chooses."""

    def __init__(self, client: OnceClient, sender_id: str = "") -> None:
        self._client = client
        self._sender_id = sender_id

    def is_opted_out(self, number: str) -> bool:
        """What SNS does not say holds nothing up: it delivers nothing to who has opted out."""
        try:
            answer = self._call({"Action": "CheckIfPhoneNumberIsOptedOut", "phoneNumber": number})
        except (ProviderRejected, OutcomeUnknown):
            return False
        return _element(answer, "isOptedOut") == "true"

    def send(self, number: str, text: str) -> str:
        """As transactional: SNS then prefers reliable delivery."""
        attributes = {"AWS.SNS.SMS.SMSType": "Transactional"}
        if self._sender_id:
            attributes["AWS.SNS.SMS.SenderID"] = self._sender_id
        fields = {"Action": "Publish", "PhoneNumber": number, "Message": text}
        for place, (name, value) in enumerate(attributes.items(), start=1):
            entry = f"MessageAttributes.entry.{place}"
            fields |= {
                f"{entry}.Name": name,
                f"{entry}.Value.DataType": "String",
                f"{entry}.Value.StringValue": value,
            }
        message_id = _element(self._call(fields), "MessageId")
        if message_id is None:
            raise OutcomeUnknown("the message service's answer cannot be read")
        return message_id

    def _call(self, fields: Mapping[str, str]) -> Answer:
        body = form({**fields, "Version": _VERSION})
        return post_once(self._client, "/", FORM, body, lambda answer: _element(answer, "Code") or "unknown")


def _element(answer: Answer, name: str) -> str | None:
    found = re.search(rf"<{name}>\s*([^<]*?)\s*</{name}>", answer.body.decode("utf-8", "replace"))
    return found[1] if found else None
