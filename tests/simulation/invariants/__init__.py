"""What must hold, as tables: after each commit by kind of item, after each call to the provider, after each step.

A new issue adds a module and its rows. What must hold at the end, with the faults off, is in ``rest``.
"""

from collections.abc import Callable
from typing import Final

from tests.simulation.invariants import (
    accounts,
    callbacks,
    captures,
    charges,
    clearing,
    dunning,
    endpoints,
    forgotten,
    invoices,
    links,
    methods,
    notices,
    orders,
    payments,
    promises,
    returns,
    sendings,
    shop_deliveries,
    shop_orders,
    top_ups,
    wallets,
)
from tests.simulation.invariants.books import Books, Checks
from tests.support.simulation.servers import Try
from tests.support.simulation.table import Change

AFTER_COMMIT: Final[dict[str, tuple[Callable[[Books, Change], None], ...]]] = {
    "page": (wallets.page_continues_the_chain, wallets.page_has_reasons, shop_orders.page_is_not_external),
    "wallet": (wallets.wallet_agrees_with_its_journal, wallets.debit_was_agreed_to),
    "order": (
        orders.order_never_goes_back,
        orders.order_is_whole,
        orders.order_is_paid_once,
        returns.order_knows_its_returns,
        clearing.order_is_completed_in_time,
        shop_orders.order_is_one_of_its_shop,
    ),
    "payment": (
        payments.payment_never_goes_back,
        payments.link_may_start_it,
        payments.payment_asks_what_is_due,
        returns.money_knows_its_returns,
        payments.flight_holds_the_claim,
        charges.turns_are_in_order,
        charges.refusals_are_the_provider_s,
        charges.end_leaves_no_charge,
        payments.success_is_backed,
        payments.end_is_certain,
        captures.authorization_is_the_provider_s,
        captures.asked_money_settles,
        accounts.payment_begins_where_it_may,
        dunning.automatic_charge_is_due,
        top_ups.one_top_up_at_a_time,
        shop_orders.shop_order_is_collected_as_said,
        shop_orders.external_payment_moves_nothing,
    ),
    "invoice": (
        invoices.invoice_never_goes_back,
        invoices.invoice_is_whole,
        invoices.number_is_its_own,
        invoices.invoice_is_paid_once,
        invoices.invoice_knows_its_returns,
        dunning.collection_goes_on,
    ),
    "merchant": (dunning.restriction_is_deserved,),
    "refill": (top_ups.charges_are_agreed_to_and_in_time,),
    "invoice_numbers": (invoices.numbers_have_no_gaps,),
    "surplus": (payments.surplus_is_money, returns.money_knows_its_returns),
    "return": (returns.return_is_counted, accounts.returns_stay_there, shop_orders.external_stays_external),
    "sending": (sendings.sending_never_goes_back, notices.mail_belongs_to_its_notice),
    "notice": (notices.notice_stays_what_it_says,),
    "payment_methods": (
        methods.methods_change_one_by_one,
        methods.no_method_goes_while_it_is_charged,
        methods.the_last_good_one_stays,
        methods.the_dead_stay_dead,
    ),
    "method_setup": (methods.setup_never_goes_back,),
    "stripe_account": (accounts.account_is_one_merchant_s,),
    "callback": (callbacks.callback_stays_what_it_says, callbacks.callback_ends_for_a_reason),
    "callback_line": (callbacks.tries_keep_their_distance,),
    "gone callback_line": (callbacks.nobody_waits_in_a_line_that_goes,),
    "callback_endpoint": (endpoints.obligations_begin, endpoints.health_follows_the_tries),
    "gone callback_endpoint": (endpoints.obligations_end,),
    "shop_connection": (shop_deliveries.connection_is_followed,),
    "gone shop_connection": (shop_deliveries.removal_is_followed,),
    "shop_delivery": (shop_deliveries.delivery_is_the_shops_own, shop_deliveries.delivery_is_decided_once),
    "": (forgotten.nothing_comes_back,),
    "attempt": (forgotten.attempt_belongs_to_a_link,),
    "gone link": (forgotten.link_goes_in_time_and_whole,),
    "link": (
        links.link_never_goes_back,
        links.order_points_to_its_link,
        links.closed_link_collects_nothing,
    ),
}
AFTER_PROVIDER_CALL: Final[tuple[Callable[[Books], None], ...]] = (
    payments.attempt_is_stored_first,
    charges.charge_is_stored_first,
    returns.refund_is_stored_first,
)
AFTER_STEP: Final[tuple[Callable[[Books], None], ...]] = (
    dunning.nothing_is_charged_twice,
    captures.captures_are_asked,
    links.closed_pages_are_closed,
    links.answers_stand,
    promises.orders_taken_in_are_there,
    promises.cancelled_orders_stay_so,
)
AFTER_TRY: Final[tuple[Callable[[Books, Try], None], ...]] = (
    callbacks.the_same_is_told_each_time,
    callbacks.second_tries_are_arranged_first,
    endpoints.its_own_server_is_told_and_believes_it,
    endpoints.who_is_not_well_is_left_alone,
)
CHECKS: Final = Checks(AFTER_COMMIT, AFTER_PROVIDER_CALL, AFTER_STEP, AFTER_TRY)
