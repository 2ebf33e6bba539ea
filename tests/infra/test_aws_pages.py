"""The pages about AWS name only commands, stacks, outputs, secrets and functions that there are, and parse as shell."""

import re
import subprocess
from pathlib import Path

import pytest

from infra_cdk.functions import FUNCTIONS
from infra_cdk.stages import CHOICES, STAGES
from shared.stripe_gateway.client import API_VERSION
from tests.infra.assembly import Assembly

REPOSITORY = Path(__file__).resolve().parents[2]
DOCS = REPOSITORY / "docs"
PAGES = {name: (DOCS / f"{name}.md").read_text() for name in ("aws", "aws-checks", "restore")}
TARGETS = set(re.findall(r"^\.PHONY: (\S+)$", (REPOSITORY / "Makefile").read_text(), re.MULTILINE))
CODE = re.compile(r"(?:^ {4,}.*\n)+", re.MULTILINE)


def code(page: str) -> list[str]:
    """The indented blocks of a page."""
    return CODE.findall(PAGES[page])


@pytest.mark.parametrize("page", ["aws", "restore"])
def test_every_block_is_shell(page: str) -> None:
    blocks = code(page)
    assert len(blocks) >= 5
    for block in blocks:
        done = subprocess.run(["bash", "-n"], input=block, capture_output=True, text=True)  # noqa: S607
        assert done.returncode == 0, (block, done.stderr)


@pytest.mark.parametrize("page", PAGES)
def test_every_target_stage_and_context_is_there(page: str) -> None:
    text = PAGES[page]
    assert set(re.findall(r"\bmake (?!test)([a-z]+)\b(?= STAGE|`|$)", text, re.MULTILINE)) <= TARGETS
    assert set(re.findall(r"\bSTAGE=(\w+)", text)) <= set(STAGES)
    contexts = " ".join(re.findall(r'CONTEXT="([^"]+)"', text))
    assert set(re.findall(r"\b([a-z_]+)=", contexts)) <= CHOICES


@pytest.mark.parametrize("page", PAGES)
def test_every_stack_output_and_secret_is_there(page: str, assembly: Assembly) -> None:
    text = PAGES[page]
    assert set(re.findall(r"\b(Orderpay\w+)-(?:dev|staging|prod)\b", text)) <= set(assembly.templates)
    outputs = {name for template in assembly.templates.values() for name in template.get("Outputs", {})}
    assert set(re.findall(r"OutputKey=='(\w+)'", text)) <= outputs
    secrets = {each.properties["Name"] for each in assembly.resources("AWS::SecretsManager::Secret")}
    assert set(re.findall(r"--secret-id (\S+)", text)) <= secrets


@pytest.mark.parametrize("page", PAGES)
def test_every_function_and_log_is_there(page: str) -> None:
    names = {spec.name for spec in FUNCTIONS}
    named = re.findall(r"/orderpay/(?:dev|staging|prod)/(\w+)", PAGES[page])
    named += re.findall(r"--function-name orderpay-prod-([a-z_]+)", PAGES[page])
    assert set(named) <= names


def test_what_is_started_again_after_a_restore_is_there_and_money_moves_last() -> None:
    steps = PAGES["restore"].partition("## 7. Start")[2].partition("## 8.")[0]
    names = {spec.name for spec in FUNCTIONS}
    started = [word for word in re.findall(r"`([a-z]+_[a-z_]+)`", steps) if word not in ("received_at",)]
    findings = set(re.findall(r"`((?:money|refund|dispute)_without_record)`", steps))
    assert set(started) - findings <= names
    assert (
        steps.index("`process_webhook`")
        < steps.index("`auto_debit`")
        < steps.index("**at the very end `return_money`**")
    )


def test_the_endpoint_is_made_for_the_events_of_the_webhooks_page_in_our_version() -> None:
    rows = re.findall(r"^\| `([a-z_.]+)` \| (yes)? ?\|", (DOCS / "webhooks.md").read_text(), re.MULTILINE)
    wanted = [event for event, platform in rows if platform]
    (block,) = [each for each in code("aws") if "enabled_events" in each]
    listed = block.partition("for event in")[2].partition("do printf")[0].replace("\\", " ").split()
    assert listed == wanted
    assert f"api_version={API_VERSION}" in block


def test_checks_are_numbered_through() -> None:
    numbers = [int(number) for number in re.findall(r"^\| (\d+) \|", PAGES["aws-checks"], re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 30
