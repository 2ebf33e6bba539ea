"""Reading the synthesized app."""

import json
from pathlib import Path
from typing import Any

import pytest

from local.stack.assembly import read_plans
from local.stack.errors import StackError


@pytest.fixture
def assembly(tmp_path: Path) -> Path:
    """Two stacks, the later one listed first."""
    artifacts: dict[str, Any] = {}
    for name, needs in (("Later", ["Earlier"]), ("Earlier", [])):
        artifacts[f"{name}.assets"] = {"type": "cdk:asset-manifest", "properties": {"file": f"{name}.assets.json"}}
        artifacts[name] = {
            "type": "aws:cloudformation:stack",
            "properties": {"templateFile": f"{name}.template.json", "stackName": f"{name}-local"},
            "dependencies": [*needs, f"{name}.assets"],
        }
        files = {
            "t": _file(f"{name}.template.json", "file", f"{name}.json"),
            "c": _file(f"asset.{name}", "zip", f"{name}.zip"),
        }
        (tmp_path / f"{name}.assets.json").write_text(json.dumps({"files": files}))
    (tmp_path / "manifest.json").write_text(json.dumps({"artifacts": artifacts}))
    return tmp_path


def test_stacks_come_in_the_order_of_their_dependencies(assembly: Path) -> None:
    plans = read_plans(assembly, ("Later", "Earlier"))

    assert [plan.name for plan in plans] == ["Earlier-local", "Later-local"]
    assert plans[0].template.key == "Earlier.json"
    assert [(asset.key, asset.is_folder) for asset in plans[0].uploads] == [
        ("Earlier.json", False),
        ("Earlier.zip", True),
    ]


def test_bucket_names_are_filled_in(assembly: Path) -> None:
    [plan] = read_plans(assembly, ("Earlier",))

    assert {asset.bucket for asset in plan.uploads} == {"assets-000000000000-us-east-1"}


def test_a_missing_stack_is_a_clear_error(assembly: Path) -> None:
    with pytest.raises(StackError, match="no stack Other"):
        read_plans(assembly, ("Earlier", "Other"))


def _file(path: str, packaging: str, key: str) -> dict[str, Any]:
    bucket = "assets-${AWS::AccountId}-${AWS::Region}"
    return {
        "source": {"path": path, "packaging": packaging},
        "destinations": {"here": {"bucketName": bucket, "objectKey": key}},
    }
