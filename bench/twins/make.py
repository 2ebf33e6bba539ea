"""Records what a packaged function calls, and makes its bare twin."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.cases.stage import Event, Stage
from bench.environments import Environments
from bench.exchange.wire import Exchange
from bench.paths import WORK
from bench.process.worker import Program, started
from bench.twins.calls import sdk_calls, twin_content

_TEMPLATE = Path(__file__).with_name("handler.py")
_WARM = 3
"""Invocations after the first until the calls count as those of a warm process."""


class NotTypical(Exception):
    """The function did not do what its case is for, or does something else each time."""


@dataclass(frozen=True)
class Recording:
    """An event, the calls of a fresh process's first invocation and of a warm one, and the answer."""

    event: Event
    first: tuple[Exchange, ...]
    warm: tuple[Exchange, ...]
    answer: Any


def record(stage: Stage, program: Program, event: Event) -> Recording:
    """Run the function on what stands behind it once, then replay that to see what a warm process calls.

    Raises :class:`NotTypical` if it fails, or answers otherwise in replay.
    """
    stage.aws.record()
    stage.stripe.record()
    with started(program) as worker:
        answer, _ = worker.invoke(event)
        _require_success(answer)
        stage.aws.replay(aws := stage.aws.take())
        stage.stripe.replay(stripe := stage.stripe.take())
        warm: list[Exchange] = []
        for _ in range(_WARM):
            rewind(stage)
            again, _ = worker.invoke(event)
            if _outcome(again) != _outcome(answer):
                raise NotTypical(f"answered {answer}, then {again}")
            warm = [*stage.aws.take(), *stage.stripe.take()]
    stage.aws.complain()
    stage.stripe.complain()
    return Recording(event, (*aws, *stripe), tuple(warm), answer)


def rewind(stage: Stage) -> None:
    """Another invocation comes."""
    stage.aws.rewind()
    stage.stripe.rewind()


def make_twin(name: str, recording: Recording, environments: Environments, environment: dict[str, str]) -> Program:
    """The bare function, ready to start."""
    folder = WORK / "twins" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copy(_TEMPLATE, folder / "bare.py")
    first, warm = sdk_calls(recording.first), sdk_calls(recording.warm)
    (folder / "calls.json").write_text(twin_content(first, warm, recording.answer, "sk_test_bench"), encoding="utf-8")
    told = {name: environment[name] for name in ("AWS_ENDPOINT_URL", "STRIPE_API_BASE")}
    return Program(environments.python, folder, (environments.clients,), "bare.lambda_handler", told)


def empty_program(environments: Environments) -> Program:
    """A function that does nothing: what the runtime's client itself costs."""
    folder = WORK / "twins" / "nothing"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "nothing.py").write_text("def lambda_handler(event, context):\n    return None\n", encoding="utf-8")
    return Program(environments.python, folder, (), "nothing.lambda_handler", {})


def _require_success(answer: Any) -> None:
    told = answer if isinstance(answer, dict) else {}
    failed = told.get("batchItemFailures") or told.get("failed") or told.get("defects")
    if failed or told.get("statusCode", 200) >= 400:
        raise NotTypical(json.dumps(answer))


def _outcome(answer: Any) -> Any:
    """The answer without what may differ each time: texts, among them ids, times and bodies."""
    if isinstance(answer, dict):
        return {name: _outcome(value) for name, value in answer.items()}
    if isinstance(answer, list):
        return [_outcome(value) for value in answer]
    return "" if isinstance(answer, str) else answer
