"""What a change of where callbacks go means to others."""

from shared.events.envelope import DomainEvent
from shared.table.port import Item


def endpoint_events(old: Item, new: Item) -> list[DomainEvent]:
    """That nothing is sent there any more, and that it is again; how it fares in between is nobody's business."""
    before, after = old.get("health"), new["health"]
    if after == "disabled" and before != "disabled":
        data = {"url": new["url"], "reason": new["disabled_reason"]}
        return [_event("callback_endpoint.disabled", new["disabled_at"], new, data)]
    if before == "disabled" and after == "ok":
        return [_event("callback_endpoint.enabled", new["enabled_at"], new, {"url": new["url"]})]
    return []


def _event(kind: str, at: str, endpoint: Item, data: dict[str, str]) -> DomainEvent:
    merchant_id = endpoint["merchant_id"]
    return DomainEvent(type=kind, subject_id=merchant_id, merchant_id=merchant_id, at=at, data=data)
