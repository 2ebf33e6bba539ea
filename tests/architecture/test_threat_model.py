"""The threat model names tests that exist, and the documents tell the shape that our keys have."""

import re

from shared.ids import random_id
from shared.merchants.model import mint_key_text, read_key_text
from tests.architecture.sources import ROOT

PAGE = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
ROWS = [line.split(" | ") for line in PAGE.split("## Threats")[1].split("## Bounds")[0].splitlines() if "| " in line]
SHAPE = re.compile(r"^ +(opay_\S+)$", re.MULTILINE)


def test_every_threat_has_a_measure_and_a_test_that_is_there() -> None:
    threats = ROWS[1:]
    assert len(threats) >= 20
    for row in threats:
        _, measure, held = row
        named = re.findall(r"`(tests/[\w/]+\.py)`", held)
        assert measure.strip()
        assert named, row
        assert [path for path in named if not (ROOT / path).is_file()] == []


def test_the_documented_shape_finds_every_key() -> None:
    (shape,) = SHAPE.findall((ROOT / "docs" / "api.md").read_text(encoding="utf-8"))
    for _ in range(50):
        key_id = random_id("key")
        text, _ = mint_key_text(key_id)
        found = re.search(shape, f'export KEY="{text}"\n')
        assert found
        assert found[0] == text
        assert read_key_text(text) == (key_id, text[31:57])
        assert key_id == "key_" + text[5:31]
    assert not re.search(shape, "opay_" + "0" * 40)
