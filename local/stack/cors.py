"""Which pages may call the API from a browser: the emulator does not read that from a template."""

import json
from typing import Any

from local.stack.assembly import StackPlan
from local.stack.clients import Clients

_API = "AWS::ApiGatewayV2::Api"


def apply_cors(clients: Clients, plan: StackPlan, api_id: str) -> None:
    """Tell the emulator what the template says of the API. It keeps the template's names, and looks for others."""
    resources: dict[str, Any] = json.loads(plan.template.source.read_text(encoding="utf-8"))["Resources"]
    for resource in resources.values():
        asked = resource.get("Properties", {}).get("CorsConfiguration")
        if resource["Type"] == _API and asked:
            clients.gateway.update_api(ApiId=api_id, CorsConfiguration=asked)
