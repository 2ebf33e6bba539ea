"""Synthesis needs this repository and its Python packages: no network, no credentials, no Node on the path."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.infra.assembly import STACKS, Assembly

REPOSITORY = Path(__file__).resolve().parents[2]
NOWHERE = "http://127.0.0.1:9"


def test_a_bare_environment_gives_the_same_templates(assembly: Assembly, packages: Path, tmp_path: Path) -> None:
    done = _run_app(tmp_path, {"packages_path": str(packages)})

    assert done.returncode == 0, done.stderr
    for stack in STACKS:
        name = f"{stack}.template.json"
        assert (tmp_path / "out" / name).read_bytes() == (assembly.folder / name).read_bytes()


def _run_app(folder: Path, context: dict[str, str]) -> subprocess.CompletedProcess[str]:
    environment = {
        # jsii unpacks the CDK below it once; the credentials that may lie there are named away.
        "HOME": str(Path.home()),
        "AWS_CONFIG_FILE": str(folder / "none"),
        "AWS_SHARED_CREDENTIALS_FILE": str(folder / "none"),
        "PATH": "",
        "HTTPS_PROXY": NOWHERE,
        "HTTP_PROXY": NOWHERE,
        "AWS_EC2_METADATA_DISABLED": "true",
        "CDK_OUTDIR": str(folder / "out"),
        "CDK_CONTEXT_JSON": json.dumps(context),
        "PYTHONPATH": str(REPOSITORY),
    }
    if "SYSTEMROOT" in os.environ:
        environment["SYSTEMROOT"] = os.environ["SYSTEMROOT"]
    command = [sys.executable, "-m", "infra_cdk.app"]
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
