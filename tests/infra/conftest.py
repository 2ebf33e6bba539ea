"""One synthesized assembly for all tests here: synthesis takes seconds."""

from pathlib import Path

import pytest

# First of all imports: it tells jsii which Node to start, and modules of tests import the CDK at will.
import infra_cdk
from tests.infra.assembly import Assembly, synthesize

assert infra_cdk


@pytest.fixture(scope="session")
def layer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stand-in for the layer's folder: templates do not depend on what is in it."""
    folder = tmp_path_factory.mktemp("layer")
    (folder / "python").mkdir()
    (folder / "python" / "placeholder.py").write_text("")
    return folder


@pytest.fixture(scope="session")
def assembly(layer: Path, tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    """What a deployment to AWS with nothing but defaults would send."""
    return synthesize({"layer_path": str(layer)}, tmp_path_factory.mktemp("assembly"))


@pytest.fixture(scope="session")
def emulated(layer: Path, tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    """What the local stack deploys."""
    context = {
        "layer_path": str(layer),
        "stage": "local",
        "architecture": "x86_64",
        "custom_api_id": "orderpay",
        "public_base_url": "http://127.0.0.1:1/_aws/execute-api/orderpay",
        "stripe_api_base": "http://127.0.0.1:2",
    }
    return synthesize(context, tmp_path_factory.mktemp("emulated"))
