"""A table that was restored beside the own one is switched to by the context, and the old one stays as it is."""

import json
from pathlib import Path
from typing import Any

import pytest

from infra_cdk.app import build_app
from infra_cdk.settings import SettingsError
from tests.infra.assembly import Assembly, synthesize

NAME = "orderpay-dev-table-20261123"
STREAM = f"arn:aws:dynamodb:eu-central-1:111111111111:table/{NAME}/stream/2026-11-23T04:12:42.123"
CONTEXT = {"restored_table": NAME, "restored_stream_arn": STREAM}


@pytest.fixture(scope="module")
def restored(packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    """The same deployment on the restored table."""
    return synthesize({"packages_path": str(packages), **CONTEXT}, tmp_path_factory.mktemp("restored"))


def test_the_stack_with_the_old_table_stays_as_it_is_but_for_the_name_that_it_tells(
    assembly: Assembly, restored: Assembly
) -> None:
    before, after = (json.loads(json.dumps(each.templates["OrderpayStateful"])) for each in (assembly, restored))
    assert after["Outputs"].pop("TableName")["Value"] == NAME
    before["Outputs"].pop("TableName")
    assert after == before, "CloudFormation takes no export away while the other stack imports it"


def test_every_function_of_the_table_uses_the_restored_one_alone(assembly: Assembly, restored: Assembly) -> None:
    names = {name: variables(each).get("TABLE_NAME") for name, each in restored.functions().items()}
    owned = {name for name, each in assembly.functions().items() if "TABLE_NAME" in variables(each)}
    assert owned
    assert {name for name, table in names.items() if table == NAME} == owned
    text = json.dumps([restored.templates[name] for name in ("OrderpayStateless", "OrderpayRoutes")])
    assert "ExportsOutputRefTable" not in text
    assert "ExportsOutputFnGetAttTable" not in text


def test_grants_and_streams_are_those_of_the_restored_one(assembly: Assembly, restored: Assembly) -> None:
    streams = [each.properties["EventSourceArn"] for each in restored.resources("AWS::Lambda::EventSourceMapping")]
    of_tables = [arn for arn in streams if isinstance(arn, str)]
    assert of_tables == [STREAM] * len(of_tables)
    assert len(of_tables) == 2
    grants = [json.dumps(each.properties).count(f":table/{NAME}") for each in restored.resources("AWS::IAM::Policy")]
    before = [json.dumps(each.properties).count("Table") for each in assembly.resources("AWS::IAM::Policy")]
    assert [bool(count) for count in grants] == [bool(count) for count in before]


@pytest.mark.parametrize(
    "context",
    [
        {"restored_table": NAME},
        {"restored_stream_arn": STREAM},
        {"restored_table": "another", "restored_stream_arn": STREAM},
        {"restored_table": "a b", "restored_stream_arn": STREAM},
        {"restored_table": NAME, "restored_stream_arn": STREAM.partition("/stream")[0]},
    ],
)
def test_a_table_without_its_own_stream_is_refused(packages: Path, tmp_path: Path, context: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="restored_"):
        build_app({"packages_path": str(packages), **context}, str(tmp_path))


def variables(function: Any) -> dict[str, Any]:
    """Its environment."""
    found: dict[str, Any] = function.properties["Environment"]["Variables"]
    return found
