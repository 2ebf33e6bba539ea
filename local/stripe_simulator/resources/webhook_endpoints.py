"""Webhook endpoints and their signing secrets (https://docs.stripe.com/api/webhook_endpoints)."""

from typing import Any

from local.stripe_simulator.errors import missing, refused
from local.stripe_simulator.protocol.paging import page_of
from local.stripe_simulator.resources.metadata import merged_metadata
from local.stripe_simulator.world import Call, World

Json = dict[str, Any]


def new_endpoint(
    world: World, url: str, *, secret: str | None = None, events: list[str] | None = None, connect: bool = False
) -> Json:
    """A stored endpoint. `connect` ones hear of connected accounts only, as with the API. Gives the stored object."""
    endpoint: Json = {
        "id": world.ids.draw("we"),
        "object": "webhook_endpoint",
        "api_version": None,
        "application": None,
        "created": world.time(),
        "description": None,
        "enabled_events": events or ["*"],
        "livemode": False,
        "metadata": {},
        "status": "enabled",
        "url": url,
    }
    world.secrets[endpoint["id"]] = secret or world.ids.draw("whsec")
    if connect:
        world.connect_endpoints.add(endpoint["id"])
    return world.platform.webhook_endpoints.put(endpoint)


def create(call: Call) -> Json:
    """POST /v1/webhook_endpoints. The answer alone carries `secret`."""
    params = call.params
    check_url(params["url"])
    endpoint = new_endpoint(
        call.world, params["url"], events=params["enabled_events"], connect=params.get("connect", False)
    )
    endpoint["description"] = params.get("description") or None
    endpoint["api_version"] = params.get("api_version") or None
    endpoint["metadata"] = merged_metadata({}, params.get("metadata"))
    return {**endpoint, "secret": call.world.secrets[endpoint["id"]]}


def check_url(url: str) -> None:
    """Refuses what is not an http or https URL."""
    if not url.startswith(("http://", "https://")):
        raise refused(
            "Invalid URL: An explicit scheme (such as https) must be provided.", param="url", code="url_invalid"
        )


def find(call: Call) -> Json:
    """The endpoint in the path; 404 without it."""
    endpoint = call.world.platform.webhook_endpoints.get(call.ids[0])
    if endpoint is None:
        raise missing("webhook endpoint", call.ids[0], param="webhook_endpoint")
    return endpoint


def update(call: Call) -> Json:
    """POST /v1/webhook_endpoints/{id}: url, enabled_events, description, disabled, metadata."""
    endpoint, params = find(call), call.params
    if "url" in params:
        check_url(params["url"])
    for key in ("url", "enabled_events", "description"):
        if key in params:
            endpoint[key] = params[key] or None
    if "disabled" in params:
        endpoint["status"] = "disabled" if params["disabled"] else "enabled"
    endpoint["metadata"] = merged_metadata(endpoint["metadata"], params.get("metadata"))
    return endpoint


def list_endpoints(call: Call) -> Json:
    """GET /v1/webhook_endpoints."""
    return page_of(call.world.platform.webhook_endpoints, call.params, "/v1/webhook_endpoints")


def delete(call: Call) -> Json:
    """DELETE /v1/webhook_endpoints/{id}."""
    endpoint = find(call)
    call.world.platform.webhook_endpoints.remove(endpoint["id"])
    return {"id": endpoint["id"], "object": "webhook_endpoint", "deleted": True}
