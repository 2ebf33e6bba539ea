"""Whether whoever bought was sent a confirmation."""

from typing import Annotated, Any

from pydantic import Field, Strict

from contracts.responses.answer import LATER, Answer, Moment
from shared.payments.order_confirmation import ConfirmationStatus


class Confirmation(Answer):
    """The mail that confirms a payment to whoever bought."""

    status: Annotated[ConfirmationStatus, Strict(False)] = Field(
        description="`queued`, then `sent`; `not_sent` where there is none; `unknown` where no answer tells."
    )
    reason: str | None = Field(
        description="Why it was not sent: `no_address`, `not_to_be_written_to`, `not_written`, "
        "`paid_by_merchant`, `paid_in_shop`, or the mail provider's; "
        "of one that was sent: `undeliverable` or `opted_out` if that was told of it.",
        examples=["no_address"],
    )
    at: Moment | None = Field(description="When it was sent, or refused.")


SENT: dict[str, Any] = {"status": "sent", "reason": None, "at": LATER}
"""One that went out."""
