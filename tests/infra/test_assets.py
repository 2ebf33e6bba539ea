"""A zip holds its own function and what that reaches of the product, nothing of another function or of this machine."""

import zipfile
from pathlib import Path

import pytest

from infra_cdk.functions import FUNCTIONS
from infra_cdk.packaging.manifest import read_manifest
from tests.infra.assembly import Assembly

NAMES = sorted(spec.name for spec in FUNCTIONS)


def names_in(path: Path) -> set[str]:
    with zipfile.ZipFile(path) as archive:
        return set(archive.namelist())


@pytest.mark.parametrize("name", NAMES)
def test_the_deployed_zip_is_the_one_that_was_built(assembly: Assembly, packages: Path, name: str) -> None:
    code = assembly.code_of(assembly.functions()[name])

    assert code.read_bytes() == read_manifest(packages).function_zip(name).read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_a_zip_holds_its_function_and_of_the_product_what_that_imports(packages: Path, name: str) -> None:
    names = names_in(read_manifest(packages).function_zip(name))

    assert f"functions/{name}/handler.py" in names
    assert {top.split("/")[0] for top in names} == {"functions", "shared"}
    assert {each.split("/")[1] for each in names if each.startswith("functions/")} <= {
        "__init__.py",
        "__pycache__",
        name,
    }


def test_data_goes_along_with_the_module_that_reads_it(packages: Path) -> None:
    with_page = {
        name
        for name in NAMES
        if "shared/links/pages/document.py" in names_in(read_manifest(packages).function_zip(name))
    }
    with_template = {
        name
        for name in NAMES
        if "shared/links/pages/templates/pay.html" in names_in(read_manifest(packages).function_zip(name))
    }

    assert with_template == with_page
    assert "show_payment_page" in with_page
    assert "order_intake" not in with_page


def test_a_function_is_deployed_with_the_layers_of_what_it_imports(assembly: Assembly, packages: Path) -> None:
    layers = {
        resource.logical_id: str(resource.properties["LayerName"]).removeprefix("orderpay-dev-")
        for resource in assembly.resources("AWS::Lambda::LayerVersion")
    }
    deployed = {
        name: sorted(layers[reference["Ref"]] for reference in function.properties.get("Layers", []))
        for name, function in assembly.functions().items()
    }

    assert deployed == {name: sorted(layers) for name, layers in read_manifest(packages).layers_of.items()}
    assert "stripe" in deployed["top_up_wallet"]
    assert "stripe" not in deployed["stripe_webhook"]
    assert deployed["check_health"] == deployed["stripe_webhook"] == []


def test_functions_do_not_share_a_zip(assembly: Assembly) -> None:
    codes = [assembly.code_of(function) for function in assembly.functions().values()]

    assert len(set(codes)) == len(codes)
