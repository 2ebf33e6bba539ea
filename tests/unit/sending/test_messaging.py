"""What is asked of SNS and SES, and what their answers mean."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_string
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.policy import default as policy
from typing import Any
from urllib.parse import parse_qs

import botocore.session
import pytest
from botocore.serialize import create_serializer
from hypothesis import example, given
from hypothesis import strategies as st

from shared.aws.answers import Answer
from shared.aws.connection import NoAnswer, NotConnected
from shared.aws.credentials import Credentials
from shared.aws.once import SES, SNS, OnceClient
from shared.errors import AppError, OutcomeUnknown, ProviderRejected, ProviderUnavailable
from shared.messaging.port import Mail
from shared.messaging.ses import SesMail, one_line
from shared.messaging.sns import SnsSms

MAIL = Mail(to="a@example.com", subject="s", text="t", sender_name="Paper & Thread", tags={"one": "1"})


class Wire:
    """A connection that keeps what it was asked and answers what it is told."""

    host = "service.test"

    def __init__(self, answer: Answer | NoAnswer) -> None:
        self.answer = answer
        self.asked: list[tuple[dict[str, str], bytes, str]] = []

    def post(self, headers: dict[str, str], body: bytes, path: str) -> Answer:
        self.asked.append((headers, body, path))
        if isinstance(self.answer, NoAnswer):
            raise self.answer
        return self.answer


@pytest.fixture
def wired(monkeypatch: pytest.MonkeyPatch) -> Callable[[Answer | NoAnswer], Wire]:
    """Put a wire where the connection would be."""

    def make(answer: Answer | NoAnswer) -> Wire:
        wire = Wire(answer)
        monkeypatch.setattr("shared.aws.once.Connection", lambda *_: wire)
        return wire

    return make


def client(service: Any) -> OnceClient:
    return OnceClient(
        service, "eu-central-1", {}, lambda: Credentials("AKID", "secret"), lambda: datetime(2026, 11, 22, tzinfo=UTC)
    )


def xml(content: str, status: int = 200) -> Answer:
    return Answer(status, {}, f"<R xmlns='http://sns'><X>{content}</X></R>".encode())


def test_an_sms_is_asked_for_as_the_sdk_asks(wired: Callable[[Answer], Wire]) -> None:
    wire = wired(xml("<MessageId>m-1</MessageId>"))
    assert SnsSms(client(SNS), "Paper").send("+4915123456789", "Grüße & €: {x}") == "m-1"
    attributes = {"AWS.SNS.SMS.SMSType": "Transactional", "AWS.SNS.SMS.SenderID": "Paper"}
    wanted = {
        "PhoneNumber": "+4915123456789",
        "Message": "Grüße & €: {x}",
        "MessageAttributes": {name: {"DataType": "String", "StringValue": text} for name, text in attributes.items()},
    }
    model = botocore.session.get_session().get_service_model("sns")
    sdk = create_serializer("query", include_validation=True).serialize_to_request(
        wanted, model.operation_model("Publish")
    )
    ((headers, body, path),) = wire.asked
    assert {name: value[0] for name, value in parse_qs(body.decode()).items()} == sdk["body"]
    assert (path, headers["content-type"]) == ("/", sdk["headers"]["Content-Type"])


def test_a_mail_is_asked_for_at_the_sdks_address(wired: Callable[[Answer], Wire]) -> None:
    wire = wired(Answer(200, {}, b'{"MessageId": "m-2"}'))
    assert SesMail(client(SES), "pay@example.com", "set").send(MAIL) == "m-2"
    ((headers, body, path),) = wire.asked
    model = botocore.session.get_session().get_service_model("sesv2")
    operation = model.operation_model("SendEmail")
    asked = json.loads(body)
    sdk = create_serializer("rest-json", include_validation=True).serialize_to_request(asked, operation)
    assert (path, json.loads(sdk["body"])) == (sdk["url_path"], asked)
    assert "/ses/aws4_request" in headers["authorization"]
    assert asked["Content"]["Simple"]["Body"] == {"Text": {"Data": "t", "Charset": "UTF-8"}}
    assert "ReplyToAddresses" not in asked


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (NotConnected(), ProviderUnavailable),
        (NoAnswer(), OutcomeUnknown),
        (xml("<Code>Throttled</Code>", 400), ProviderUnavailable),
        (xml("<Code>Whatever</Code>", 429), ProviderUnavailable),
        (xml("<Code>Whatever</Code>", 503), ProviderUnavailable),
        (xml("<Code>AuthorizationError</Code>", 403), ProviderUnavailable),
        (xml("<Code>InvalidSecurity</Code>", 403), ProviderUnavailable),
        (xml("<Code>InternalError</Code>", 500), OutcomeUnknown),
        (xml("<Code>InvalidParameter</Code>", 400), ProviderRejected),
        (xml("", 200), OutcomeUnknown),
        (Answer(400, {}, b"\xff"), ProviderRejected),
    ],
)
def test_an_answer_about_an_sms_means(
    wired: Callable[[Any], Wire], answer: Answer | NoAnswer, error: type[AppError]
) -> None:
    wire = wired(answer)
    with pytest.raises(error):
        SnsSms(client(SNS)).send("+4915123456789", "text")
    assert len(wire.asked) == 1, "nobody repeats it by itself"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (NoAnswer(), OutcomeUnknown),
        (Answer(429, {"x-amzn-errortype": "TooManyRequestsException"}, b"{}"), ProviderUnavailable),
        (Answer(400, {"x-amzn-errortype": "LimitExceededException:http://x"}, b"{}"), ProviderUnavailable),
        (Answer(400, {}, b'{"__type": "com.amazonaws#SendingPausedException"}'), ProviderUnavailable),
        (Answer(404, {"x-amzn-errortype": "NotFoundException"}, b"{}"), ProviderUnavailable),
        (Answer(400, {"x-amzn-errortype": "MessageRejected"}, b"{}"), ProviderRejected),
        (Answer(500, {}, b"oops"), OutcomeUnknown),
        (Answer(200, {}, b"oops"), OutcomeUnknown),
    ],
)
def test_an_answer_about_a_mail_means(
    wired: Callable[[Any], Wire], answer: Answer | NoAnswer, error: type[AppError]
) -> None:
    wired(answer)
    with pytest.raises(error):
        SesMail(client(SES), "pay@example.com", "set").send(MAIL)


@pytest.mark.parametrize(("said", "opted_out"), [("true", True), ("false", False)])
def test_who_has_opted_out_is_snss_word(wired: Callable[[Answer], Wire], said: str, opted_out: bool) -> None:
    wire = wired(xml(f"<isOptedOut>{said}</isOptedOut>"))
    assert SnsSms(client(SNS)).is_opted_out("+4915123456789") is opted_out
    fields = parse_qs(wire.asked[0][1].decode())
    assert fields["phoneNumber"] == ["+4915123456789"]


def test_a_throttled_question_is_asked_again_later(wired: Callable[[Answer], Wire]) -> None:
    wired(xml("<Code>Throttled</Code>", 429))
    with pytest.raises(ProviderUnavailable):
        SnsSms(client(SNS)).is_opted_out("+4915123456789")


@given(st.text(max_size=80))
def test_no_name_and_no_subject_can_start_another_header(text: str) -> None:
    line = one_line(text)
    parsed = message_from_string(f"Subject: {line}\n\nbody", policy=policy)
    assert list(parsed.keys()) == ["Subject"]
    assert not any(letter in line for letter in "\r\n\u0085\u2028\u2029\x00")


@given(name=st.text(max_size=200))
@example(name="中" * 200)
@example(name="🎁" * 200)
@example(name="é" * 200)
def test_the_sender_is_one_address_whatever_the_shop_is_called(name: str) -> None:
    wire = Wire(Answer(200, {}, b'{"MessageId": "m"}'))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("shared.aws.once.Connection", lambda *_: wire)
        mail = Mail(to="a@example.com", subject="s", text="t", sender_name=name)
        SesMail(client(SES), "pay@example.com", "set").send(mail)
    sender = json.loads(wire.asked[0][1])["FromEmailAddress"]
    parsed = message_from_string(f"From: {sender}\n\nbody", policy=policy)
    assert list(parsed.keys()) == ["From"]
    (address,) = parsed["From"].addresses
    assert isinstance(address, Address)
    assert address.addr_spec == "pay@example.com"
    assert len(sender) < 320
    assert all(len(word) <= 75 for word in sender.split() if word.startswith("=?"))
    if not one_line(name).isascii():
        told = str(make_header(decode_header(sender))).removesuffix(" <pay@example.com>")
        assert one_line(name).startswith(told)
