"""What the templates say of their surroundings, and what a wrong context is told."""

import json
from collections import Counter
from pathlib import Path

import pytest

from infra_cdk.app import build_app
from infra_cdk.settings import SettingsError
from tests.infra.assembly import Assembly, readable

REPOSITORY = Path(__file__).resolve().parents[2]
NOWHERE = "http://127.0.0.1:9"


def test_no_template_knows_the_machine_or_an_account(assembly: Assembly) -> None:
    for name, template in assembly.templates.items():
        text = json.dumps(template)
        assert str(REPOSITORY) not in text, name
        assert "BootstrapVersion" not in text, name


def test_missing_packages_are_said_at_once_and_how_to_build_them(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"python -m infra_cdk\.build_packages"):
        build_app({"packages_path": str(tmp_path / "nothing")}, str(tmp_path))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("stage", "Prod!"),
        ("architecture", "mips"),
        *(("callback_targets", targets) for targets in ("private", "loopback")),
        *(("callback_disable_hours", hours) for hours in ("0", "-1", "1000", "x")),
        *(("dunning_days", days) for days in ("2,,5", "0,5", "2;5", "x")),
        *(("clearing_days", days) for days in ("0", "4", "2.5")),
        *(
            ("cors_origins", origins)
            for origins in (
                "*",
                "https://*.shop.example",
                "https://shop.example/",
                "http://shop.example",
                "shop.example",
                "https://a.example, https://b.example",
                "https://a.example,",
                "https://user@a.example",
                "null",
            )
        ),
    ],
)
def test_a_wrong_context_is_refused(packages: Path, tmp_path: Path, key: str, value: str) -> None:
    with pytest.raises(SettingsError, match=key):
        build_app({"packages_path": str(packages), key: value}, str(tmp_path))


def test_the_context_reaches_the_functions(assembly: Assembly, emulated: Assembly) -> None:
    local = emulated.functions()["start_checkout"].properties["Environment"]["Variables"]
    deployed = assembly.functions()["start_checkout"].properties["Environment"]["Variables"]

    assert local["PUBLIC_BASE_URL"] == "http://127.0.0.1:1/_aws/execute-api/orderpay"
    assert local["STRIPE_API_BASE"] == "http://127.0.0.1:2"
    assert deployed["STRIPE_API_BASE"] == "https://api.stripe.com"
    assert "ApiEndpoint" in json.dumps(deployed["PUBLIC_BASE_URL"]), "by default the API's own address"


def test_the_stacks_put_out_what_others_read(assembly: Assembly) -> None:
    outputs = {name: set(template.get("Outputs", {})) for name, template in assembly.templates.items()}

    assert outputs["OrderpayStateful"] >= {"TableName", "BucketName", "OperatorSecretArn", "StripeSecretArn"}
    assert outputs["OrderpayStateless"] >= {"ApiUrl", "ApiId", "ReleasedQueueUrl", "BusName"}


def test_stages_share_an_account_without_a_clash(assembly: Assembly, emulated: Assembly) -> None:
    clashes = _names(assembly) & _names(emulated)
    assert not clashes


def test_no_stack_comes_near_the_most_that_one_can_hold(assembly: Assembly) -> None:
    """500 (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html)."""
    held = Counter(resource.stack for resource in assembly.resources())
    assert max(held.values()) <= 490, held


def test_a_function_can_be_taken_away_with_its_routes(assembly: Assembly) -> None:
    """CloudFormation keeps what another stack imports: of the stack with the functions that is the API alone."""
    exported = assembly.templates["OrderpayStateless"]["Outputs"].values()
    names = [output["Export"]["Name"] for output in exported if "Export" in output]
    assert all("HttpApi" in name for name in names), names
    routes = json.dumps(assembly.templates["OrderpayRoutes"])
    assert names
    assert all(name in routes for name in names)


def test_our_api_alone_may_call_the_functions_of_its_routes(assembly: Assembly) -> None:
    """Of any route, because a permission for each would be more than a stack can hold; of no other API."""
    from_api = [
        permission.properties
        for permission in assembly.resources("AWS::Lambda::Permission")
        if permission.properties["Principal"] == "apigateway.amazonaws.com"
    ]
    called = Counter(readable(permission["FunctionName"]) for permission in from_api)
    assert set(called.values()) == {1}
    sources = {readable(permission["SourceArn"]) for permission in from_api}
    api = "arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<HttpApi>"
    assert sources == {f"{api}/*/*/*", f"{api}/authorizers/<HttpApiKeyCheck>"}


def _names(assembly: Assembly) -> set[str]:
    keys = ("FunctionName", "QueueName", "TableName", "LogGroupName", "DashboardName", "LayerName", "Name")
    return {
        resource.properties[key]
        for resource in assembly.resources()
        for key in keys
        if isinstance(resource.properties.get(key), str)
    }
