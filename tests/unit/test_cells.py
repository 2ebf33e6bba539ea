"""What a spreadsheet reads of our CSV is the text that was written, and never a formula."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.exports.cells import Cell, decimal, guarded, line, unguarded
from shared.money import EXPONENTS

WILD = st.text(
    alphabet=st.sampled_from("=+-@'\";|,\t\r\n\x00 a1.\u00a0\ufeff\uff1d\uff0b\uff0d\uff20\U0001f4a9"), max_size=20
)
TEXT = st.one_of(WILD, st.text(max_size=40))
CELL = st.one_of(TEXT, st.integers(-(10**18), 10**18), st.none())
COMPUTED = re.compile(r"[\"\s\u00a0\ufeff]*[=+\-@\uff0b\uff0d\uff1d\uff20]")
"""A spreadsheet may skip blanks and quotation marks before it decides."""


def read(content: str, separator: str = ",") -> list[list[str]]:
    """As RFC 4180 says."""
    return list(csv.reader(io.StringIO(content, newline=""), delimiter=separator))


@given(st.lists(CELL, min_size=2, max_size=6))
def test_what_is_written_is_read_again(cells: list[Cell]) -> None:
    (row,) = read(line(cells))
    assert [unguarded(cell) for cell in row] == ["" if cell is None else str(cell) for cell in cells]


@given(st.lists(TEXT, min_size=1, max_size=6))
def test_no_text_is_a_formula(cells: list[str]) -> None:
    (row,) = read(line(["first", *cells]))
    assert not [cell for cell in row if COMPUTED.match(cell) or cell.startswith(("\t", "\r", "\x00"))]


@given(st.lists(TEXT, min_size=1, max_size=6), st.sampled_from(";|\t"))
def test_nor_for_whom_another_character_parts_cells(cells: list[str], separator: str) -> None:
    """Who opens it where semicolons are usual begins a cell behind each one, and a line at each break."""
    content = line(["first", *cells])
    for start in [match.end() for match in re.finditer(f"[{re.escape(separator)}\r\n]", content)]:
        assert not COMPUTED.match(content[start:].split(separator)[0])


@given(TEXT)
def test_a_guard_can_be_taken_off_again(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(st.text(alphabet="abcXYZ 0189_.:/#'\"", max_size=30).filter(lambda text: text[:1] not in "'\" "))
def test_a_harmless_text_is_left_alone(text: str) -> None:
    assert guarded(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2", "'-2"),
        ("+49 30 1234", "'+49 30 1234"),
        ("\t=1", "'\t'=1"),
        (" =1", "' =1"),
        ("'=1", "''=1"),
        ("'s-Hertogenbosch", "'s-Hertogenbosch"),
        ("a;=1", "a;'=1"),
        ("a-b", "a-b"),
        ("\uff1d1", "'\uff1d1"),
        ("", ""),
    ],
)
def test_some_texts_as_they_are_shown(text: str, shown: str) -> None:
    assert guarded(text) == shown


def test_text_is_quoted_and_numbers_are_not() -> None:
    assert line(["a", -5, decimal(-5, "EUR"), None, 'b "c"', "é"]) == '"a",-5,-0.05,,"b ""c""","é"\r\n'


@given(st.integers(-(10**14), 10**14), st.sampled_from(sorted(EXPONENTS)))
def test_a_decimal_is_the_same_amount(amount: int, currency: str) -> None:
    written = str(decimal(amount, currency))
    assert "e" not in written.lower()
    whole, _, fraction = written.partition(".")
    assert len(fraction) == EXPONENTS[currency]
    assert int(whole + fraction) == amount
    assert decimal(None, currency) is None
    assert decimal(amount, "XXX") is None
