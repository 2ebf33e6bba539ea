"""What goes into the zip files."""

from pathlib import Path

from aws_cdk import IgnoreMode
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra_cdk.paths import REPOSITORY
from infra_cdk.settings import DeploymentSettings

RUNTIME = lambda_.Runtime.PYTHON_3_13


def function_code(name: str, root: Path) -> lambda_.Code:
    """`functions/<name>` and `shared`, nothing else: another function's change leaves this one as it is."""
    exclude = ["/*", "!/functions", "/functions/*", "!/functions/__init__.py", f"!/functions/{name}", "!/shared"]
    if root == REPOSITORY:
        # Compiled files of a work tree are this machine's and stale by time stamp; a prepared folder's are right.
        exclude.append("__pycache__")
    return lambda_.Code.from_asset(str(root), exclude=exclude, ignore_mode=IgnoreMode.GIT)


def dependency_layer(scope: Construct, settings: DeploymentSettings) -> lambda_.LayerVersion:
    """The one layer with everything that is not ours."""
    return lambda_.LayerVersion(
        scope,
        "Dependencies",
        layer_version_name=settings.name("dependencies"),
        description="requirements/runtime.txt, pruned and compiled",
        code=lambda_.Code.from_asset(str(settings.layer_path)),
        compatible_runtimes=[RUNTIME],
        compatible_architectures=[architecture(settings)],
    )


def architecture(settings: DeploymentSettings) -> lambda_.Architecture:
    """The processor that the functions run on."""
    return lambda_.Architecture.ARM_64 if settings.architecture == "arm64" else lambda_.Architecture.X86_64
