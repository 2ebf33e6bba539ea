"""The quick loop's queues give what moto's give, in the same order, whatever was sent, kept and put back before."""

from collections.abc import Callable, Iterator
from random import Random

import pytest
from moto import mock_aws

from tests.support.aws import REGION, bodies, client, delete, put_back, receive
from tests.support.light_aws import light

Send = Callable[[str, dict[str, str]], None]
_SEEDS = range(6)
_STEPS = 40


@pytest.fixture
def moto(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A mock of its own."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    client.cache_clear()
    with mock_aws():
        yield
    client.cache_clear()


def played(url: str, send: Send, chance: Random, *, fifo: bool) -> list[list[str]]:
    """What each of a row of random receives gave, and what was left."""
    told, held = [], []
    for number in range(_STEPS):
        wish = chance.random()
        if wish < 0.5:
            entry = {"Id": "0", "MessageBody": f"message {number}"}
            group = {"MessageGroupId": chance.choice("abc"), "MessageDeduplicationId": f"{chance.randrange(12)}"}
            send(url, entry | group if fifo else entry)
        elif wish < 0.75:
            got = receive(url)
            told.append([message["Body"] for message in got])
            assert not fifo or all(message["Attributes"]["MessageGroupId"] in "abc" for message in got)
            held += got
        elif held:
            chosen = [held.pop(chance.randrange(len(held))) for _ in range(chance.randint(1, min(3, len(held))))]
            delete(url, chosen) if wish < 0.88 else put_back(url, chosen)
    put_back(url, held)
    return [*told, bodies(url)]


@pytest.mark.parametrize("seed", _SEEDS)
@pytest.mark.parametrize("fifo", [True, False])
def test_light_queues_are_as_motos(moto: None, monkeypatch: pytest.MonkeyPatch, seed: int, fifo: bool) -> None:
    monkeypatch.setattr(light, "queues", {})
    kind = {"FifoQueue": "true"} if fifo else {}
    name = f"queue{seed}.fifo" if fifo else f"queue{seed}"
    theirs = client("sqs").create_queue(QueueName=name, Attributes=kind)["QueueUrl"]

    def send(url: str, entry: dict[str, str]) -> None:
        client("sqs").send_message_batch(QueueUrl=url, Entries=[entry])

    def send_light(url: str, entry: dict[str, str]) -> None:
        light.answer("SendMessageBatch", {"QueueUrl": url, "Entries": [entry]})

    wanted = played(theirs, send, Random(seed), fifo=fifo)  # noqa: S311 - repeatable on purpose
    ours = played(light.create_queue(name), send_light, Random(seed), fifo=fifo)  # noqa: S311
    assert ours == wanted
    assert any(wanted)
