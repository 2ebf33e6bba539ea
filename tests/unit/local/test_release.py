"""What is shown is what is deployed, nothing is deployed unasked, and a stage is told what it needs."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from infra_cdk.settings import SettingsError
from infra_cdk.stages import CHOICES, STAGES, stage_context
from local.release import __main__ as command
from local.release import cdk as cdk_module
from local.release.cdk import ReleaseError, run_cdk
from local.release.deploy import deploy, diff
from local.stack.paths import REPO

DEV = {"stage": "dev"}
HERE = Path("/assembly")


class Cdk:
    """Notes what it is called with, and answers these exit codes."""

    def __init__(self, *codes: int) -> None:
        self.calls: list[list[str]] = []
        self._codes = list(codes)

    def __call__(self, arguments: Sequence[str]) -> int:
        self.calls.append(list(arguments))
        return self._codes.pop(0) if self._codes else 0


def nobody(_: str) -> str:
    """Nobody at the keyboard."""
    raise EOFError


SHOWN = ["diff", "--app", str(HERE)]
DEPLOYED = ["deploy", "--app", str(HERE), "--all", "--require-approval", "never"]


def test_the_difference_is_shown_before_the_question_and_the_same_folder_is_deployed() -> None:
    cdk = Cdk()
    asked: list[int] = []

    def ask(_: str) -> str:
        asked.append(len(cdk.calls))
        return "yes"

    assert deploy(DEV, unasked=False, cdk=cdk, synth=lambda _: HERE, ask=ask) == 0
    assert asked == [1]
    assert cdk.calls == [SHOWN, DEPLOYED]


@pytest.mark.parametrize("answer", ["", "y", "no", "YES"])
def test_anything_but_the_whole_word_deploys_nothing(answer: str) -> None:
    cdk = Cdk()
    assert deploy(DEV, unasked=False, cdk=cdk, synth=lambda _: HERE, ask=lambda _: answer) == 1
    assert cdk.calls == [SHOWN]


def test_nobody_at_the_keyboard_deploys_nothing() -> None:
    cdk = Cdk()
    assert deploy(DEV, unasked=False, cdk=cdk, synth=lambda _: HERE, ask=nobody) == 1
    assert cdk.calls == [SHOWN]


def test_a_pipeline_is_not_asked() -> None:
    cdk = Cdk()
    assert deploy(DEV, unasked=True, cdk=cdk, synth=lambda _: HERE, ask=nobody) == 0
    assert cdk.calls == [SHOWN, DEPLOYED]


def test_nothing_is_deployed_whose_difference_could_not_be_shown() -> None:
    cdk = Cdk(7)
    assert deploy(DEV, unasked=True, cdk=cdk, synth=lambda _: HERE, ask=nobody) == 7
    assert cdk.calls == [SHOWN]


def test_a_failed_deployment_says_so() -> None:
    assert deploy(DEV, unasked=True, cdk=Cdk(0, 3), synth=lambda _: HERE) == 3


def test_diff_deploys_nothing() -> None:
    cdk = Cdk()
    assert diff(DEV, cdk=cdk, synth=lambda _: HERE) == 0
    assert cdk.calls == [SHOWN]


@pytest.mark.parametrize(
    ("stage", "given", "said"),
    [
        ("", {}, "use one of dev, staging, prod"),
        ("local", {}, "use one of"),
        ("production", {}, "use one of"),
        ("dev", {"mail_sendr": "a@b.example"}, "mail_sendr"),
        ("dev", {"stage": "prod"}, "CONTEXT stage"),
        ("dev", {"callback_targets": "loopback"}, "callback_targets"),
        ("dev", {"custom_api_id": "x"}, "custom_api_id"),
        ("staging", {}, "needs alarm_topic_arn"),
        ("prod", {"alarm_topic_arn": "arn:aws:sns:eu-central-1:1:on-call"}, "needs mail_sender"),
        ("prod", {"alarm_topic_arn": "arn:aws:sns:eu-central-1:1:on-call", "mail_sender": ""}, "needs mail_sender"),
    ],
)
def test_a_stage_refuses_what_it_cannot_be_deployed_with(stage: str, given: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(said)):
        stage_context(stage, given)


def test_what_is_given_goes_over_what_the_stage_sets() -> None:
    assert stage_context("dev", {"clearing_days": "3"}) == {"stage": "dev", "clearing_days": "3"}


@pytest.mark.parametrize("name", STAGES)
def test_a_stage_sets_and_needs_only_what_there_is(name: str) -> None:
    assert set(STAGES[name].context) <= CHOICES
    assert set(STAGES[name].needs) <= CHOICES


def test_every_choice_is_described_where_the_context_is() -> None:
    page = (REPO / "docs" / "architecture.md").read_text()
    assert [name for name in sorted(CHOICES) if f"`{name}`" not in page] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["deploy", "--stage", "nowhere", "--context"], "use one of"),
        (["diff", "--stage", "dev", "--context", "mail_sender"], "name=value"),
        (["diff", "--stage", "dev", "--context", "=x"], "name=value"),
        (["diff", "--stage", "dev", "--context", "clearing_days=1", "clearing_days=2"], "twice"),
    ],
)
def test_wrong_arguments_are_said_and_nothing_is_begun(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(arguments) == 2
    assert said in capsys.readouterr().err


def test_the_command_passes_stage_and_context_on(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[object, bool]] = []

    def deploying(context: object, *, unasked: bool) -> int:
        seen.append((context, unasked))
        return 0

    monkeypatch.setattr(command, "deploy", deploying)
    assert command.main(["deploy", "--yes", "--stage", "dev", "--context", "dunning_days=2,5"]) == 0
    assert command.main(["deploy", "--stage", "dev", "--context"]) == 0
    assert seen == [({"stage": "dev", "dunning_days": "2,5"}, True), ({"stage": "dev"}, False)]


def test_the_command_line_of_the_cdk_is_pinned_and_hashed_and_names_no_registry() -> None:
    folder = Path(cdk_module.__file__).parent
    wanted = json.loads((folder / "package.json").read_text())["dependencies"]
    lock = json.loads((folder / "package-lock.json").read_text())["packages"]
    assert lock[""]["dependencies"] == wanted
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    parts = {name: part for name, part in lock.items() if name}
    assert {name.removeprefix("node_modules/"): part["version"] for name, part in parts.items()} == wanted
    assert all(part["integrity"].startswith("sha512-") and "resolved" not in part for part in parts.values())


def test_a_command_line_that_is_there_runs_quietly_with_its_arguments(tmp_path: Path) -> None:
    program = tmp_path / "node_modules" / "aws-cdk" / "bin" / "cdk"
    program.parent.mkdir(parents=True)
    program.write_text(
        "require('fs').writeFileSync('seen.json', JSON.stringify("
        "[process.argv.slice(2), process.env.CDK_DISABLE_CLI_TELEMETRY])); process.exit(5)"
    )
    for name in ("package.json", "package-lock.json"):
        (tmp_path / name).write_bytes((Path(cdk_module.__file__).parent / name).read_bytes())
    assert run_cdk(["diff", "--all"], tmp_path) == 5
    assert json.loads((tmp_path / "seen.json").read_text()) == [["--no-notices", "diff", "--all"], "true"]


def test_without_a_node_it_is_said_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cdk_module, "bundled_node", lambda: None)
    with pytest.raises(ReleaseError, match="make setup"):
        run_cdk(["ls"], tmp_path)
