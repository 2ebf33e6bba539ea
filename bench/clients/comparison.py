"""Runs the candidates in turn on the same two calls, and sums up."""

import json
import shutil
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Final

from bench.cases.background import ORDERS, debiting
from bench.cases.merchant_calls import intake
from bench.cases.stage import Stage
from bench.environments import Environments
from bench.exchange.wire import Exchange
from bench.packages import Packages
from bench.paths import WORK
from bench.process.worker import Program, Worker, started
from bench.report.tables import table
from bench.twins.calls import sdk_calls
from bench.twins.make import empty_program, record, rewind
from infra_cdk.packaging.interpreters import local_target
from infra_cdk.packaging.precompile import precompile

METHODS: Final = ("put_item", "transact_write_items")
MOST_WRITES: Final = 100
"""Of one transaction (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html)."""

_FOLDER: Final = Path(__file__).parent / "candidates"
_BOTOCORE: Final = ("botocore", "dateutil", "jmespath", "six.py", "urllib3")
_DATA_FILES: Final = frozenset({"_retry.json", "endpoints.json", "partitions.json", "sdk-default-configuration.json"})
_BLOCKS: Final = 12
_INVOCATIONS: Final = 10


@dataclass
class Candidate:
    """A client with what has to be installed for it, and its figures: milliseconds (init, first call) and CPU."""

    name: str
    program: Program
    size: int
    init: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    warm: dict[str, list[float]] = field(default_factory=lambda: {method: [] for method in METHODS})


def candidates(environments: Environments, packages: Packages, calls: dict[str, Any], url: str) -> list[Candidate]:
    """All of them, ready to start; the first is what the others are held against."""
    whole = environments.clients
    pruned = _copied(whole, WORK / "pruned-botocore", _BOTOCORE)
    prune_to_dynamodb(pruned)
    precompile(pruned, local_target(environments.base), "/opt/python")
    # It asks its own metadata for its version.
    pydynox = _copied(whole, WORK / "pydynox", [path.name for path in whole.glob("pydynox*")])
    own = packages.packaged("order_intake").task_root
    made = [
        ("bare boto3", "boto3_as_it_is", whole, folder_size(whole, (*_BOTOCORE, "boto3", "s3transfer"))),
        ("botocore, pruned, own loader", "botocore_pruned", pruned, folder_size(pruned, _BOTOCORE)),
        ("our own thin client", "thin_client", own, folder_size(own, ("shared/aws",))),
        ("pydynox", "pydynox_client", pydynox, folder_size(pydynox, ("pydynox",))),
    ]
    return [
        Candidate(name, _program(environments, module, calls, url, (site,)), size) for name, module, site, size in made
    ]


def record_calls(stage: Stage, packages: Packages, environments: Environments) -> dict[str, Any]:
    """The parameters of an intake's write and of a debit of 97 orders, and their answers on the tape."""
    found: dict[str, Any] = {}
    exchanges: list[Exchange] = []
    for name, case in (("order_intake", intake), ("auto_debit", debiting)):
        program = packages.packaged(name).program(environments, name, stage.environment)
        recording = record(stage, program, case(stage.new_shop()))
        found |= {call.method: call.parameters for call in sdk_calls(recording.warm)}
        exchanges += recording.warm
    stage.aws.replay(exchanges)
    writes = found["transact_write_items"]["TransactItems"]
    found["transact_write_items"]["TransactItems"] = full_transaction(writes, ORDERS)
    return {method: found[method] for method in METHODS}


def full_transaction(writes: list[Any], orders: int) -> list[Any]:
    """As many orders as one transaction holds, by repeating those that lead: nothing looks at whose they are."""
    others = writes[orders:]
    wanted = MOST_WRITES - len(others)
    return [*(writes[:orders] * (wanted // orders + 1))[:wanted], *others]


def compare(stage: Stage, environments: Environments, made: Sequence[Candidate], rounds: int) -> Candidate:
    """Fill in the figures, in turn; the figures of an empty function come back."""
    nothing = Candidate("nothing", empty_program(environments), 0)
    everybody = [*made, nothing]
    for _ in range(rounds):
        for each in everybody:
            with started(each.program) as worker:
                rewind(stage)
                _, cost = worker.invoke({"method": METHODS[0]})
                each.init.append(worker.init.wall)
                each.first.append(worker.init.wall + cost.wall)
    with ExitStack() as stack:
        workers = [stack.enter_context(started(each.program)) for each in everybody]
        for method in METHODS:
            for _ in range(_BLOCKS + 1):
                for each, worker in zip(everybody, workers, strict=True):
                    each.warm[method].append(_block(stage, worker, method))
    stage.aws.complain()
    return nothing


def as_table(made: Iterable[Candidate], nothing: Candidate) -> list[str]:
    """Ratios to the first candidate and figures, all less an empty function."""
    everybody = list(made)

    def cell(each: Candidate, look: Callable[[Candidate], Sequence[float]], unit: float, digits: int) -> str:
        mine, first = (median(look(one)) - median(look(nothing)) for one in (each, everybody[0]))
        return f"**{mine / first:.2f}** ({mine * unit:.{digits}f})"

    return table(
        ("client", "init (ms)", "with first call (ms)", "put, CPU (µs)", "97 orders, CPU (µs)", "installed (MB)"),
        [
            (
                each.name,
                cell(each, lambda one: one.init, 1, 0),
                cell(each, lambda one: one.first, 1, 0),
                *(cell(each, lambda one, method=method: one.warm[method][1:], 1e3, 0) for method in METHODS),  # type: ignore[misc]
                f"{each.size / 1e6:.2f}",
            )
            for each in everybody
        ],
    )


def _block(stage: Stage, worker: Worker, method: str) -> float:
    costs = []
    for _ in range(_INVOCATIONS):
        rewind(stage)
        costs.append(worker.invoke({"method": method})[1].cpu)
    return median(costs)


def _program(
    environments: Environments, module: str, calls: dict[str, Any], url: str, site: tuple[Path, ...]
) -> Program:
    folder = WORK / "candidates" / module
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copy(_FOLDER / f"{module}.py", folder / "candidate.py")
    (folder / "calls.json").write_text(json.dumps(calls), encoding="utf-8")
    return Program(environments.python, folder, site, "candidate.lambda_handler", {"AWS_ENDPOINT_URL": url})


def _copied(site: Path, target: Path, names: Iterable[str]) -> Path:
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name in names:
        if (site / name).is_dir():
            shutil.copytree(site / name, target / name)
        else:
            shutil.copy2(site / name, target / name)
    return target


def prune_to_dynamodb(site: Path) -> None:
    """Leave botocore the description of DynamoDB and what every client reads; nothing compiled for another place."""
    for entry in (site / "botocore" / "data").iterdir():
        if entry.is_dir() and entry.name != "dynamodb":
            shutil.rmtree(entry)
        elif entry.is_file() and entry.name.removesuffix(".gz") not in _DATA_FILES:
            entry.unlink()
    for cache in list(site.rglob("__pycache__")):
        shutil.rmtree(cache)


def folder_size(site: Path, names: Iterable[str]) -> int:
    """Bytes of these packages and modules of a folder, compiled files among them."""
    roots = [site / name for name in names]
    files = [file for root in roots for file in ([root] if root.is_file() else root.rglob("*")) if file.is_file()]
    return sum(file.stat().st_size for file in files)
