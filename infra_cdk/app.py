"""The CDK app: `python -m infra_cdk.app`, or `build_app` for programs that synthesize it themselves."""

import sys
from collections.abc import Mapping
from typing import Any

from aws_cdk import App, DefaultStackSynthesizer, Tags

from infra_cdk.settings import DeploymentSettings, SettingsError, read_settings
from infra_cdk.stacks.observability import ObservabilityStack
from infra_cdk.stacks.routes import RoutesStack
from infra_cdk.stacks.stateful import StatefulStack
from infra_cdk.stacks.stateless import StatelessStack

# Set here and not in cdk.json, so that the CDK CLI, tests and the local stack get the same templates.
_FLAGS = {
    "@aws-cdk/aws-iam:minimizePolicies": True,
    "@aws-cdk/aws-lambda:recognizeLayerVersion": True,
    "@aws-cdk/aws-lambda:recognizeVersionProps": True,
    "@aws-cdk/core:stackRelativeExports": True,
    "@aws-cdk/core:checkSecretUsage": True,
}


def build_app(context: Mapping[str, str] | None = None, outdir: str | None = None) -> App:
    """Compose the four stacks. The context is described in docs/architecture.md."""
    app = App(context={**_FLAGS, **(context or {})}, outdir=outdir, analytics_reporting=False)
    settings = read_settings(app.node)
    stateful = StatefulStack(
        app,
        "OrderpayStateful",
        settings=settings,
        termination_protection=True,
        **_named("OrderpayStateful", settings, "table, bucket and secrets"),
    )
    stateless = StatelessStack(
        app,
        "OrderpayStateless",
        settings=settings,
        stateful=stateful,
        **_named("OrderpayStateless", settings, "functions, queues, bus, schedules, API"),
    )
    RoutesStack(
        app,
        "OrderpayRoutes",
        settings=settings,
        stateless=stateless,
        **_named("OrderpayRoutes", settings, "the routes of the API"),
    )
    ObservabilityStack(
        app,
        "OrderpayObservability",
        settings=settings,
        api_id=stateless.api.api_id,
        **_named("OrderpayObservability", settings, "dashboard and alarms"),
    )
    Tags.of(app).add("application", "orderpay")
    Tags.of(app).add("stage", settings.stage)
    return app


def _named(construct_id: str, settings: DeploymentSettings, description: str) -> dict[str, Any]:
    """What every stack is given: its name, what it is, and how it is synthesized."""
    return {
        "stack_name": f"{construct_id}-{settings.stage}",
        "description": f"orderpay: {description}",
        "synthesizer": _synthesizer(),
    }


def _synthesizer() -> DefaultStackSynthesizer:
    """The CLI checks the bootstrap version itself; in the template the check would need a parameter from SSM."""
    return DefaultStackSynthesizer(generate_bootstrap_version_rule=False)


def main() -> int:
    """Synthesize to where the CDK CLI wants it (`CDK_OUTDIR`), or to cdk.out."""
    try:
        app = build_app()
    except SettingsError as error:
        print(f"infra_cdk: {error}", file=sys.stderr)  # noqa: T201 - this is a command
        return 2
    app.synth()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
