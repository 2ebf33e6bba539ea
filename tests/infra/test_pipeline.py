"""The example pipeline names only targets, stages and settings that there are, and holds no secret."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra_cdk.stages import CHOICES, STAGES, stage_context

REPOSITORY = Path(__file__).resolve().parents[2]
FOLDER = REPOSITORY / "docs" / "pipeline"
TEXT = (FOLDER / "deploy.yml").read_text()
JOBS: dict[str, Any] = yaml.safe_load(TEXT)["jobs"]
TARGETS = set(re.findall(r"^\.PHONY: (\S+)$", (REPOSITORY / "Makefile").read_text(), re.MULTILINE))


def makes(job: str) -> list[tuple[str, dict[str, str]]]:
    """Target and variables of each `make` of a job, in order."""
    found = []
    for step in JOBS[job]["steps"]:
        words = shlex.split(step.get("run", ""))
        if words[:1] == ["make"]:
            found.append((words[1], dict(word.split("=", 1) for word in words[2:])))
    return found


@pytest.mark.parametrize("job", JOBS)
def test_every_target_and_stage_is_there(job: str) -> None:
    called = makes(job)
    assert called
    assert {target for target, _ in called} <= TARGETS
    assert {variables["STAGE"] for _, variables in called if "STAGE" in variables} <= set(STAGES)
    assert all({*variables} <= {"STAGE", "YES", "CONTEXT"} for _, variables in called)


def test_each_stage_waits_for_the_one_before_it() -> None:
    assert [(name, job.get("needs")) for name, job in JOBS.items()] == [
        ("test", None),
        ("staging", "test"),
        ("prod", "staging"),
    ]


@pytest.mark.parametrize("stage", ["staging", "prod"])
def test_a_stage_is_deployed_then_tried_out_by_its_own_role(stage: str) -> None:
    deployed, tried = makes(stage)
    assert deployed == ("deploy", {"STAGE": stage, "YES": "1", "CONTEXT": "$CONTEXT"})
    assert tried == ("smoke", {"STAGE": stage})
    assert JOBS[stage]["environment"] == stage
    assert JOBS[stage]["permissions"] == {"contents": "read", "id-token": "write"}


@pytest.mark.parametrize("stage", ["staging", "prod"])
def test_a_stage_is_given_all_that_it_needs(stage: str) -> None:
    given = dict(re.findall(r"(\w+)=(\$\{\{ vars\.\w+ \}\})", JOBS[stage]["env"]["CONTEXT"]))
    assert set(given) <= CHOICES
    assert stage_context(stage, given)["stage"] == stage


def test_it_holds_no_secret_and_the_tests_get_no_role() -> None:
    assert "secrets." not in TEXT
    assert "aws-access-key" not in TEXT
    assert yaml.safe_load(TEXT)["permissions"] == {"contents": "read"}
    assert "permissions" not in JOBS["test"]
    checkouts = [step for job in JOBS.values() for step in job["steps"] if "checkout" in step.get("uses", "")]
    assert len(checkouts) == len(JOBS)
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_the_role_is_for_one_environment_and_may_do_little() -> None:
    (trust,) = json.loads((FOLDER / "trust-policy.json").read_text())["Statement"]
    names = trust["Condition"]["StringEquals"]
    assert names["token.actions.githubusercontent.com:sub"].endswith(":environment:STAGE")
    allowed = json.loads((FOLDER / "permissions.json").read_text())["Statement"]
    assert {each["Action"] for each in allowed} == {
        "sts:AssumeRole",
        "cloudformation:DescribeStacks",
        "secretsmanager:GetSecretValue",
    }
    assert all("*" not in str(each["Resource"]).removesuffix("/*") for each in allowed)
