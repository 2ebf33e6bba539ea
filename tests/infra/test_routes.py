"""The HTTP API answers the routes of the table and no other, and asks for a key wherever one is due."""

import json

from infra_cdk.functions import FUNCTIONS, ROUTES
from infra_cdk.spec import USUAL_RATE, Audience
from tests.infra.assembly import Assembly, Resource, readable


def test_the_api_has_exactly_the_routes_of_the_table(assembly: Assembly) -> None:
    keys = [route.properties["RouteKey"] for route in assembly.resources("AWS::ApiGatewayV2::Route")]

    assert sorted(keys) == sorted(route.key for route, _ in ROUTES)
    assert len(set(keys)) == len(keys)
    assert not [key for key in keys if "ANY" in key or "$default" in key or "+}" in key]


def test_each_route_reaches_its_function(assembly: Assembly) -> None:
    owners = {route.key: spec.name for route, spec in ROUTES}
    for route in assembly.resources("AWS::ApiGatewayV2::Route"):
        name = owners[route.properties["RouteKey"]]
        integration = _integration(assembly, route)
        assert readable(integration["IntegrationUri"]) == _arn(assembly, name)
        assert integration["PayloadFormatVersion"] == "2.0"


def test_all_but_public_routes_ask_the_authorizer(assembly: Assembly) -> None:
    (authorizer,) = assembly.resources("AWS::ApiGatewayV2::Authorizer")
    public = {route.key for route, _ in ROUTES if route.audience is Audience.PUBLIC}
    for route in assembly.resources("AWS::ApiGatewayV2::Route"):
        expected = "NONE" if route.properties["RouteKey"] in public else "CUSTOM"
        assert route.properties["AuthorizationType"] == expected, route.properties["RouteKey"]
        if expected == "CUSTOM":
            assert route.properties["AuthorizerId"] == {"Ref": authorizer.logical_id}


def test_public_routes_are_the_ones_everybody_knows_of() -> None:
    public = {route.key for route, _ in ROUTES if route.audience is Audience.PUBLIC}

    assert public == {
        "GET /health",
        "GET /openapi.json",
        "GET /docs",
        "GET /pay/{token}",
        "GET /pay/{token}/document",
        "GET /pay/complete",
        "GET /logos/{merchant_id}/{digest}",
        "POST /pay/{token}/checkout",
        "POST /v1/webhooks/stripe",
        "POST /v1/shop-orders/shopify/{connection_id}",
        "POST /v1/shop-orders/woocommerce/{connection_id}",
    }


def test_the_authorizer_decides_by_the_key_and_forgets_within_a_minute(assembly: Assembly) -> None:
    authorizer = assembly.one("AWS::ApiGatewayV2::Authorizer").properties

    assert f"/{_arn(assembly, 'authorize_request')}/" in readable(authorizer["AuthorizerUri"])
    assert authorizer["AuthorizerPayloadFormatVersion"] == "2.0"
    assert authorizer["EnableSimpleResponses"] is True
    assert authorizer["IdentitySource"] == ["$request.header.Authorization"]
    assert authorizer["AuthorizerResultTtlInSeconds"] == 60


def test_the_stage_throttles_and_logs_no_path(assembly: Assembly) -> None:
    stage = assembly.one("AWS::ApiGatewayV2::Stage").properties

    assert stage["StageName"] == "$default"
    assert stage["DefaultRouteSettings"]["ThrottlingRateLimit"] > 0
    assert stage["DefaultRouteSettings"]["ThrottlingBurstLimit"] > 0
    line = json.loads(stage["AccessLogSettings"]["Format"])
    assert line["routeKey"] == "$context.routeKey"
    assert "$context.path" not in line.values(), "the path of a payment page opens it"


def test_intake_takes_more_than_the_usual_rate_and_what_needs_no_key_less(assembly: Assembly) -> None:
    stage = assembly.one("AWS::ApiGatewayV2::Stage")
    busy = {route.key: route.per_second for route, _ in ROUTES if route.per_second != USUAL_RATE}
    (intake,) = (each for each in assembly.resources("AWS::ApiGatewayV2::Route")
                 if each.properties["RouteKey"] == "POST /v1/orders")  # fmt: skip

    assert busy == {
        "POST /v1/orders": 5_000,
        "GET /pay/{token}": 200,
        "GET /pay/{token}/document": 200,
        "GET /pay/complete": 200,
        "GET /logos/{merchant_id}/{digest}": 200,
        "POST /pay/{token}/checkout": 50,
        "GET /openapi.json": 20,
        "GET /docs": 20,
        "POST /v1/callback-endpoint/test": 10,
        "POST /v1/shop-orders/shopify/{connection_id}": 2_000,
        "POST /v1/shop-orders/woocommerce/{connection_id}": 2_000,
    }
    assert stage.properties["RouteSettings"] == {
        key: {"ThrottlingRateLimit": rate, "ThrottlingBurstLimit": rate, "DetailedMetricsEnabled": True}
        for key, rate in busy.items()
    }
    assert intake.logical_id in stage.body["DependsOn"], "a stage that names a route needs it to be there"


def test_functions_behind_the_api_answer_before_it_gives_up() -> None:
    assert all(spec.timeout_seconds < 30 for spec in FUNCTIONS if spec.routes)


def test_only_the_local_stack_pins_the_id_of_its_api(assembly: Assembly, emulated: Assembly) -> None:
    assert "ms-custom-id" not in assembly.one("AWS::ApiGatewayV2::Api").properties["Tags"]
    assert emulated.one("AWS::ApiGatewayV2::Api").properties["Tags"]["ms-custom-id"] == "orderpay"


def _arn(assembly: Assembly, name: str) -> str:
    """The address of a function by the name that it is given."""
    named = assembly.functions()[name].properties["FunctionName"]
    return f"arn:<AWS::Partition>:lambda:<AWS::Region>:<AWS::AccountId>:function:{named}"


def _integration(assembly: Assembly, route: Resource) -> dict[str, object]:
    target = route.properties["Target"]["Fn::Join"][1][1]["Ref"]
    found: dict[str, object] = assembly.templates[route.stack]["Resources"][target]["Properties"]
    return found
