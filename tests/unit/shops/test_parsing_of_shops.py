"""Bodies that shops send: every number as it was written, and nothing that ends the one who reads it."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.shops.mapping.parsing import parsed
from shared.shops.mapping.port import Unmappable


def test_a_number_stays_what_was_written() -> None:
    body = b'{"a": 0.1, "b": 820982911946154508, "c": 1E400, "d": NaN, "e": -12, "f": 1.10, "g": [true, null]}'
    assert parsed(body) == {
        "a": "0.1",
        "b": 820982911946154508,
        "c": "1E400",
        "d": "NaN",
        "e": -12,
        "f": "1.10",
        "g": [True, None],
    }
    assert parsed(b'{"a": %s}' % (b"9" * 5000)) == {"a": "9" * 5000}


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"7", b"null", b"webhook_id=7", b"\xff\xfe\xff", b"[" * 100_000, b'{"a":' * 100_000]
)
def test_what_is_no_json_object_is_refused(body: bytes) -> None:
    with pytest.raises(Unmappable) as refused:
        parsed(body)
    assert refused.value.code == "malformed_json"


@given(st.binary(max_size=60))
def test_any_bytes_are_an_object_or_refused(body: bytes) -> None:
    with contextlib.suppress(Unmappable):
        assert isinstance(parsed(body), dict)
