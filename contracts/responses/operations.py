"""What the operator and machines are told: audits, health, webhooks."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from contracts.responses.answer import AT, ID_EXAMPLES, Answer, Day, MerchantId, Moment, page_of


class Up(Answer):
    """The API is up."""

    status: Literal["ok"]

    example: ClassVar[dict[str, Any]] = {"status": "ok"}


class Received(Answer):
    """The event is in our queue."""

    received: Literal[True]

    example: ClassVar[dict[str, Any]] = {"received": True}


class Audit(Answer):
    """An audit of one day."""

    id: str = Field(description="Its id.", examples=[ID_EXAMPLES["aud"]])
    day: Day = Field(description="In UTC.")
    since: Moment = Field(description="From.")
    until: Moment = Field(description="Up to.")
    state: str = Field(description="`running`, then `finished`.")
    whole_journals: bool = Field(description="Whether every journal is read from its first page.")
    checked: dict[str, int] = Field(description="What was looked at.")
    discrepancies: int = Field(description="How many were found.")
    started_at: Moment = Field(description="When it began.")
    finished_at: Moment | None = Field(description="When it ended.")

    example: ClassVar[dict[str, Any]] = {
        "id": ID_EXAMPLES["aud"],
        "day": "2026-11-21",
        "since": "2026-11-21T00:00:00.000Z",
        "until": "2026-11-22T00:00:00.000Z",
        "state": "finished",
        "whole_journals": False,
        "checked": {"charges": 812, "orders": 1204},
        "discrepancies": 1,
        "started_at": AT,
        "finished_at": AT,
    }


AuditList = page_of(Audit, "AuditList", "A page of audits.")


class Fix(Answer):
    """What is to be done."""

    code: str = Field(description="A stable code.")
    text: str = Field(description="In words.")


class Action(Answer):
    """What the audit did itself."""

    at: Moment = Field(description="When.")
    outcome: str = Field(description="What came of it.")


class Discrepancy(Answer):
    """Two records that do not agree."""

    id: str = Field(description="Its id.", examples=[ID_EXAMPLES["dis"]])
    type: str = Field(description="A stable code; see the page on audits.")
    subject: str = Field(description="The id of the thing, ours or the provider's.")
    merchant_id: MerchantId | None = Field(description="Null for money that nobody can be found for.")
    details: dict[str, str | int | None] = Field(description="What each side says.")
    fix: Fix
    action: Action | None = Field(description="Null where it did nothing.")
    found_at: Moment = Field(description="When.")


class AuditReport(Audit):
    """An audit, with a page of what it found."""

    data: list[Discrepancy] = Field(description="This page.")
    next_cursor: str | None = Field(description="For the next page, as `cursor`; null at the end.")

    example: ClassVar[dict[str, Any]] = Audit.example | {
        "data": [
            {
                "id": ID_EXAMPLES["dis"],
                "type": "amount_differs",
                "subject": ID_EXAMPLES["pay"],
                "merchant_id": ID_EXAMPLES["mer"],
                "details": {"ours": 2550, "provider": 2500},
                "fix": {
                    "code": "compare_with_provider",
                    "text": "Compare the payment with the provider's page of it: the provider's figure is true.",
                },
                "action": None,
                "found_at": AT,
            }
        ],
        "next_cursor": None,
    }
