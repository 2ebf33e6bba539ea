"""The zips that are deployed, as `infra_cdk.packaging` built them: their bytes decide whether anything has changed."""

from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra_cdk.packaging.manifest import read_manifest
from infra_cdk.settings import DeploymentSettings

RUNTIME = lambda_.Runtime.PYTHON_3_13


def function_code(name: str, settings: DeploymentSettings) -> lambda_.Code:
    """What one function reaches of our own code."""
    return lambda_.Code.from_asset(str(read_manifest(settings.packages_path).function_zip(name)))


def layer_names(name: str, settings: DeploymentSettings) -> list[str]:
    """The layers that one function takes."""
    return read_manifest(settings.packages_path).layers_of[name]


def dependency_layers(scope: Construct, settings: DeploymentSettings) -> dict[str, lambda_.LayerVersion]:
    """Everything that is not ours, by the names of the layers."""
    packages = read_manifest(settings.packages_path)
    return {
        name: lambda_.LayerVersion(
            scope,
            f"Layer-{name}",
            layer_version_name=settings.name(name),
            description=f"requirements/runtime.txt, pruned and compiled: {name}",
            code=lambda_.Code.from_asset(str(packages.layer_zip(name))),
            compatible_runtimes=[RUNTIME],
            compatible_architectures=[architecture(settings)],
        )
        for name in packages.layers
    }


def architecture(settings: DeploymentSettings) -> lambda_.Architecture:
    """The processor that the functions run on."""
    return lambda_.Architecture.ARM_64 if settings.architecture == "arm64" else lambda_.Architecture.X86_64
