"""Making the environments."""

import pytest

from local.bootstrap import REQUIREMENTS, BootstrapError, pinned


def test_the_pinned_uv_comes_with_its_hashes_and_nothing_else() -> None:
    lines = pinned("uv", (REQUIREMENTS / "dev.txt").read_text()).splitlines()

    assert lines[0].startswith("uv==")
    assert all("--hash=sha256:" in line for line in lines[1:])
    assert len(lines) > 1


def test_a_package_that_is_not_pinned_is_a_clear_error() -> None:
    with pytest.raises(BootstrapError, match="does not pin"):
        pinned("uv", "uvicorn==1.0 \\\n    --hash=sha256:0\n")
