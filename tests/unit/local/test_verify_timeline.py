"""The verifier: what the product writes is unbroken, and whatever is done to an export afterwards is found."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local.verify_timeline import Broken, Unreadable, hash_of, main, read_export, verify
from shared.orders.timeline.facts import Fact, FactType
from shared.orders.timeline.model import GENESIS, Timeline, Told, append
from shared.wallets.model import JournalLine, LineKind, Wallet, turn_page
from tests.unit.test_wallet_and_debit import NOW

Json = dict[str, Any]
facts = st.builds(
    Fact,
    st.sampled_from(FactType),
    st.sampled_from(["2026-11-22T03:12:42.123Z", "2026-11-22T03:12:43.000Z"]),
    st.dictionaries(st.sampled_from(["amount", "payment", "reason"]), st.integers(0, 9) | st.text(max_size=3)),
)
histories = st.lists(st.lists(facts, min_size=1, max_size=3), min_size=1, max_size=6)


def timeline(history: list[list[Fact]]) -> list[Json]:
    """The entries of a timeline, as shown."""
    told = [Told(str(place), tuple(each)) for place, each in enumerate(history, start=1)]
    full, last = append(Timeline(order_id="ord_1", merchant_id="mer_1"), told)
    return json.loads(json.dumps([entry for page in (*full, last) for entry in page.entries()]))  # type: ignore[no-any-return]


def journal(amounts: list[int]) -> list[Json]:
    """The pages of a journal, newest first, as shown."""
    wallet, pages = Wallet(merchant_id="mer_1", currency="EUR"), []
    for amount in amounts:
        wallet, page = turn_page(wallet, [JournalLine(LineKind.TOP_UP, "pay_1", amount)], payment_id="pay_1", at=NOW)
        pages.append(page.public(page.hash))
    return json.loads(json.dumps(pages[::-1]))  # type: ignore[no-any-return]


exports = histories.map(timeline) | st.lists(st.integers(1, 99), min_size=1, max_size=6).map(journal)


def end_of(entries: list[Json]) -> str:
    """The newest hash."""
    return str(entries[0]["hash"] if "lines" in entries[0] else entries[-1]["hash"])


@given(exports)
def test_what_the_product_writes_is_unbroken(entries: list[Json]) -> None:
    assert verify(entries, [end_of(entries)]) == end_of(entries)
    assert all(verify(entries, [entry["hash"]]) for entry in entries), "an earlier export is a prefix"


def mutations(value: Any) -> Iterator[Any]:
    """Each other value that differs from this one in one place."""
    match value:
        case dict():
            for name in value:
                yield {key: kept for key, kept in value.items() if key != name}
                yield {(f"{key}x" if key == name else key): kept for key, kept in value.items()}
                yield from ({**value, name: other} for other in mutations(value[name]))
            yield {**value, "new": 1}
        case list():
            yield [*value, *value[:1], 1]
            for place in range(len(value)):
                yield [*value[:place], *value[place + 1 :]]
                yield from ([*value[:place], other, *value[place + 1 :]] for other in mutations(value[place]))
        case str():
            yield from (value + "0", None, "1" + value[1:] if value[:1] != "1" else "2" + value[1:])
        case _:
            yield from (value + 1, str(value), float(value), None, value == 1)


@settings(max_examples=30)
@given(st.data(), exports)
def test_every_change_of_one_field_is_found(data: st.DataObject, entries: list[Json]) -> None:
    head, place = end_of(entries), data.draw(st.integers(0, len(entries) - 1))
    for changed in mutations(entries[place]):
        tampered = copy.deepcopy(entries)
        tampered[place] = changed
        with pytest.raises(Broken):
            verify(tampered, [head])


@given(exports)
def test_every_removal_swap_and_repeat_is_found(entries: list[Json]) -> None:
    head = end_of(entries)
    for place in range(len(entries)):
        without = entries[:place] + entries[place + 1 :]
        doubled = entries[: place + 1] + entries[place:]
        for tampered in (without, doubled):
            with pytest.raises((Broken, Unreadable)):
                verify(*read_export(json.dumps({"data": tampered, "head": head})))
        for other in range(place):
            swapped = list(entries)
            swapped[place], swapped[other] = swapped[other], swapped[place]
            with pytest.raises(Broken):
                verify(swapped)


@given(exports)
def test_only_the_newest_can_be_cut_off_unseen_and_a_noted_head_shows_it(entries: list[Json]) -> None:
    oldest_first = entries[::-1] if "lines" in entries[0] else entries
    rest = oldest_first[:-1][:: -1 if "lines" in entries[0] else 1]
    if rest:
        verify(rest)
        with pytest.raises(Broken):
            verify(rest, [end_of(entries)])


@given(exports, st.integers(1, 3), st.booleans())
def test_answers_may_follow_each_other(entries: list[Json], size: int, as_lines: bool) -> None:
    parts = [entries[start : start + size] for start in range(0, len(entries), size)]
    documents = entries if as_lines else [{"data": part, "next_cursor": None} for part in parts]
    text = "\n".join(json.dumps(document) for document in documents)
    assert read_export(text) == (entries, [])


def test_a_chain_that_was_written_anew_is_told_by_a_noted_head() -> None:
    noted = end_of(journal([5, 7]))
    forged = journal([5, 8])
    assert verify(forged) != noted
    with pytest.raises(Broken):
        verify(forged, [noted])


def test_a_journal_must_add_up() -> None:
    (page,) = journal([5])
    page["balance_after"] = 6
    page["hash"] = hash_of(page)
    with pytest.raises(Broken, match="says 6, its lines make 5"):
        verify([page])


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("", 2, "unreadable: there is no entry in it"),
        ("nonsense", 2, "unreadable: not JSON at character 0"),
        ('{"data": [], "head": null}', 2, "unreadable: there is no entry in it"),
        ('{"code": "not_found"}', 2, "unreadable: neither a timeline nor a journal"),
        ('{"data": [{"hash": "a", "hash": "b"}]}', 2, "unreadable: not JSON at character 0"),
        ("[" * 100_000, 2, "unreadable: not JSON at character 0"),
        ('{"data": [{"number": 2}]}', 1, "broken: entry 2 stands where 1 belongs: missing, swapped or doubled"),
        ('{"data": [{"number": 1, "a": "\\ud800"}]}', 1, "broken: entry 1 was changed"),
    ],
)
def test_it_says_what_is_wrong_and_ends_with_a_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, code: int, told: str
) -> None:
    path = tmp_path / "export.json"
    path.write_text(text, encoding="utf-8")
    assert main([str(path)]) == code
    assert capsys.readouterr().out.startswith(told)


def test_a_good_export_ends_with_zero(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entries = journal([5, 7])
    path = tmp_path / "export.json"
    path.write_text(json.dumps({"data": entries, "next_cursor": None}), encoding="utf-8")
    assert main([str(path), "--head", entries[1]["hash"]]) == 0
    assert capsys.readouterr().out == f"unbroken: 2 entries, head {entries[0]['hash']}\n"
    assert main([str(path), "--head", GENESIS]) == 1
    assert main([str(tmp_path / "none.json")]) == 2
