"""What a function's init looks at: modules and directory listings, counted in a process as Lambda starts it."""

import json
import subprocess
from dataclasses import dataclass
from typing import Final

from bench.process.worker import Program, environment_of

_PROBE: Final = """
import importlib, json, sys
import awslambdaric.bootstrap, awslambdaric.lambda_runtime_client
before, listings = len(sys.modules), []
sys.addaudithook(lambda event, _: listings.append(event) if event in ("os.listdir", "os.scandir") else None)
importlib.import_module(sys.argv[1])
print(json.dumps([len(sys.modules), len(sys.modules) - before, len(listings)]))
"""


@dataclass(frozen=True)
class InitCounts:
    """``modules`` in all, ``own`` beyond the runtime client's, ``listings`` of directories while those were found."""

    modules: int
    own: int
    listings: int


def count_init(program: Program) -> InitCounts:
    """Import the handler's module as the runtime client does, with that client loaded."""
    module = program.handler.rpartition(".")[0]
    done = subprocess.run(
        [str(program.python), "-c", _PROBE, module],
        cwd=program.task_root,
        env=environment_of(program, "127.0.0.1:1"),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return InitCounts(*json.loads(done.stdout))
