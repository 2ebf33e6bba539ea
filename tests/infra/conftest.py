"""One synthesized assembly for all tests here: synthesis takes seconds."""

from pathlib import Path

import pytest

# First of all imports: it tells jsii which Node to start, and modules of tests import the CDK at will.
import infra_cdk
from infra_cdk.build_packages import build_packages
from infra_cdk.packaging.interpreters import local_target
from infra_cdk.paths import packages_folder
from tests.infra.assembly import Assembly, synthesize

assert infra_cdk


@pytest.fixture(scope="session")
def packages() -> Path:
    """What is deployed, built for the Python that runs this from what is installed here; kept for the next run."""
    target = packages_folder(local=True)
    build_packages(target, local_target(None))
    return target


@pytest.fixture(scope="session")
def assembly(packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    """What a deployment to AWS with nothing but defaults would send."""
    return synthesize({"packages_path": str(packages)}, tmp_path_factory.mktemp("assembly"))


@pytest.fixture(scope="session")
def emulated(packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    """What the local stack deploys."""
    context = {
        "packages_path": str(packages),
        "stage": "local",
        "architecture": "x86_64",
        "custom_api_id": "orderpay",
        "public_base_url": "http://127.0.0.1:1/_aws/execute-api/orderpay",
        "stripe_api_base": "http://127.0.0.1:2",
        "cors_origins": "https://console.example,http://localhost:5173",
    }
    return synthesize(context, tmp_path_factory.mktemp("emulated"))
