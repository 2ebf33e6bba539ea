"""One bench at a time."""

from pathlib import Path

import pytest

from bench.alone import alone


def test_a_second_bench_is_turned_away_and_a_later_one_is_not(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(SystemExit, match="another bench"), alone(tmp_path):
        pass
    with alone(tmp_path):
        pass
