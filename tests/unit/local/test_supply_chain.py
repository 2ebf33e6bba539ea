"""What an audit of dependencies comes to."""

from typing import Any

import pytest

from local.supply_chain import LOCKS, main, verdict
from tests.architecture.sources import ROOT

GOOD: dict[str, Any] = {"name": "httpx", "version": "1.0", "vulns": []}
UNKNOWN: dict[str, Any] = {"name": "stripe", "skip_reason": "not found"}
FLAWED: dict[str, Any] = {"name": "jinja2", "version": "2.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}]}


@pytest.mark.parametrize(
    ("packages", "status"),
    [([GOOD], 0), ([GOOD, FLAWED], 1), ([GOOD, UNKNOWN], 2), ([FLAWED, UNKNOWN], 2), ([UNKNOWN], 2), ([], 2)],
)
def test_only_what_was_looked_up_and_is_known_for_nothing_is_good(packages: list[dict[str, Any]], status: int) -> None:
    assert verdict(packages)[1] == status


def test_a_vulnerability_is_told_with_the_version_that_mends_it() -> None:
    lines, _ = verdict([FLAWED, UNKNOWN])
    assert lines[0] == "jinja2 2.0: PYSEC-1, mended in 2.1"
    assert lines[1].startswith("1 of 2 packages were looked up")


@pytest.mark.parametrize("arguments", [[], ["else"], ["audit", "nobody"]])
def test_another_command_is_refused(arguments: list[str]) -> None:
    assert main(arguments) == 2


def test_what_is_listed_is_locked_with_hashes() -> None:
    for name in (*LOCKS, "audit"):
        assert "--hash=sha256:" in (ROOT / "requirements" / f"{name}.txt").read_text()
