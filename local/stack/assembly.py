"""Read a cloud assembly: which stacks, in which order, with which assets."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.stack.emulator import ACCOUNT, REGION
from local.stack.errors import StackError


@dataclass(frozen=True)
class Asset:
    """A file or folder that a template refers to by bucket and key."""

    source: Path
    is_folder: bool
    bucket: str
    key: str


@dataclass(frozen=True)
class StackPlan:
    """One stack to deploy."""

    name: str
    template: Asset
    uploads: tuple[Asset, ...]


def read_plans(assembly: Path, wanted: tuple[str, ...]) -> list[StackPlan]:
    """Return the wanted stacks (by construct id) in the order in which they depend on each other."""
    artifacts: dict[str, Any] = json.loads((assembly / "manifest.json").read_text())["artifacts"]
    stacks = {key: value for key, value in artifacts.items() if value["type"] == "aws:cloudformation:stack"}
    missing = [key for key in wanted if key not in stacks]
    if missing:
        raise StackError(f"the CDK app has no stack {', '.join(missing)}")
    ordered: list[str] = []
    for key in stacks:
        _visit(key, stacks, ordered)
    return [_plan(assembly, key, artifacts) for key in ordered if key in wanted]


def _visit(key: str, stacks: dict[str, Any], ordered: list[str]) -> None:
    if key in ordered:
        return
    for dependency in stacks[key].get("dependencies", []):
        if dependency in stacks:
            _visit(dependency, stacks, ordered)
    ordered.append(key)


def _plan(assembly: Path, key: str, artifacts: dict[str, Any]) -> StackPlan:
    artifact = artifacts[key]
    uploads: list[Asset] = []
    for dependency in artifact.get("dependencies", []):
        if artifacts[dependency]["type"] == "cdk:asset-manifest":
            uploads += _read_assets(assembly, artifacts[dependency]["properties"]["file"])
    template_file = assembly / artifact["properties"]["templateFile"]
    template = next(asset for asset in uploads if asset.source == template_file)
    return StackPlan(artifact["properties"].get("stackName", key), template, tuple(uploads))


def _read_assets(assembly: Path, file_name: str) -> list[Asset]:
    files: dict[str, Any] = json.loads((assembly / file_name).read_text())["files"]
    return [
        Asset(
            source=assembly / entry["source"]["path"],
            is_folder=entry["source"]["packaging"] == "zip",
            bucket=_fill_in(destination["bucketName"]),
            key=_fill_in(destination["objectKey"]),
        )
        for entry in files.values()
        for destination in entry["destinations"].values()
    ]


def _fill_in(text: str) -> str:
    return (
        text.replace("${AWS::AccountId}", ACCOUNT).replace("${AWS::Region}", REGION).replace("${AWS::Partition}", "aws")
    )
