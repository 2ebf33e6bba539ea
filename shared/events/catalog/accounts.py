"""What happens to wallets, and what the audit finds."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from shared.events.catalog.event_model import EXAMPLES, Audience, Content, Currency, Day, EventModel, MerchantId, Units


class WalletLowData(Content):
    """The wallet, and the line that it fell below."""

    currency: Currency
    balance: int = Field(description="Credits after the change, in minor units; below zero after a clawback.")
    threshold: Units = Field(description="The alert's line that the merchant has set, in minor units.")


class DiscrepancyData(Content):
    """Two records that do not agree."""

    audit_id: str = Field(description="The audit that found it.", examples=[EXAMPLES["aud"]])
    discrepancy_id: str = Field(examples=[EXAMPLES["dis"]], description="One to a type and a subject in an audit.")
    day: Day = Field(description="The day that was audited, in UTC.")
    type: str = Field(description="What kind of discrepancy; see the page on audits.", examples=["amount_differs"])
    subject: str = Field(description="The id of the thing, ours or the provider's.")
    details: dict[str, str | int | None] = Field(description="What each side says.")
    fix: str = Field(description="What is proposed to be done; see the page on audits.")


class WalletBalanceLowV1(EventModel):
    """Credits fell below the line that the merchant has set. The crossing alone is told."""

    type: Literal["wallet.balance_low"]
    version: Literal[1]
    data: WalletLowData
    example: ClassVar = {"currency": "EUR", "balance": 4200, "threshold": 5000}


class AuditDiscrepancyFoundV1(EventModel):
    """The daily audit found two records that do not agree. `merchant_id` is `platform` where nobody can be named."""

    audience: ClassVar = Audience.OPERATOR
    type: Literal["audit.discrepancy_found"]
    version: Literal[1]
    merchant_id: Annotated[
        MerchantId | Literal["platform"], Field(description="Whose money it concerns; `platform` for nobody's.")
    ]
    data: DiscrepancyData
    example: ClassVar = {
        "audit_id": EXAMPLES["aud"],
        "discrepancy_id": EXAMPLES["dis"],
        "day": "2026-11-21",
        "type": "amount_differs",
        "subject": EXAMPLES["pay"],
        "details": {"ours": 2550, "provider": 2500},
        "fix": "compare_with_provider",
    }


ACCOUNTS: tuple[type[EventModel], ...] = (WalletBalanceLowV1, AuditDiscrepancyFoundV1)
