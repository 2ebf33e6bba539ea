"""The HTTP API: every route by name, a key on every route that is not public, an access log without secrets."""

import json
from collections.abc import Mapping

from aws_cdk import ArnFormat, Duration, RemovalPolicy, Stack, Tags
from aws_cdk import aws_apigatewayv2 as apigw
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra_cdk.components.acknowledged import acknowledge
from infra_cdk.components.function import LOG_RETENTION, ServiceFunction
from infra_cdk.settings import DeploymentSettings
from infra_cdk.spec import USUAL_RATE, Audience, AuthorizerTrigger, Route

AUTHORIZER_CACHE = Duration.seconds(60)
# What a browser keeps of the answer to its question.
_REMEMBERED = Duration.hours(1)
_USUAL_BURST = 2 * USUAL_RATE
# The route and not the path: the path of a payment page holds the token that opens it.
_LOGGED = (
    "requestId", "requestTime", "routeKey", "status", "responseLength", "responseLatency", "integrationLatency",
    "integrationErrorMessage", "authorizer.error", "error.message", "identity.sourceIp", "identity.userAgent",
)  # fmt: skip


class HttpApi(Construct):
    """The public door, apart from its routes: functions want to know its address, and routes their functions."""

    def __init__(self, scope: Construct, construct_id: str, *, settings: DeploymentSettings) -> None:
        super().__init__(scope, construct_id)
        self.api = apigw.HttpApi(
            self,
            "Api",
            api_name=settings.name("api"),
            description="orderpay: orders get paid here",
            create_default_stage=False,
            cors_preflight=_cors(settings.origins) if settings.origins else None,
        )
        if settings.custom_api_id:
            Tags.of(self.api).add("ms-custom-id", settings.custom_api_id)

    @property
    def url(self) -> str:
        """The address at which the routes answer, without a slash at the end."""
        return self.api.api_endpoint


def _cors(origins: list[str]) -> apigw.CorsPreflightOptions:
    """API Gateway answers a browser's question itself, before it asks for a key; no cookies, a key is a header."""
    return apigw.CorsPreflightOptions(
        allow_origins=origins,
        allow_methods=[apigw.CorsHttpMethod[method] for method in ("GET", "POST", "PUT", "PATCH", "DELETE")],
        allow_headers=["authorization", "content-type", "idempotency-key", "request-id"],
        expose_headers=["request-id", "apigw-requestid", "retry-after"],
        max_age=_REMEMBERED,
    )


class Routes(Construct):
    """The door's stage, and each route bound to its function; all but the public ones ask the authorizer first."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: DeploymentSettings,
        api: apigw.IHttpApi,
        functions: Mapping[str, ServiceFunction],
    ) -> None:
        super().__init__(scope, construct_id)
        self._settings = settings
        # By its id: what CDK makes for an API of its own, such as the authorizer, it makes in the stack of that API.
        self._api = apigw.HttpApi.from_http_api_attributes(
            self, "Api", http_api_id=api.api_id, api_endpoint=api.api_endpoint
        )
        self.stage = self._stage()
        key_check = self._authorizer(functions)
        for name, target in functions.items():
            # One permission for each function instead of each route: a stack holds 500 resources. Only we make routes.
            integration = integrations.HttpLambdaIntegration(
                f"{name}-integration", self._named(target), scope_permission_to_route=False
            )
            for route in target.spec.routes:
                public = route.audience is Audience.PUBLIC
                bound = apigw.HttpRoute(
                    self,
                    route.key.replace("/", "."),
                    http_api=self._api,
                    route_key=apigw.HttpRouteKey.with_(route.path, apigw.HttpMethod[route.method]),
                    integration=integration,
                    authorizer=apigw.HttpNoneAuthorizer() if public else key_check,
                )
                if route.per_second != USUAL_RATE:
                    self._let_through(route, bound)
                if public:
                    acknowledge(bound, "AwsSolutions-APIG4", f"Public by design: {target.spec.purpose}")

    def _let_through(self, route: Route, bound: apigw.HttpRoute) -> None:
        """A rate of its own. The stage names the route, so the route has to be there first."""
        stage = _resource(self.stage)
        settings = {"ThrottlingRateLimit": route.per_second, "ThrottlingBurstLimit": route.per_second}
        stage.route_settings = {**(stage.route_settings or {}), route.key: settings | {"DetailedMetricsEnabled": True}}
        stage.node.add_dependency(bound)

    def _authorizer(self, functions: Mapping[str, ServiceFunction]) -> authorizers.HttpLambdaAuthorizer:
        owner = next(item for item in functions.values() if isinstance(item.spec.trigger, AuthorizerTrigger))
        return authorizers.HttpLambdaAuthorizer(
            "KeyCheck",
            self._named(owner),
            authorizer_name=self._settings.name("key-check"),
            response_types=[authorizers.HttpLambdaResponseType.SIMPLE],
            identity_source=["$request.header.Authorization"],
            results_cache_ttl=AUTHORIZER_CACHE,
        )

    def _named(self, target: ServiceFunction) -> lambda_.IFunction:
        """The function by its name: what one stack imports from another can never be taken out of that again."""
        name = self._settings.name(target.spec.name)
        known = self.node.try_find_child(name)
        arn = Stack.of(self).format_arn(
            service="lambda", resource="function", resource_name=name, arn_format=ArnFormat.COLON_RESOURCE_NAME
        )
        return known or lambda_.Function.from_function_attributes(self, name, function_arn=arn, same_environment=True)

    def _stage(self) -> apigw.HttpStage:
        log_group = logs.LogGroup(
            self,
            "AccessLog",
            log_group_name=f"/orderpay/{self._settings.stage}/http-access",
            retention=LOG_RETENTION,
            removal_policy=RemovalPolicy.DESTROY,
        )
        stage = apigw.HttpStage(
            self,
            "Stage",
            http_api=self._api,
            stage_name="$default",
            auto_deploy=True,
            throttle=apigw.ThrottleSettings(rate_limit=USUAL_RATE, burst_limit=_USUAL_BURST),
            detailed_metrics_enabled=True,
        )
        _resource(stage).access_log_settings = apigw.CfnStage.AccessLogSettingsProperty(
            destination_arn=log_group.log_group_arn,
            format=json.dumps({name: f"$context.{name}" for name in _LOGGED}),
        )
        return stage


def _resource(stage: apigw.HttpStage) -> apigw.CfnStage:
    resource = stage.node.default_child
    assert isinstance(resource, apigw.CfnStage)  # noqa: S101 - narrows the type
    return resource
