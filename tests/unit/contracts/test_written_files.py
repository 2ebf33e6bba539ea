"""What is written from the models is as it was committed."""

from pathlib import Path

import pytest

from contracts import outputs
from contracts.outputs import stale


def test_every_written_file_is_as_the_models_say() -> None:
    differ = stale(outputs.outputs())
    assert not differ, f"run `make contracts` and commit: {', '.join(differ)}"


def test_a_file_that_differs_is_missing_or_is_written_no_more_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outputs, "ROOT", tmp_path)
    schemas = tmp_path / outputs.SCHEMAS
    schemas.mkdir(parents=True)
    wanted = {f"{outputs.SCHEMAS}/{name}.json": "as it should be" for name in ("same", "differs", "missing")}
    for name, content in (("same", "as it should be"), ("differs", "by hand"), ("left", "as it was")):
        (schemas / f"{name}.json").write_text(content)
    assert stale(wanted) == [f"{outputs.SCHEMAS}/{name}.json" for name in ("differs", "left", "missing")]
