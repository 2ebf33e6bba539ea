"""A zip holds its own function and the product, nothing of another function and nothing of this machine."""

import pytest

from infra_cdk.functions import FUNCTIONS
from tests.infra.assembly import Assembly

NAMES = sorted(spec.name for spec in FUNCTIONS)


@pytest.mark.parametrize("name", NAMES)
def test_a_zip_holds_exactly_its_function_and_shared(assembly: Assembly, name: str) -> None:
    code = assembly.code_of(assembly.functions()[name])

    assert {path.name for path in code.iterdir()} == {"functions", "shared"}
    assert {path.name for path in (code / "functions").iterdir()} == {"__init__.py", name}
    assert (code / "functions" / name / "handler.py").is_file()
    assert not list(code.rglob("__pycache__"))


def test_functions_do_not_share_a_zip(assembly: Assembly) -> None:
    codes = [assembly.code_of(function) for function in assembly.functions().values()]

    assert len(set(codes)) == len(codes)
