"""Messages to people in tests: what was handed over, and what goes wrong on the way when a test says so."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qs

from shared.aws.answers import Answer
from shared.aws.connection import NoAnswer
from tests.support.watching import watch

Json = dict[str, Any]
MAIL_PATH: Final = "/v2/email/outbound-emails"


@dataclass(frozen=True, slots=True)
class Trouble:
    """The next call of this name gets another answer, or none; ``taken``: it has its effect all the same."""

    operation: str
    answer: Answer | NoAnswer
    taken: bool = False


@dataclass
class Outbox:
    """``sms`` and ``mails`` are what was handed over, oldest first, as AWS was asked."""

    sms: list[Json] = field(default_factory=list)
    mails: list[Json] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    before: dict[str, Callable[[], object]] = field(default_factory=dict)
    """What happens once, just before the next call of a name."""

    def clear(self) -> None:
        """Nothing was handed over, and nothing will go wrong."""
        for kept in (self.sms, self.mails, self.troubles, self.before):
            kept.clear()

    def carry(self, path: str, body: bytes, answer: Callable[[str, Json], Answer]) -> Answer:
        """One call, looked on as the others are."""
        operation, wanted = _read(path, body)
        watch.before(operation)
        self.before.pop(operation, lambda: None)()
        trouble = next((each for each in self.troubles if each.operation == operation), None)
        if trouble is None:
            return self._taken(operation, wanted, answer)
        self.troubles.remove(trouble)
        if trouble.taken:
            self._taken(operation, wanted, answer)
        if isinstance(trouble.answer, NoAnswer):
            raise trouble.answer
        return trouble.answer

    def _taken(self, operation: str, wanted: Json, answer: Callable[[str, Json], Answer]) -> Answer:
        given = answer(operation, wanted)
        if given.status == 200 and operation == "Publish":
            self.sms.append(wanted)
        if given.status == 200 and operation == "SendEmail":
            self.mails.append(wanted)
        watch.after()
        return given


def _read(path: str, body: bytes) -> tuple[str, Json]:
    if path == MAIL_PATH:
        return "SendEmail", json.loads(body)
    form = {name: values[0] for name, values in parse_qs(body.decode(), keep_blank_values=True).items()}
    return form["Action"], form


def light_answer(operation: str, wanted: Json) -> Answer:
    """As SNS and SES answer; who is opted out is as moto has it."""
    match operation:
        case "Publish":
            return _xml(f"<MessageId>sms-{len(outbox.sms) + 1}</MessageId>")
        case "CheckIfPhoneNumberIsOptedOut":
            return _xml(f"<isOptedOut>{str(wanted['phoneNumber'].endswith('99')).lower()}</isOptedOut>")
        case "SendEmail":
            return Answer(200, {}, json.dumps({"MessageId": f"mail-{len(outbox.mails) + 1}"}).encode())
    raise KeyError(operation)


def refused(code: str, status: int = 400) -> Answer:
    """A refusal, as SNS and as SES write it."""
    text = f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>no</Message></Error></ErrorResponse>"
    return Answer(status, {"x-amzn-errortype": f"{code}:http://internal.amazon.com/"}, text.encode())


def _xml(content: str) -> Answer:
    return Answer(200, {}, f"<Response><Result>{content}</Result></Response>".encode())


outbox: Final = Outbox()
"""The one that there is."""
