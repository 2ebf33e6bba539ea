"""Which case stands for which function; each function has exactly one."""

from collections.abc import Callable, Mapping
from typing import Final

from bench.cases import background, buyer_calls, callbacks, captures, invoices, merchant_calls, sendings
from bench.cases.stage import Event
from tests.functional.handlers.shop import Shop

Case = Callable[[Shop], Event]

CASES: Final[Mapping[str, Case]] = {
    "order_intake": merchant_calls.intake,
    "auto_debit": background.debiting,
    "relay_events": background.relaying,
    "authorize_request": merchant_calls.authorizing,
    "stripe_webhook": buyer_calls.receiving_a_webhook,
    "process_webhook": buyer_calls.processing_a_webhook,
    "show_payment_page": buyer_calls.showing_a_page,
    "start_checkout": buyer_calls.pressing_the_button,
    "close_links": buyer_calls.closing_links,
    "record_timeline": background.recording_timelines,
    "pay_orders": merchant_calls.paying_from_credits,
    "manage_links": merchant_calls.making_a_link,
    "top_up_wallet": merchant_calls.topping_up,
    "change_order": merchant_calls.changing_an_order,
    "cancel_order": merchant_calls.cancelling_an_order,
    "capture_payment": captures.capturing,
    "read_shop_methods": captures.reading_what_buyers_can_use,
    "manage_stripe_account": merchant_calls.reading_an_account,
    "manage_methods": merchant_calls.listing_methods,
    "manage_notifications": merchant_calls.listing_notices,
    "manage_callbacks": merchant_calls.listing_callbacks,
    "refund_payments": merchant_calls.refunding,
    "read_orders": merchant_calls.reading_an_order,
    "explain_order": merchant_calls.explaining_an_order,
    "read_links": merchant_calls.reading_a_link,
    "manage_logo": merchant_calls.keeping_a_logo,
    "read_audits": merchant_calls.listing_audits,
    "manage_wallets": merchant_calls.reading_a_wallet,
    "adjust_wallets": merchant_calls.adjusting_a_wallet,
    "manage_merchants": merchant_calls.making_a_merchant,
    "check_health": merchant_calls.checking_health,
    "show_docs": merchant_calls.showing_docs,
    "send_links": sendings.asking_for_an_sms,
    "deliver_messages": sendings.handing_over,
    "record_deliveries": sendings.recording_a_bounce,
    "manage_templates": sendings.saving_texts,
    "check_documents": background.checking_documents,
    "redrive_messages": background.redriving,
    "expire_links": background.expiring,
    "purge_links": background.purging,
    "repair_payments": background.repairing,
    "find_missed_events": background.finding_missed_events,
    "return_money": background.returning_money,
    "clear_payments": background.clearing,
    "remind_methods": background.reminding,
    "send_callbacks": callbacks.telling,
    "resend_callbacks": callbacks.telling_again,
    "retry_callbacks": callbacks.asking_again,
    "refill_wallets": background.refilling,
    "wake_wallets": background.waking,
    "audit_books": background.auditing,
    "manage_invoices": invoices.making_an_invoice,
    "read_invoices": invoices.reading_invoices,
    "accrue_commissions": invoices.accruing_a_commission,
    "bill_commissions": invoices.billing_commissions,
    "collect_invoices": invoices.collecting_invoices,
    "read_account": invoices.reading_the_account,
}
"""In the order of the table in the document: what carries orders and money first."""
