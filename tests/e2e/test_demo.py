"""The day of orders that `make run` plays, in small."""

import json
from pathlib import Path

import pytest

from local.demo.play import SAMPLE, play_file
from local.stack.description import StackDescription, read_description


def test_a_short_day_ends_with_balanced_books(
    description: StackDescription, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = tmp_path / "stack.json"
    description.write(told)
    lines = SAMPLE.read_text().splitlines()[:40]
    merchant = json.loads(lines[0])["merchant"]
    orders = tmp_path / "orders.jsonl"
    orders.write_text("\n".join([*lines, "not an order", '{"merchant": ""}', lines[0]]))

    assert play_file(told, orders)

    printed = capsys.readouterr().out
    assert "paid from credits" in printed
    assert "every wallet balances" in printed
    assert "visa 0341" in printed, "the first card was declined"
    assert "visa 4242" in printed, "and the second one paid"
    assert "Callbacks received and verified" in printed
    assert "order.released" in printed
    assert "every callback was verified" in printed
    assert "Connected shops" in printed
    assert printed.count("agrees with the shop") == 2
    assert "not JSON" in printed
    assert merchant in {entry.name for entry in read_description(told).merchants}
