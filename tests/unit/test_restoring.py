"""A process that comes out of a snapshot keeps nothing that another one has, too."""

import json
import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]

_LIBRARY = """
hooks = []
def register_after_restore(hook):
    hooks.append(hook)
"""

_PROCESS = """
import json, random
random.seed(7)
from shared.runtime import bucket, secrets, stripe_wiring, wiring
from shared.table.keys import Key
import sys
secrets._cache["stripe"] = secrets._Cached("old", 0.0)
before = (wiring.table("t"), wiring.sqs(), wiring.credentials(), bucket.s3(), random.getstate())
stripe_wiring._gateway("sk_test", "https://stripe.invalid", stripe_wiring.Patience(1, 1, 1, 1))
library = sys.modules.get("snapshot_restore_py")
for hook in library.hooks if library else []:
    hook()
after = (wiring.table("t"), wiring.sqs(), wiring.credentials(), bucket.s3(), random.getstate())
fresh = [one != other if isinstance(one, tuple) else one is not other for one, other in zip(before, after)]
print(json.dumps([*fresh, not secrets._cache, stripe_wiring._gateway.cache_info().currsize == 0]))
"""


def kept(tmp_path: Path, initialization: str) -> list[bool]:
    """For clients, credentials, bucket, randomness, secrets, gateways: whether each is new after the hooks."""
    (tmp_path / "snapshot_restore_py.py").write_text(_LIBRARY)
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{REPOSITORY}{os.pathsep}{tmp_path}",
        "AWS_REGION": "eu-central-1",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_LAMBDA_INITIALIZATION_TYPE": initialization,
    }
    command = [sys.executable, "-c", _PROCESS]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)  # noqa: S603
    return [bool(each) for each in json.loads(done.stdout)]


def test_out_of_a_snapshot_everything_is_new(tmp_path: Path) -> None:
    assert kept(tmp_path, "snap-start") == [True] * 7


def test_otherwise_no_hook_is_there(tmp_path: Path) -> None:
    assert kept(tmp_path, "on-demand") == [False] * 7
