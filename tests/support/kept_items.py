"""Items as versions of ours wrote them, kept under ``items``: one file to a version, by kind of item (decision 55)."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

_FOLDER: Final = Path(__file__).parent / "items"
TODAY: Final = "today"
Item = dict[str, Any]


def versions() -> list[str]:
    """By the file's name, today's among them."""
    return sorted(path.stem for path in _FOLDER.glob("*.json"))


@cache
def kept(version: str) -> dict[str, list[Item]]:
    """Items of one version, by kind."""
    content: dict[str, list[Item]] = json.loads((_FOLDER / f"{version}.json").read_text(encoding="utf-8"))
    return content


def of_today(kind: str) -> list[Item]:
    """What is written now."""
    return kept(TODAY)[kind]
