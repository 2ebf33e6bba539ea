"""A merchant as far as it writes to its buyers; each call is one invocation of a real handler."""

from dataclasses import dataclass
from typing import Any

from functions.manage_merchants.handler import lambda_handler as manage_merchants
from functions.manage_templates.handler import lambda_handler as manage_templates
from functions.send_links.handler import lambda_handler as send_links
from tests.support.world import Answer, Json, World, as_merchant

MOBILE = "+4915123456789"


@dataclass
class Writer:
    """One merchant."""

    world: World
    id: str

    @property
    def me(self) -> Json:
        """The authorizer's word."""
        return as_merchant(self.id)

    def send(self, link_id: str, key: str | None = None, **body: Any) -> Answer:
        """Have a link sent."""
        headers = {"idempotency-key": key or f"send-{self.world.clock.now()}"}
        path, wish = {"link_id": link_id}, {"channel": "sms", "to": MOBILE} | body
        return self.world.call(send_links, "send_links", path=path, body=wish, headers=headers, authorizer=self.me)

    def templates(self, route: str, **body: Any) -> Answer:
        """One of the calls about a merchant's texts."""
        return self.world.call(manage_templates, "manage_templates", route, body=body, authorizer=self.me)

    def save_templates(self, templates: Json) -> Answer:
        """Replace this merchant's texts."""
        return self.templates("PUT /v1/link-template", templates=templates)

    def set_merchant(self, **body: Any) -> None:
        """The operator changes this merchant's settings."""
        route, path = "PATCH /v1/merchants/{merchant_id}", {"merchant_id": self.id}
        answer = self.world.call(manage_merchants, "manage_merchants", route, path=path, body=body)
        assert answer.status == 200, answer.text

    def sendings(self) -> list[Json]:
        """Every message of this merchant, oldest first."""
        found = [item for item in self.world.items("sending") if item["merchant_id"] == self.id]
        return sorted(found, key=lambda item: str(item["created_at"]))
