"""Every alarm has its page in the runbook, and every page its alarm; what a page tells one to type is there."""

import re
from collections.abc import Iterator

import pytest

from infra_cdk.components.queues import redriver_seconds
from infra_cdk.components.runbook import Page
from infra_cdk.functions import FUNCTIONS
from infra_cdk.spec import Queue, QueueTrigger, StreamTrigger
from tests.architecture.sources import ROOT
from tests.infra.assembly import Assembly

FOLDER = ROOT / "docs/runbook"
SECTIONS = ["What it means", "How to look", "What to do", "How to check"]
_NAMED = re.compile(r"Runbook: (docs/runbook/([a-z-]+)\.md)$")
_NAMES = re.compile(r"(?:/orderpay/|orderpay-)(?:dev|\$STAGE|<stage>)[/-]([\w-]+)")
_QUEUE_ROW = re.compile(r"^\| `([a-z-]+)` \|", re.MULTILINE)
_OTHERS = {"table", "overview", "http-access", "relay-failures", "schedule-failures"}
"""What is named like a function and is none."""


def _text(page: str) -> str:
    return (FOLDER / f"{page}.md").read_text(encoding="utf-8")


def _alarms(assembly: Assembly) -> Iterator[tuple[str, str]]:
    """What each alarm watches, and its page; an alarm without one fails here."""
    kinds = ("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm")
    for alarm in (each for kind in kinds for each in assembly.resources(kind)):
        named = _NAMED.search(alarm.properties["AlarmDescription"])
        assert named, f"{alarm.logical_id}: its description names no page of the runbook"
        # What watches an objective watches several metrics, or other alarms.
        (dimension,) = alarm.properties.get("Dimensions", [{"Value": alarm.logical_id}])
        watched = dimension["Value"]
        yield watched if isinstance(watched, str) else "api", named[2]


def test_every_alarm_has_its_page_and_every_page_its_alarm(assembly: Assembly) -> None:
    assert {page for _, page in _alarms(assembly)} == {path.stem for path in FOLDER.glob("*.md")} - {"README"}
    assert {path.stem for path in FOLDER.glob("*.md")} - {"README"} == set(Page)


@pytest.mark.parametrize("page", Page)
def test_each_page_says_what_a_person_on_call_wants_to_know(page: Page) -> None:
    text = _text(page)
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == SECTIONS
    for section in text.split("\n## ")[1:]:
        assert len(section.splitlines()[2:]) > 0, section
    for section in ("How to look", "How to check"):
        body = text.split(f"\n## {section}\n")[1].split("\n## ")[0]
        assert "\n    " in body, f"{page}: {section} has nothing to type"


def test_the_index_has_every_page() -> None:
    rows = re.findall(r"^\| \[([a-z-]+)\]\(([a-z-]+)\.md\) \|", _text("README"), re.MULTILINE)
    assert rows == [(page, page) for page in Page]


def test_dead_letters_are_told_apart_by_whether_somebody_takes_them(assembly: Assembly) -> None:
    found = {(watched, page) for watched, page in _alarms(assembly) if page.startswith("dead-letters")}
    for queue in Queue:
        (name,) = {watched for watched, _ in found if re.fullmatch(rf"orderpay-dev-{queue}-dlq(\.fifo)?", watched)}
        pages = {page for watched, page in found if watched == name}
        assert pages == (
            {Page.DEAD_LETTERS_REDRIVEN, Page.DEAD_LETTERS_STUCK}
            if redriver_seconds(queue)
            else {Page.DEAD_LETTERS_KEPT}
        )


def test_each_queue_is_in_the_tables_of_its_pages() -> None:
    taken = [queue for queue in Queue if redriver_seconds(queue)]
    assert _QUEUE_ROW.findall(_text(Page.QUEUE_LAG)) == [*Queue]
    assert sorted(_QUEUE_ROW.findall(_text(Page.DEAD_LETTERS_REDRIVEN))) == sorted(taken)
    assert sorted(_QUEUE_ROW.findall(_text(Page.DEAD_LETTERS_KEPT))) == sorted({*Queue} - {*taken})


def test_lag_has_the_page_of_what_lags(assembly: Assembly) -> None:
    lag = {watched for watched, page in _alarms(assembly) if page == Page.STREAM_LAG}
    assert lag == {f"orderpay-dev-{spec.name}" for spec in FUNCTIONS if isinstance(spec.trigger, StreamTrigger)}
    waiting = [page for _, page in _alarms(assembly) if page == Page.QUEUE_LAG]
    assert len(waiting) == len([spec for spec in FUNCTIONS if isinstance(spec.trigger, QueueTrigger)])


@pytest.mark.parametrize("page", [*Page, "README"])
def test_what_a_page_names_is_deployed(page: str) -> None:
    names = {name for name in _NAMES.findall(_text(page)) if not name.startswith("$")}
    assert names <= _OTHERS | {spec.name for spec in FUNCTIONS}


@pytest.mark.parametrize("page", [*Page, "README"])
def test_routes_that_a_page_names_are_there(page: str) -> None:
    named = re.findall(r"`((?:GET|POST) /v1/[^`]+)`", _text(page))
    assert {*named} <= {route.key for spec in FUNCTIONS for route in spec.routes}


@pytest.mark.parametrize("page", [*Page, "README"])
def test_links_lead_somewhere(page: str) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", _text(page)):
        assert (FOLDER / target).exists(), target
