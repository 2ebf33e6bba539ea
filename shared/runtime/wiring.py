"""Clients and ports, made once per process and never at import."""

from functools import cache

from shared.aws.client import DYNAMODB, EVENT_BRIDGE, SECRETS_MANAGER, SQS, JsonClient, Service, endpoint_of
from shared.aws.credentials import CredentialSource
from shared.clock import SystemClock
from shared.runtime.restoring import after_restore
from shared.runtime.settings import platform_variables
from shared.table.dynamo import DynamoTable


@cache
def clock() -> SystemClock:
    """The machine's clock."""
    return SystemClock()


@cache
def table(name: str) -> DynamoTable:
    """The table behind its port."""
    return DynamoTable(service(DYNAMODB), name)


def sqs() -> JsonClient:
    """Queues."""
    return service(SQS)


def event_bridge() -> JsonClient:
    """The bus."""
    return service(EVENT_BRIDGE)


def secrets_manager() -> JsonClient:
    """Secrets."""
    return service(SECRETS_MANAGER)


@cache
def service(kind: Service) -> JsonClient:
    """A service of the region in which the function runs."""
    variables = platform_variables()
    region = variables["AWS_REGION"]
    return JsonClient(kind, region, endpoint_of(kind, region, variables), credentials().current, lambda: clock().now())


@cache
def credentials() -> CredentialSource:
    """Whose requests these are."""
    return CredentialSource(platform_variables(), lambda: clock().now())


@after_restore
def forget_clients() -> None:
    """Make clients anew, with connections and credentials of their own, at the next use."""
    for factory in (table, service, credentials):
        factory.cache_clear()
