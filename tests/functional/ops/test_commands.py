"""What an operator types: as the runbook says it, and wrongly."""

import re
import shlex

import pytest

from ops.__main__ import main
from ops.arguments import parser
from ops.deployment import open_deployment
from ops.errors import OpsError
from tests.architecture.sources import ROOT
from tests.functional.ops.conftest import Functions

PAGES = [*sorted((ROOT / "docs/runbook").glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
TYPED = sorted({line for page in PAGES for line in re.findall(r"python -m ops (--[^`\n#]+)", page.read_text("utf-8"))})


@pytest.mark.parametrize("line", TYPED)
def test_each_command_of_the_runbook_can_be_read(line: str) -> None:
    assert parser().parse_args(shlex.split(line)).command


def test_the_runbook_uses_every_command() -> None:
    used = {
        (asked.command, getattr(asked, "what", None)) for asked in map(parser().parse_args, map(shlex.split, TYPED))
    }
    assert used == {
        *(("queues", None), ("redrive", None)),
        *(("rejected", "list"), ("rejected", "replay"), ("callbacks", "replay")),
    }


@pytest.mark.parametrize(
    "line",
    ["redrive nowhere", "redrive debits --limit 0", "redrive", "rejected", "callbacks replay --merchant mer_1",
     "callbacks replay --merchant mer_1 --from 2026-11-22T00:00:00", "--local --stage dev queues"],
)  # fmt: skip
def test_what_is_typed_wrongly_is_refused(line: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(shlex.split(line))
    assert ended.value.code == 2


def test_a_stage_that_is_not_there_is_told_of(deployment: Functions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    assert open_deployment("test", None, local=False).bucket_name == deployment.bucket_name
    with pytest.raises(OpsError, match="OrderpayStateful-elsewhere"):
        _ = open_deployment("elsewhere", None, local=False).outputs


def test_a_local_stack_knows_its_server() -> None:
    with pytest.raises(OpsError, match="take --endpoint-url away"):
        open_deployment(None, "http://127.0.0.1:1", local=True)
