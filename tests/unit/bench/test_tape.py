"""Recording and replaying calls."""

import pytest

from bench.exchange.tape import Tape, UnknownCall
from bench.exchange.wire import Call, Reply


def aws(operation: str, body: bytes = b"{}") -> Call:
    return Call("POST", "/", {"x-amz-target": f"DynamoDB_20120810.{operation}"}, body)


def upstream(call: Call) -> Reply:
    return Reply(200, {}, b"answer to " + call.body)


def recorded(*calls: Call) -> Tape:
    tape = Tape(upstream)
    for call in calls:
        tape(call)
    tape.replay(tape.take())
    return tape


def test_a_tape_passes_calls_on_and_has_them_with_their_answers() -> None:
    tape = Tape(upstream)
    assert tape(aws("GetItem", b"a")).body == b"answer to a"
    (exchange,) = tape.take()
    assert (exchange.call.body, exchange.reply.body) == (b"a", b"answer to a")
    assert tape.take() == []


def test_a_replay_answers_in_the_order_of_the_recording_whatever_is_asked() -> None:
    tape = recorded(aws("GetItem", b"a"), aws("PutItem", b"b"), aws("GetItem", b"c"))
    found = [tape(aws(operation, b"other")).body for operation in ("GetItem", "GetItem", "PutItem")]
    assert found == [b"answer to a", b"answer to c", b"answer to b"]


def test_a_rewound_tape_begins_with_the_first_answer() -> None:
    tape = recorded(aws("GetItem", b"a"), aws("GetItem", b"c"))
    tape(aws("GetItem"))
    tape.rewind()
    assert tape(aws("GetItem")).body == b"answer to a"


def test_the_last_answer_is_given_again_when_more_is_asked() -> None:
    tape = recorded(aws("GetItem", b"a"))
    tape(aws("GetItem"))
    assert tape(aws("GetItem")).body == b"answer to a"


def test_a_replay_has_what_was_asked_in_it() -> None:
    tape = recorded(aws("GetItem", b"a"), aws("PutItem", b"b"))
    tape(aws("PutItem", b"now"))
    (exchange,) = tape.take()
    assert (exchange.call.body, exchange.reply.body) == (b"now", b"answer to b")


def test_what_was_not_recorded_is_an_error_and_complained_of() -> None:
    tape = recorded(aws("GetItem"))
    tape.complain()
    assert tape(aws("Query")).status == 500
    with pytest.raises(UnknownCall, match="Query"):
        tape.complain()


def test_calls_of_one_kind_differ_in_ids_only() -> None:
    kinds = {Call("GET", f"/v1/checkout/sessions/cs_test_{each}?expand=a", {}, b"").kind for each in ("a1", "b2")}
    assert kinds == {"GET /v1/checkout/sessions/*"}
    assert Call("POST", "/v1/refunds", {}, b"").kind not in kinds


def test_connection_headers_are_not_replayed() -> None:
    reply = Reply(200, {"Content-Length": "3", "x-amz-crc32": "1", "Content-Type": "text/plain"}, b"abc")
    assert reply.kept_headers() == {"Content-Type": "text/plain"}
