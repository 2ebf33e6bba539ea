"""What a drill does with processes, and what its page says."""

import subprocess
import sys
import time
from collections import Counter

from bench.drills.__main__ import DRILLS
from bench.drills.floods import wrong_answers
from bench.drills.processes import frozen, kill_workers, workers
from bench.drills.report import MEANINGS, document
from bench.machine import Machine

_MACHINE = Machine("2026-11-23 08:00 UTC", "a processor", 2, 8, "Linux x86_64", "3.13.1", "abc1234", 0.5)
_EMULATOR = """
import subprocess, sys, time
names = ["ministack-lambda-orderpay-local-auto_debit-x", "ministack-lambda-orderpay-local-relay_events-y", "other"]
own = [subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", name]) for name in names]
print("ready", flush=True)
sys.stdin.read()
for each in own:
    each.kill()
    each.wait()
"""


def test_only_the_workers_of_the_named_functions_are_killed() -> None:
    emulator = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", _EMULATOR], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert emulator.stdout is not None
        assert emulator.stdout.readline() == "ready\n"
        assert len(workers(emulator.pid)) == 2
        assert kill_workers(emulator.pid, ("auto_debit",)) == 1
        deadline = time.monotonic() + 10
        while len(left := workers(emulator.pid)) > 1 and time.monotonic() < deadline:
            pass
        assert ["relay_events" in name for name in left.values()] == [True]
    finally:
        emulator.communicate("")


def test_a_frozen_process_goes_on_afterwards() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input(); print('went on')"], stdin=-1, stdout=-1, text=True)
    with frozen(child.pid):
        deadline = time.monotonic() + 10
        while _state(child.pid) != "T" and time.monotonic() < deadline:
            pass
        assert _state(child.pid) == "T"
    assert child.communicate("\n", timeout=20)[0] == "went on\n"


def _state(pid: int) -> str:
    listing = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True)  # noqa: S603, S607
    return listing.stdout.strip()[:1]


def test_a_forgery_that_was_taken_and_an_answer_that_broke_are_faults() -> None:
    assert wrong_answers({"copies of x": Counter({200: 9, 429: 1}), "forged as x": Counter({400: 5})}) == []
    assert wrong_answers({"forged as x": Counter({200: 1})}) == ["forged as x was taken"]
    assert wrong_answers({"copies of x": Counter({502: 1})}) == ["copies of x was answered 5xx"]


def test_the_page_has_every_drill_with_its_figures_and_its_faults() -> None:
    assert MEANINGS.keys() == DRILLS.keys()
    page = document({"flood": ({"orders": 1_020.0}, []), "replay": ({}, ["one was lost"])}, _MACHINE)
    assert "| orders | 1,020 |" in page
    assert "Nothing lost" in page.split("## replay")[0]
    assert page.endswith("- one was lost\n")
