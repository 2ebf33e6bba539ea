"""What the provider has behind a payment of ours."""

from shared.errors import AccountUnreachable
from shared.payments.audit.context import View, find_intent
from shared.payments.audit.model import Detail, Discrepancy, Kind
from shared.payments.audit.money_checks import Record, check_record, payment_record, unreachable
from shared.payments.model import Payment, PaymentState
from shared.table.port import Item


def check_with_provider(view: View, payment: Payment, item: Item) -> list[Discrepancy]:
    """One payment that says it was settled with the provider's money; one call to the provider.

    Of money that the provider never had there is nothing to ask.
    """
    if not payment.means.at_provider:
        return []
    if payment.state is not PaymentState.SUCCEEDED:
        return []
    if payment.intent_id is None:
        said: dict[str, Detail] = {"payment": payment.id, "recorded": payment.due}
        return [Discrepancy(Kind.RECORD_WITHOUT_MONEY, payment.id, payment.merchant_id, said)]
    return check_record_with_provider(view, payment_record(item))


def check_record_with_provider(view: View, record: Record) -> list[Discrepancy]:
    """One record of money; one call to the provider. An account that is closed to us can tell nothing, and says so."""
    try:
        intent = find_intent(view.context, record.intent_id, record.account)
    except AccountUnreachable:
        return [unreachable(record.intent_id, record.merchant_id, record.account)]
    return check_record(record, intent)
