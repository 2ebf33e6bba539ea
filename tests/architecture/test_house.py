"""The rules of the house (design, section 7): sizes, names, words, and who may touch what."""

import ast
import importlib
import re
import statistics
from collections.abc import Callable

import pytest

from tests.architecture.sources import PRODUCT, ROOT, Source, public_definitions, sources
from tests.support.samples import names, sample

MOST_LINES = 250
MOST_FUNCTION_LINES = 40
FUNCTIONS = sorted(path.parent.name for path in (ROOT / "functions").glob("*/handler.py"))
ALL = sources(*PRODUCT, "tests")
RUN_TIME = sources("shared", "functions")


def report(found: list[str]) -> None:
    """Nothing may be found; what is found is told line by line."""
    assert not found, "\n" + "\n".join(found)


def test_there_is_a_product_to_look_at() -> None:
    assert len(RUN_TIME) > 50
    assert len(FUNCTIONS) > 10


def test_no_file_is_too_long() -> None:
    report([f"{each.name}: {each.lines} lines" for each in ALL if each.lines > MOST_LINES])


def test_files_of_the_product_are_of_about_eighty_lines(record_property: Callable[[str, object], None]) -> None:
    lengths = [each.lines for each in sources(*PRODUCT) if each.lines > 1]
    median = statistics.median(lengths)
    record_property("median_lines", median)
    assert median <= 80, f"the median file has {median} lines"


def test_no_function_is_too_long() -> None:
    report(
        [
            f"{each.name}:{node.lineno} {node.name}: {length} lines"
            for each in sources(*PRODUCT)
            for node in each.functions()
            if (length := (node.end_lineno or node.lineno) - node.lineno + 1) > MOST_FUNCTION_LINES
        ]
    )


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "base"}
    report([each.name for each in ALL if drawers & set(each.path.with_suffix("").relative_to(ROOT).parts)])


def test_every_public_function_and_class_says_what_it_is_for() -> None:
    report(
        [
            f"{each.name}:{node.lineno} {node.name}"
            for each in sources(*PRODUCT)
            for node in public_definitions(each.tree)
            if not ast.get_docstring(node) and not re.fullmatch("do_[A-Z]+", node.name)
        ]
    )


def test_every_module_with_content_says_what_it_is_for() -> None:
    report([each.name for each in sources(*PRODUCT) if each.lines and not ast.get_docstring(each.tree)])


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_functions_folder_is_a_verb_and_a_noun_and_has_a_handler(name: str) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)+", name)
    assert (ROOT / "functions" / name / "__init__.py").exists()
    assert callable(importlib.import_module(f"functions.{name}.handler").lambda_handler)


def test_every_function_has_its_sample_event_and_every_sample_its_function() -> None:
    assert names() == FUNCTIONS
    assert all(sample(name) for name in names())


def importers(module: str, files: list[Source]) -> set[str]:
    """Which of these files import a package when they run."""
    return {each.name for each in files if module in each.imports()}


def test_stripes_sdk_is_imported_in_one_package() -> None:
    assert {name.rpartition("/")[0] for name in importers("stripe", RUN_TIME)} == {"shared/stripe_gateway"}


def test_clients_of_aws_are_made_in_one_module() -> None:
    assert importers("boto3", RUN_TIME) == {"shared/runtime/bucket.py"}


def test_http_is_spoken_by_the_two_clients_only() -> None:
    speakers = {
        name for library in ("requests", "httpx", "urllib3", "http", "urllib") for name in importers(library, RUN_TIME)
    } - {"shared/runtime/queries.py", "shared/shops/systems.py"}  # They take addresses apart, and call nobody.
    assert {name for name in speakers if not name.startswith(("shared/stripe_gateway/", "shared/aws/"))} == set()


def names_used(each: Source) -> set[str]:
    """Names and attributes that a file uses."""
    used = {node.id for node in ast.walk(each.tree) if isinstance(node, ast.Name)}
    return used | {node.attr for node in ast.walk(each.tree) if isinstance(node, ast.Attribute)}


@pytest.mark.parametrize("name", ["print", "scan", "Scan", "round", "Decimal", "eval", "exec", "utcnow", "today"])
def test_run_time_code_has_no_use_for(name: str) -> None:
    report([each.name for each in RUN_TIME if name in names_used(each)])


def test_the_environment_is_read_in_one_module() -> None:
    readers = {each.name for each in RUN_TIME if names_used(each) & {"environ", "getenv", "environb"}}
    assert readers == {"shared/runtime/settings.py"}


def test_the_present_is_asked_for_in_one_module() -> None:
    askers = {
        each.name
        for each in RUN_TIME
        for node in ast.walk(each.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "now"
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "datetime"
    }
    assert askers == {"shared/clock.py"}


SECONDS = {
    "shared/clock.py",
    "shared/runtime/metrics.py",
    "shared/aws/client.py",
    "shared/callbacks/posting/client.py",
    "shared/callbacks/posting/exchange.py",
    "shared/callbacks/posting/lookup.py",
    "shared/callbacks/posting/port.py",
    "shared/callbacks/trying.py",
    "shared/runtime/secrets.py",
    "shared/runtime/target_wiring.py",
    "shared/stripe_gateway/budget.py",
    "shared/stripe_gateway/client.py",
    "shared/table/dynamo.py",
}
"""Where seconds of waiting are counted; nothing else has a fraction, money least of all (rule M9)."""


def test_fractions_are_for_seconds_only() -> None:
    users = {
        each.name
        for each in RUN_TIME
        if "float" in names_used(each)
        or any(is_fraction(node) and not joins_paths(node) for node in ast.walk(each.tree))
    }
    report(sorted(users - SECONDS))


def is_fraction(node: ast.AST) -> bool:
    """A true division or a float literal."""
    if isinstance(node, ast.BinOp | ast.AugAssign):
        return isinstance(node.op, ast.Div)
    return isinstance(node, ast.Constant) and isinstance(node.value, float)


def joins_paths(node: ast.AST) -> bool:
    """``folder / "name"`` is no arithmetic."""
    return isinstance(node, ast.BinOp) and isinstance(node.right, ast.Constant) and isinstance(node.right.value, str)


def test_no_test_is_skipped_or_waits() -> None:
    banned = {"skip", "skipif", "xfail", "importorskip", "sleep"}
    own = sources("tests/unit", "tests/functional/handlers", "tests/architecture")
    report([each.name for each in own if banned & names_used(each)])
