"""What a process does when it comes out of a snapshot: Lambda SnapStart starts many from one.

Random numbers would be the same in all of them, connections lead nowhere, and credentials are others. SnapStart is not
switched on (decision 0025); with it, these hooks run before the first invocation of each process.
https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-python.html
"""

import random
from collections.abc import Callable
from importlib import import_module
from typing import Final, TypeVar

from shared.runtime.settings import platform_variables

_LIBRARY: Final = "snapshot_restore_py"
"""Part of Lambda's Python and of nothing else."""

_Hook = TypeVar("_Hook", bound=Callable[[], object])


def after_restore(hook: _Hook) -> _Hook:
    """Have this called in every process that starts from a snapshot, and otherwise never."""
    if platform_variables().get("AWS_LAMBDA_INITIALIZATION_TYPE") == "snap-start":
        import_module(_LIBRARY).register_after_restore(hook)
    return hook


after_restore(random.seed)
