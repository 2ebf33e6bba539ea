"""How many SMS a text takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.links.sendings.segments import Encoding, segments_of

_ALONE = {Encoding.GSM_7: 160, Encoding.UCS_2: 70}
_PART = {Encoding.GSM_7: 153, Encoding.UCS_2: 67}
_BASIC = "aZ0@£$ ?äöüßÉΔ\n"
_EXTENDED = "€[]{}~|\\^\f"


@pytest.mark.parametrize(
    ("text", "encoding", "units", "count"),
    [
        ("", "gsm7", 0, 1),
        ("a" * 160, "gsm7", 160, 1),
        ("a" * 161, "gsm7", 161, 2),
        ("a" * 306, "gsm7", 306, 2),
        ("a" * 307, "gsm7", 307, 3),
        ("€" * 80, "gsm7", 160, 1),
        ("€" * 81, "gsm7", 162, 2),
        # An escape and its letter stay together: 76 of them fill 152 of 153 septets.
        ("€" * 153, "gsm7", 306, 3),
        ("ж" * 70, "ucs2", 70, 1),
        ("ж" * 71, "ucs2", 71, 2),
        ("a" * 160 + "ж", "ucs2", 161, 3),
        ("😀" * 35, "ucs2", 70, 1),
        # Of 67 units a pair fills 66.
        ("😀" * 67, "ucs2", 134, 3),
        ("ç", "ucs2", 1, 1),
        ("Ç", "gsm7", 1, 1),
        ("\u00a0", "ucs2", 1, 1),
    ],
)
def test_a_text_takes_so_many(text: str, encoding: str, units: int, count: int) -> None:
    found = segments_of(text)
    assert (found.encoding, found.units, found.count) == (encoding, units, count)


@given(st.text(_BASIC + _EXTENDED, max_size=700))
def test_gsm_letters_are_counted_by_septets(text: str) -> None:
    found = segments_of(text)
    assert found.encoding is Encoding.GSM_7
    assert found.units == sum(2 if letter in _EXTENDED else 1 for letter in text)


@given(st.text(max_size=700))
def test_the_parts_hold_the_text_and_no_part_is_empty(text: str) -> None:
    found = segments_of(text)
    alone, part = _ALONE[found.encoding], _PART[found.encoding]
    if found.units <= alone:
        assert found.count == 1
    else:
        assert -(-found.units // part) <= found.count <= -(-found.units // (part - 1))


@given(st.text(max_size=300), st.text(max_size=300))
def test_a_longer_text_never_takes_fewer(text: str, more: str) -> None:
    assert segments_of(text + more).count >= segments_of(text).count


@given(st.text(max_size=300))
def test_units_are_those_of_utf_16_outside_of_gsm(text: str) -> None:
    found = segments_of(text + "ж")
    assert (found.encoding, found.units) == (
        Encoding.UCS_2,
        len((text + "ж").encode("utf-16-be", "surrogatepass")) // 2,
    )
