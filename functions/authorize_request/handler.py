"""Lambda authorizer: whose key is this?"""

import hmac
from collections.abc import Mapping
from typing import Any

from shared.merchants.service import standing_key
from shared.runtime import wiring
from shared.runtime.secrets import secret_text
from shared.runtime.settings import TableSettings, read_settings


class Settings(TableSettings):
    """Where the operator's key is kept."""

    operator_secret_id: str


def lambda_handler(event: Mapping[str, Any], _: Any) -> dict[str, Any]:
    """API Gateway's simple response (payload 2.0): allowed or not, and for whom."""
    scheme, _, key = (event.get("identitySource") or [""])[0].partition(" ")
    if scheme.lower() != "bearer" or not key or not key.isascii():
        return {"isAuthorized": False}
    settings = read_settings(Settings)
    found = standing_key(wiring.table(settings.table_name), key)
    if found is not None:
        context = {"role": "merchant", "merchant_id": found.merchant_id, "key_id": found.id}
        return {"isAuthorized": True, "context": context}
    operator_key = secret_text(settings.operator_secret_id)
    if hmac.compare_digest(operator_key.encode(), key.encode()):
        return {"isAuthorized": True, "context": {"role": "operator"}}
    return {"isAuthorized": False}
