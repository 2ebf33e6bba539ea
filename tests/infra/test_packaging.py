"""What the build commands make of a folder of packages; the installing itself needs the package index."""

import os
import py_compile
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from infra_cdk.packaging.interpreters import BuildTarget, lambda_target
from infra_cdk.packaging.once import build_once, fingerprint
from infra_cdk.packaging.precompile import precompile
from infra_cdk.packaging.prune import SERVICES, prune
from infra_cdk.packaging.zips import files_below, unzip, write_zip

REPOSITORY = Path(__file__).resolve().parents[2]
THIS_PYTHON = BuildTarget("this", interpreter=Path(sys.executable))
NINETEEN_EIGHTY = 315_532_800


def write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("")


def test_pruning_keeps_what_botocore_reads_and_nothing_of_other_services(tmp_path: Path) -> None:
    data = "botocore/data"
    kept = {f"{data}/s3/2006-03-01/service-2.json.gz", f"{data}/endpoints.json", f"{data}/_retry.json.gz"}
    gone = {f"{data}/ec2/2016-11-15/service-2.json.gz", f"{data}/other.json", "boto3/data/ec2/resources.json"}
    write(tmp_path, *kept, *gone)

    prune(tmp_path)

    assert _files(tmp_path) == kept


def test_pruning_removes_what_nobody_imports(tmp_path: Path) -> None:
    write(
        tmp_path, "six.py", "six-1.dist-info/METADATA", "x/tests/test_x.py", "x/__pycache__/x.pyc", "x/x.pyi", "bin/x"
    )

    prune(tmp_path)

    assert _files(tmp_path) == {"six.py"}


def test_pruning_keeps_every_service_that_a_client_is_made_for() -> None:
    sources = [path.read_text() for name in ("functions", "shared") for path in (REPOSITORY / name).rglob("*.py")]
    used = {name for text in sources for name in re.findall(r"\bclient\(\s*\"([a-z0-9-]+)\"", text)}

    assert used == SERVICES


@pytest.mark.parametrize("keep_sources", [True, False])
def test_compiled_files_hold_in_a_zip_dated_1980(tmp_path: Path, keep_sources: bool) -> None:
    module, package = tmp_path / "code" / "counted.py", tmp_path / "package.zip"
    module.parent.mkdir()
    module.write_text("SAID = 'compiled'\n")
    assert precompile(module.parent, THIS_PYTHON, "/var/task", keep_sources=keep_sources)
    assert module.exists() is keep_sources
    if keep_sources:
        module.write_text("SAID = 'read from source'\n")
    write_zip(package, files_below(module.parent))
    unzip(package, tmp_path / "task")

    command = [sys.executable, "-c", "import counted; print(counted.SAID)"]
    said = subprocess.run(command, cwd=tmp_path / "task", capture_output=True, text=True, check=True).stdout  # noqa: S603

    assert said.strip() == "compiled"
    assert {path.stat().st_mtime for path in (tmp_path / "task").rglob("*.py*")} == {NINETEEN_EIGHTY}


def test_a_module_compiles_to_the_same_bytes_in_any_company_and_place(tmp_path: Path) -> None:
    source = (REPOSITORY / "infra_cdk" / "spec.py").read_text()
    compiled = []
    for place, others in (("one", 0), ("another", 40)):
        folder = tmp_path / place
        folder.mkdir()
        (folder / "z.py").write_text(source)
        for number in range(others):
            (folder / f"a{number}.py").write_text(source)
        precompile(folder, THIS_PYTHON, "/var/task")
        compiled += [path.read_bytes() for path in folder.rglob("z.*.pyc")]

    assert compiled[0] == compiled[1]
    assert b"/var/task/z.py" in compiled[0]
    assert str(tmp_path).encode() not in compiled[0]


def test_a_source_that_cannot_be_compiled_ends_the_build(tmp_path: Path) -> None:
    (tmp_path / "wrong.py").write_text("def broken(:\n")

    with pytest.raises(subprocess.CalledProcessError):
        precompile(tmp_path, THIS_PYTHON, "/var/task")


def test_nothing_is_compiled_by_another_python(tmp_path: Path) -> None:
    write(tmp_path, "module.py")

    assert not precompile(tmp_path, BuildTarget("2.7", "anywhere", None), "/var/task")
    assert not list(tmp_path.rglob("*.pyc"))
    with pytest.raises(SystemExit, match=r"2\.7 never reads"):
        lambda_target("anywhere", "2.7", Path(sys.executable))


def test_the_same_files_give_the_same_zip_whatever_their_dates_modes_and_order(tmp_path: Path) -> None:
    for place, names in (("one", ("a.py", "b/c.py")), ("another", ("b/c.py", "a.py"))):
        write(tmp_path / place, *names)
    (tmp_path / "another" / "a.py").chmod(0o600)
    os.utime(tmp_path / "another" / "a.py", (1, 1))

    for place in ("one", "another"):
        write_zip(tmp_path / f"{place}.zip", files_below(tmp_path / place))

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "another.zip").read_bytes()


def test_a_build_is_done_once(tmp_path: Path) -> None:
    target = tmp_path / "built"

    assert build_once(target, "one", lambda folder: write(folder, "a.py"))
    assert not build_once(target, "one", lambda folder: write(folder, "b.py"))
    assert _files(target) == {"a.py"}
    assert build_once(target, "two", lambda folder: write(folder, "b.py"))
    assert _files(target) == {"b.py"}


def test_a_failed_build_leaves_no_half_and_is_tried_again(tmp_path: Path) -> None:
    target = tmp_path / "built"
    build_once(target, "one", lambda folder: write(folder, "a.py"))

    def break_off(folder: Path) -> None:
        write(folder, "half.py")
        raise py_compile.PyCompileError(ValueError, ValueError(), "half.py")

    with pytest.raises(py_compile.PyCompileError):
        build_once(target, "two", break_off)

    assert _files(target) == {"a.py"}
    assert build_once(target, "two", lambda folder: write(folder, "b.py"))
    assert _files(tmp_path) == {"built/b.py", "built.stamp", "built.lock"}


def test_two_who_build_the_same_at_once_build_it_once(tmp_path: Path) -> None:
    target, built = tmp_path / "deep" / "layers", []
    second = threading.Thread(target=lambda: built.append(build_once(target, "one", lambda folder: None)))

    def build(folder: Path) -> None:
        second.start()
        second.join(timeout=0.2)
        write(folder, "a.py")

    built.append(build_once(target, "one", build))
    second.join()
    assert sorted(built) == [False, True]
    assert [path.name for path in target.iterdir()] == ["a.py"]


def test_the_fingerprint_moves_with_every_input(tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text("one")
    before = fingerprint(["3.13"], [lock])

    assert fingerprint(["3.14"], [lock]) != before
    lock.write_text("two")
    assert fingerprint(["3.13"], [lock]) != before


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
