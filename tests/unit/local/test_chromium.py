"""Each way to a browser is taken when those before it lead nowhere, and each says why it does not."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from infra_cdk.node import bundled_node
from local.chromium import find, npm, system
from local.chromium.browser import Browser, NoBrowser, proved

Ran = list[list[str]]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty path, and nobody in particular at the keyboard."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(system.CHOICE, raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    return tmp_path


def program(folder: Path, name: str, script: str = "echo Chromium 1") -> Path:
    """A program of this name."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def refusing(reason: str) -> Callable[[], Browser]:
    """A way that leads nowhere."""

    def way() -> Browser:
        raise NoBrowser(reason)

    return way


def test_a_browser_of_the_machine_is_taken_first(machine: Path) -> None:
    there = program(machine, "google-chrome")
    assert find.find_browser().program == there


def test_one_that_does_not_start_is_passed_over(machine: Path) -> None:
    program(machine, "chromium", "echo 'use the other package manager' >&2; exit 1")
    there = program(machine, "chromium-browser")
    assert system.installed().program == there
    there.unlink()
    with pytest.raises(NoBrowser, match="use the other package manager"):
        system.installed()


def test_the_one_that_is_named_is_taken_or_nothing(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(machine, "chromium")
    named = program(machine, "mine")
    monkeypatch.setenv(system.CHOICE, str(named))
    assert find.find_browser().program == named
    named.unlink()
    with pytest.raises(NoBrowser, match="mine does not start"):
        find.find_browser()


def test_the_ways_are_tried_in_turn_and_all_reasons_told(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Browser(machine / "x")
    monkeypatch.setattr(find, "ways", lambda: (refusing("one"), refusing("two"), lambda: found))
    assert find.find_browser() is found
    monkeypatch.setattr(find, "ways", lambda: (refusing("one"), refusing("two")))
    with pytest.raises(NoBrowser, match="one; two"):
        find.find_browser()
    assert find.main() == 1


def test_what_costs_nothing_comes_before_what_fetches() -> None:
    assert find.ways() == (system.installed, npm.unpacked, system.from_debian, npm.from_npm)


def test_debians_package_is_installed_where_root_may(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = machine / "log"
    with pytest.raises(NoBrowser, match="no apt-get"):
        system.from_debian()
    install = f"echo $DEBIAN_FRONTEND $@ >> {log}; case $1 in install) {_copying(machine)};; esac"
    program(machine, "apt-get", install)
    with pytest.raises(NoBrowser, match="only root"):
        system.from_debian()
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    assert system.from_debian().program == machine / "chromium"

    steps = log.read_text().splitlines()
    assert steps[0].startswith("noninteractive update")
    assert steps[1].startswith("noninteractive install")
    assert steps[1].endswith(" chromium")


def _copying(folder: Path) -> str:
    return f"printf '#!/bin/sh\\necho Chromium 1\\n' > {folder}/chromium; /bin/chmod +x {folder}/chromium"


def test_a_package_manager_that_fails_is_told(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    program(machine, "apt-get", "echo 'no network' >&2; exit 100")
    with pytest.raises(NoBrowser, match="apt-get update failed: no network"):
        system.from_debian()


def test_npms_browser_is_fetched_by_the_nodes_own_npm_and_found_again(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, ran = machine / "kept", Ran()
    with pytest.raises(NoBrowser, match="none was unpacked"):
        npm.unpacked(folder)
    run = subprocess.run

    def instead(command: list[str | Path], **options: object) -> object:
        ran.append([str(word) for word in command])
        if command[-1] == "inflate.mjs":
            assert options["env"]["TMPDIR"] == str(folder / "unpacked")  # type: ignore[index]
            program(folder / "unpacked", "chromium")
        return run(["/bin/true"] if "--version" not in command else command, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", instead)

    found = npm.from_npm(folder)

    node = bundled_node()
    assert node is not None
    assert ran[0][0] == str(node)
    assert ran[0][1].endswith("npm-cli.js")
    assert ran[0][2:] == ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    assert ran[1] == [str(node), "inflate.mjs"]
    assert found.program == folder / "unpacked" / "chromium"
    assert str(folder / "unpacked" / "al2023" / "lib") in found.variables()["LD_LIBRARY_PATH"]
    assert npm.unpacked(folder) == found
    (folder / "package-lock.json").write_text("{}")
    with pytest.raises(NoBrowser, match="none was unpacked"):
        npm.unpacked(folder)


def test_npm_that_fails_is_told(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(npm, "bundled_node", lambda: None)
    with pytest.raises(NoBrowser, match="no Node"):
        npm.from_npm(machine / "kept")
    node = program(machine, "node", "echo 'no such package' >&2; exit 1")
    monkeypatch.setattr(npm, "bundled_node", lambda: node)
    with pytest.raises(NoBrowser, match="no such package"):
        npm.from_npm(machine / "kept")


def test_the_package_of_npm_is_pinned_with_a_hash() -> None:
    lock = (Path(npm.__file__).parent / "package-lock.json").read_text()
    assert '"@sparticuz/chromium"' in lock
    assert lock.count('"integrity"') == lock.count('"version"')
    assert "http" not in lock, "where it is fetched from is the machine's matter"


def test_root_goes_without_a_sandbox_and_nobody_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert "--no-sandbox" in Browser(Path("x")).arguments()
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert list(Browser(Path("x")).arguments()) == ["--no-proxy-server", "--disable-dev-shm-usage"]


def test_a_file_that_is_no_program_is_no_browser(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    with pytest.raises(NoBrowser, match="does not start"):
        proved(Browser(tmp_path / "x"))
