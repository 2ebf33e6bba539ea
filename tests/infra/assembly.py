"""A synthesized cloud assembly, as tests like to read it."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

STACKS = ("OrderpayStateful", "OrderpayStateless", "OrderpayRoutes", "OrderpayObservability")
_HASH = r"[0-9A-F]{8}"
_EXPORT = re.compile(rf"ExportsOutput(?:FnGetAtt|Ref)(\w+?){_HASH}(\w*?){_HASH}$")


@dataclass(frozen=True)
class Resource:
    """One resource of a template."""

    stack: str
    logical_id: str
    kind: str
    body: Mapping[str, Any]

    @property
    def properties(self) -> Mapping[str, Any]:
        """Its properties; empty where it has none."""
        found: Mapping[str, Any] = self.body.get("Properties", {})
        return found


@dataclass(frozen=True)
class Assembly:
    """The folder that synthesis wrote."""

    folder: Path

    @cached_property
    def templates(self) -> dict[str, dict[str, Any]]:
        """The template of each stack."""
        return {name: json.loads((self.folder / f"{name}.template.json").read_text()) for name in STACKS}

    def resources(self, kind: str = "") -> Iterator[Resource]:
        """Every resource of a type, in all stacks; of all types if none is named."""
        for stack, template in self.templates.items():
            for logical_id, body in template["Resources"].items():
                if kind in ("", body["Type"]):
                    yield Resource(stack, logical_id, body["Type"], body)

    def one(self, kind: str) -> Resource:
        """The only resource of a type."""
        (found,) = self.resources(kind)
        return found

    def functions(self) -> dict[str, Resource]:
        """The Lambda functions by the name of their folder."""
        found = self.resources("AWS::Lambda::Function")
        return {resource.properties["Handler"].split(".")[1]: resource for resource in found}

    def code_of(self, function: Resource) -> Path:
        """The staged zip of a function."""
        return self.folder / f"asset.{function.properties['Code']['S3Key']}"


def synthesize(context: Mapping[str, str], folder: Path) -> Assembly:
    """Synthesize the app into a folder."""
    from infra_cdk.app import build_app

    build_app(context, str(folder)).synth()
    return Assembly(folder)


def readable(value: Any) -> str:
    """A reference as text: `<Table.Arn>/index/list`, without the hashes of logical ids."""
    if isinstance(value, str):
        return value
    ((function, argument),) = value.items()
    if function == "Fn::Join":
        return str(argument[0]).join(readable(part) for part in argument[1])
    if function == "Fn::ImportValue":
        match = _EXPORT.search(argument)
        assert match, argument
        return f"<{match[1]}.{match[2]}>" if match[2] else f"<{match[1]}>"
    if function == "Fn::GetAtt":
        return f"<{_bare(argument[0])}.{argument[1]}>"
    assert function == "Ref", value
    return f"<{argument}>" if argument.startswith("AWS::") else f"<{_bare(argument)}>"


def as_list(value: Any) -> list[Any]:
    """CloudFormation writes a single element without its list."""
    return value if isinstance(value, list) else [value]


def _bare(logical_id: str) -> str:
    return re.sub(rf"{_HASH}$", "", logical_id)
