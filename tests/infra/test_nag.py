"""cdk-nag's AwsSolutions over all stacks: nothing open, and every exception says why."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.infra.assembly import STACKS, Assembly

KNOWN = {"AwsSolutions-APIG4", "AwsSolutions-IAM5", "AwsSolutions-L1", "AwsSolutions-S1"} | {
    "AwsSolutions-SMG4",
    "AwsSolutions-SQS3",
}


def test_nothing_is_open(packages: Path, tmp_path: Path) -> None:
    violations = _check(packages, tmp_path)

    # A queue that breaks the rules goes along, or a check that never ran would pass as well.
    assert {path for paths in violations.values() for path in paths} == {"Canary/Queue/Resource"}
    assert set(violations) == {"AwsSolutions-SQS3", "AwsSolutions-SQS4"}


def test_every_exception_is_known_and_has_a_reason(assembly: Assembly) -> None:
    reasons = dict(_acknowledged(assembly))

    assert {rule.split("[")[0] for _, rule in reasons} == KNOWN
    for place, reason in reasons.items():
        assert len(reason.split()) >= 6, f"{place}: {reason!r} is no reason"


def _check(packages: Path, folder: Path) -> dict[str, list[str]]:
    from aws_cdk import Stack, Validations
    from aws_cdk import aws_sqs as sqs
    from cdk_nag import AwsSolutionsChecks

    from infra_cdk.app import build_app

    app = build_app({"packages_path": str(packages)}, str(folder))
    sqs.Queue(Stack(app, "Canary"), "Queue")
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    with pytest.raises(RuntimeError, match="ValidationFailed"):
        app.synth()
    report: dict[str, Any] = json.loads((folder / "validation-report.json").read_text())
    return {
        violation["ruleName"]: [item["constructPath"] for item in violation["violatingConstructs"]]
        for plugin in report["pluginReports"]
        for violation in plugin["violations"]
    }


def _acknowledged(assembly: Assembly) -> list[tuple[tuple[str, str], str]]:
    found: list[tuple[tuple[str, str], str]] = []
    for stack in STACKS:
        metadata = json.loads((assembly.folder / f"{stack}.metadata.json").read_text())
        for path, entries in metadata.items():
            for entry in entries:
                if entry["type"] == "aws:cdk:acknowledged-rules":
                    found += [((path, rule.split("::", 1)[1]), why) for rule, why in entry["data"].items()]
    return found
