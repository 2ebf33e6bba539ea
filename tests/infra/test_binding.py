"""What is deployed and what is written fit together: every handler imports, and gets exactly what it asks for."""

import importlib
import inspect
from pathlib import Path

import pytest

from infra_cdk.functions import FUNCTIONS
from shared.runtime.settings import Environment, environment_names
from tests.infra.assembly import Assembly

FOLDER = Path(__file__).resolve().parents[2] / "functions"
COMMON = {"LOG_LEVEL", "PYDANTIC_DISABLE_PLUGINS"}
NAMES = sorted(spec.name for spec in FUNCTIONS)


def test_every_folder_of_a_function_is_deployed_and_the_other_way_round(assembly: Assembly) -> None:
    folders = {path.parent.name for path in FOLDER.glob("*/handler.py")}

    assert folders == set(assembly.functions())


@pytest.mark.parametrize("name", NAMES)
def test_the_handler_imports(assembly: Assembly, name: str) -> None:
    module_name, function_name = assembly.functions()[name].properties["Handler"].rsplit(".", 1)
    handler = getattr(importlib.import_module(module_name), function_name)

    assert callable(handler)
    assert len(inspect.signature(handler).parameters) == 2


@pytest.mark.parametrize("name", NAMES)
def test_the_environment_is_exactly_what_the_settings_ask_for(assembly: Assembly, name: str) -> None:
    module = importlib.import_module(f"functions.{name}.handler")
    settings = getattr(module, "Settings", None)
    asked: set[str] = set()
    if settings is not None:
        assert issubclass(settings, Environment)
        asked = set(environment_names(settings).values())
    variables = set(assembly.functions()[name].properties["Environment"]["Variables"])

    assert variables >= COMMON
    assert variables - COMMON == asked
