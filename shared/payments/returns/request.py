"""The body of ``POST /v1/payments/{payment_id}/refunds``."""

from shared.fields import Amount, StrictModel, Text64, Text200


class RefundBody(StrictModel):
    """Send back ``amount`` minor units (default: all that is left), of ``order`` alone or of the whole payment."""

    amount: Amount | None = None
    order: Text64 | None = None
    reason: Text200 | None = None
