"""Run the project's checks, some at a time, and sum them up: `python -m local.checks quick|all`."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from types import FrameType

from local.stack.paths import REPO

_PARALLEL = 2
_YIELDING = ("nice", "-n", "10")
_NO_TESTS_COLLECTED = 5
_ENDING_SECONDS = 30
_COUNTS = re.compile(r"(\d+) (passed|failed|errors?|skipped)\b")


@dataclass(frozen=True)
class Check:
    """One command; `live` shows its output as it comes, `may_be_empty` allows a test run without tests.

    `timed` measures seconds, and gets as much of the machine as whoever works beside it.
    """

    name: str
    arguments: Sequence[str]
    live: bool = False
    may_be_empty: bool = False
    timed: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_test(self) -> bool:
        """Whether it is a pytest run, whose closing line counts tests."""
        return "pytest" in self.arguments


@dataclass(frozen=True)
class Result:
    """How a check ended."""

    check: Check
    passed: bool
    seconds: float
    counts: dict[str, int]
    closing: str


def _tests(name: str, *folders: str, live: bool = False, may_be_empty: bool = False) -> Check:
    there = [f"tests/{folder}" for folder in folders if (REPO / "tests" / folder).is_dir()]
    return Check(name, ("-m", "pytest", *there), live, may_be_empty)


_HANDLERS = REPO / "tests" / "functional" / "handlers"
# On moto: every function with its sample event, every use case dying after each of its calls (decision 56).
_SAMPLES = ("test_samples.py",)
# Longer than a quick loop may take.
_CRASHES = ("test_crash_then_retry.py",)
# So are these, with thousands of calls.
_BREAKS = ("test_callbacks_and_crashes.py", "test_exports_break.py", "test_payouts_break.py")
# So are these: packages built and started, synthesis in a bare environment, functions in processes of their own.
_PACKAGES = tuple(f"tests/infra/test_{name}.py" for name in ("budgets", "closure", "drops", "bare_synth"))


def _without(lane: Check, files: Sequence[str]) -> Check:
    return replace(lane, arguments=(*lane.arguments, *(f"--ignore={file}" for file in files)))


def _handlers(table: str, part: int = 0, parts: int = 1, without: Sequence[str] = ()) -> Check:
    """Functional tests of handlers with this behind the table (tests/support/backing.py), a share of their files."""
    names = sorted({"edge", *(path.name for path in _HANDLERS.glob("test_*.py"))} - {*_CRASHES, *_BREAKS, *without})
    some = f", {part + 1} of {parts}" if parts > 1 else ""
    return _of_handlers(f"functional tests: handlers on {table}{some}", table, names[part::parts])


def _of_handlers(name: str, table: str, files: Sequence[str]) -> Check:
    paths = (str((_HANDLERS / file).relative_to(REPO)) for file in files)
    return Check(name, ("-m", "pytest", *paths), environment={"ORDERPAY_TABLE": table})


def _units(examples: int) -> Check:
    """Unit and house tests, with so many generated examples to a property (see tests/unit/conftest.py)."""
    lane = _tests("unit and architecture tests", "unit", "architecture")
    return replace(lane, environment={"ORDERPAY_EXAMPLES": str(examples)})


# The long ones first, so that the two lanes end at about the same time.
_BOTH = (
    Check("types", ("-m", "mypy")),
    _without(_tests("infra tests", "infra"), _PACKAGES),
    replace(
        _tests(
            "functional tests: local, ops, callbacks' posts",
            "functional/local",
            "functional/ops",
            "functional/callbacks",
        ),
        timed=True,
    ),
    _tests("simulation", "simulation", "conformance"),
    Check("format", ("-m", "ruff", "format", "--check", ".")),
    Check("lint", ("-m", "ruff", "check", ".")),
    Check("imports", ("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()")),
)
_QUICK = (_handlers("memory"), _units(25), *_BOTH)
_CRASH = _of_handlers("samples and crash tests on moto", "moto", (*_SAMPLES, *_CRASHES))
_BREAK = _of_handlers("crash tests: callbacks, exports, payouts", "held", _BREAKS)
# In memory, the first request of each kind held against moto.
_HELD = tuple(_handlers("held", part, 2, _SAMPLES) for part in range(2))
# They need the checker of Stripe's description, which is not part of this repository.
_CONTRACT = _tests("contract tests", "contract", may_be_empty="STRIPE_CONTRACT" not in os.environ)
_BUILT = Check("packages and bench", ("-m", "pytest", *_PACKAGES, "tests/functional/bench"), timed=True)
# A second pair of eyes on what runs: ruff's S rules look as well, at more (see [tool.bandit] in pyproject.toml).
_SCANNED = ("shared", "functions", "infra_cdk", "local", "bench", "contracts")
_SECURITY = Check("security lint", ("-m", "bandit", "--quiet", "-c", "pyproject.toml", "-r", *_SCANNED))
_ALL = (_CRASH, *_HELD, _BUILT, _units(100), _BREAK, *_BOTH, _SECURITY, _CONTRACT)
# Beside all others, which yield to it: real functions at work mostly wait, and when they do not, they want both cores.
_E2E = _tests("end-to-end tests, in a browser too", "e2e", live=True)
# Each may wait for minutes before it fails: ten failures tell as much as all.
_DEPLOYED = replace(_E2E, arguments=(*_E2E.arguments, "--maxfail=10"))

_running: set[subprocess.Popen[str]] = set()
_printing = threading.Lock()


def main(arguments: Sequence[str]) -> int:
    """Run what was asked for; return 0 when everything passed."""
    if list(arguments) not in (["quick"], ["all"]):
        print(__doc__, file=sys.stderr)
        return 2
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)
    started = time.monotonic()
    everything = arguments[0] == "all"
    with ThreadPoolExecutor(_PARALLEL) as pool, ThreadPoolExecutor(1) as stack:
        deployed = [stack.submit(_run, _DEPLOYED)] if everything else []
        results = list(pool.map(partial(_run, yielding=everything), _ALL if everything else _QUICK))
        results += [each.result() for each in deployed]
    return _sum_up(results, time.monotonic() - started)


def _run(check: Check, *, yielding: bool = False) -> Result:
    started = time.monotonic()
    child = subprocess.Popen(
        [*(_YIELDING if yielding and not check.timed else ()), sys.executable, *check.arguments],
        cwd=REPO,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **check.environment},
        start_new_session=True,
    )
    _running.add(child)
    output: list[str] = []
    for line in child.stdout or ():
        output.append(line)
        if check.live:
            print(line, end="", flush=True)
    code = child.wait()
    passed = code == 0 or (check.may_be_empty and code == _NO_TESTS_COLLECTED)
    _running.discard(child)
    closing = next((line.strip() for line in reversed(output) if line.strip()), "") if check.is_test else ""
    counts = {kind.rstrip("s"): int(number) for number, kind in _COUNTS.findall(closing)}
    result = Result(check, passed, time.monotonic() - started, counts, closing)
    _show(result, "".join(output))
    return result


def _show(result: Result, output: str) -> None:
    with _printing:
        if not result.passed and not result.check.live:
            print(f"\n----- {result.check.name} -----\n{output}-----\n")
        word = "ok    " if result.passed else "FAILED"
        closing = f"   {result.closing.strip('= ')}" if result.closing else ""
        print(f"{word} {result.seconds:6.1f}s  {result.check.name}{closing}", flush=True)


def _sum_up(results: Sequence[Result], seconds: float) -> int:
    failed = [result.check.name for result in results if not result.passed]
    totals = {kind: sum(result.counts.get(kind, 0) for result in results) for kind in ("passed", "failed", "skipped")}
    broken = totals["failed"] + sum(result.counts.get("error", 0) for result in results)
    print(f"\nSummary ({seconds:.0f} s)\n=======")
    for result in results:
        print(f"  {'ok    ' if result.passed else 'FAILED'}  {result.check.name}  {result.closing.strip('= ')}")
    print(f"\n{'all checks passed' if not failed else 'failed: ' + ', '.join(failed)}")
    print(f"tests: {totals['passed']} passed, {broken} failed, {totals['skipped']} skipped", flush=True)
    return 1 if failed else 0


def _end(number: int, _frame: FrameType | None) -> None:
    """Let the running checks clean up: each is told once, however often we are."""
    for again in (signal.SIGINT, signal.SIGTERM):
        signal.signal(again, signal.SIG_IGN)
    running = tuple(_running)
    for child in running:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGTERM)
    for child in running:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(timeout=_ENDING_SECONDS)
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
