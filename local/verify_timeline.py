"""Check an exported timeline or journal without the system that wrote it: `python -m local.verify_timeline FILE`.

FILE is the JSON answer of `GET /v1/orders/{order_id}/timeline` (oldest entry first) or of
`GET /v1/wallets/{currency}/journal` (newest page first); several answers may follow each other. Every entry is
numbered, names the hash of the one before, and carries the SHA-256 of its own JSON (sorted keys, no spaces) without
that hash.
`--head HASH` also demands an entry with that hash, noted earlier: nothing up to it may have changed or be gone.
Exit code: 0 unbroken, 1 broken, 2 unreadable.
"""

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

BEFORE_THE_FIRST = "0" * 64
_SPACE = re.compile(r"\s*")
Entry = dict[str, Any]


class Unreadable(Exception):
    """Not an export."""


class Broken(Exception):
    """The text says which entry, and what is wrong with it."""


def read_export(text: str) -> tuple[list[Entry], list[str]]:
    """The entries as they stand in the file, and the heads that its answers name. Raises :class:`Unreadable`."""
    entries: list[Entry] = []
    heads: list[str] = []
    for document in _documents(text):
        is_entry = isinstance(document, dict) and "hash" in document
        is_answer = isinstance(document, dict) and not is_entry
        data = [document] if is_entry else document.get("data") if is_answer else document
        if not isinstance(data, list) or not all(isinstance(entry, dict) for entry in data):
            raise Unreadable("neither a timeline nor a journal")
        entries += data
        if is_answer and isinstance(document.get("head"), str):
            heads.append(document["head"])
    if not entries:
        raise Unreadable("there is no entry in it")
    return entries, heads


def verify(entries: Sequence[Entry], heads: Sequence[str] = ()) -> str:
    """The hash at the end of the chain. Raises :class:`Broken`."""
    is_journal = "lines" in entries[0]
    # The place of an entry in the file is part of what is checked: sorting would hide a swap.
    oldest_first = list(reversed(entries)) if is_journal else list(entries)
    previous, balance, hashes = BEFORE_THE_FIRST, 0, set[str]()
    for number, entry in enumerate(oldest_first, start=1):
        _check_place(entry, number, previous)
        if is_journal:
            balance = _check_balance(entry, number, balance)
        previous = entry["hash"]
        hashes.add(previous)
    for head in heads:
        if head not in hashes:
            raise Broken(f"no entry has the head {head}: what it ended with is changed or gone")
    return previous


def _check_place(entry: Entry, number: int, previous: str) -> None:
    if type(entry.get("number")) is not int or entry["number"] != number:
        raise Broken(f"entry {entry.get('number')!r} stands where {number} belongs: missing, swapped or doubled")
    if entry.get("hash") != hash_of(entry):
        raise Broken(f"entry {number} was changed: its hash is not that of its content")
    if entry.get("previous_hash") != previous:
        raise Broken(f"entry {number} does not follow the entry before it")


def _check_balance(page: Entry, number: int, balance: int) -> int:
    try:
        balance += sum(line["amount"] for line in page["lines"])
    except (KeyError, TypeError) as error:
        raise Broken(f"page {number} has no lines with amounts") from error
    if page.get("balance_after") != balance:
        raise Broken(f"page {number} says {page.get('balance_after')}, its lines make {balance}")
    return balance


def hash_of(entry: Entry) -> str:
    """SHA-256 of the rest of the entry."""
    rest = {name: value for name, value in entry.items() if name != "hash"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _documents(text: str) -> Iterator[Any]:
    decoder = json.JSONDecoder(object_pairs_hook=_each_name_once)
    place = _SPACE.match(text, 0).end()  # type: ignore[union-attr]
    while place < len(text):
        try:
            document, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            raise Unreadable(f"not JSON at character {place}") from error
        place = _SPACE.match(text, place).end()  # type: ignore[union-attr]
        yield document


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A name that comes twice would be read one way here and another way elsewhere."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name comes twice")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one line and return the exit code."""
    parser = argparse.ArgumentParser(prog="verify_timeline", description="Check an exported timeline or journal.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--head", action="append", default=[], help="a hash noted earlier that must be in it")
    asked = parser.parse_args(arguments)
    try:
        entries, heads = read_export(asked.file.read_text(encoding="utf-8"))
        end = verify(entries, [*heads, *asked.head])
    except (Unreadable, OSError, UnicodeDecodeError) as error:
        print(f"unreadable: {error}")
        return 2
    except Broken as error:
        print(f"broken: {error}")
        return 1
    print(f"unbroken: {len(entries)} entries, head {end}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
