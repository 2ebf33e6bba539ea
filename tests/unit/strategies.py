"""Values that the product's models hold, for generated examples."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from shared.ids import derived_id
from shared.links.documents.model import Document, DocumentStatus
from shared.links.model import LinkStatus, PaymentLink
from shared.money import EXPONENTS, MAX_AMOUNT
from shared.orders.model import Order, OrderStatus, PaymentStatus, UnpaidReason
from shared.payments.model import Means, Payment, PaymentState, Target

currencies = st.sampled_from(sorted(EXPONENTS))
amounts = st.integers(1, MAX_AMOUNT)
moments = st.datetimes(
    datetime(2000, 1, 1),  # noqa: DTZ001  # hypothesis adds the zone
    datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
).map(lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000))
texts = st.text(min_size=1, max_size=20)


def ids(prefix: str) -> st.SearchStrategy[str]:
    """Ids of a kind."""
    return st.integers(0, 50).map(lambda number: derived_id(prefix, str(number)))


def maybe(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """Something or nothing."""
    return st.none() | strategy


targets = st.builds(Target, ids("ord"), amounts, st.integers(1, 9))
orders = st.builds(
    Order,
    id=ids("ord"),
    merchant_id=ids("mer"),
    source=texts,
    external_id=texts,
    amount=amounts,
    currency=currencies,
    collect=st.sampled_from(["auto", "link", "none"]),
    details=st.dictionaries(st.sampled_from(["items", "customer", "metadata", "shipping"]), texts, max_size=3),
    request_digest=texts,
    created_at=moments,
    amount_version=st.integers(1, 9),
    status=st.sampled_from(OrderStatus),
    payment_status=st.sampled_from(PaymentStatus),
    unpaid_reason=st.none() | st.sampled_from(UnpaidReason),
    shortfall=maybe(amounts),
    claim=maybe(ids("pay")),
    link_id=maybe(ids("lnk")),
    link_token=maybe(texts),
    paid_by=maybe(ids("pay")),
    paid_means=maybe(st.sampled_from([str(means) for means in Means])),
    paid_amount=maybe(amounts),
    paid_at=maybe(moments),
    released_at=maybe(moments),
    completed_at=maybe(moments),
)
payments = st.builds(
    Payment,
    id=ids("pay"),
    merchant_id=ids("mer"),
    means=st.sampled_from(Means),
    amount=amounts,
    currency=currencies,
    created_at=moments,
    state=st.sampled_from(PaymentState),
    targets=st.lists(targets, max_size=4).map(tuple),
    link_id=maybe(ids("lnk")),
    description=maybe(texts),
    return_url=maybe(texts),
    cancel_url=maybe(texts),
    session_expires_at=maybe(moments),
    session_id=maybe(texts),
    checkout_url=maybe(texts),
    intent_id=maybe(texts),
    failure=maybe(texts),
    settled_at=maybe(moments),
    looks=st.integers(0, 9),
)
documents = st.builds(
    Document,
    upload=ids("upl"),
    upload_expires_at=moments,
    status=st.sampled_from([DocumentStatus.AWAITED, DocumentStatus.ACCEPTED, DocumentStatus.REFUSED]),
    reason=maybe(texts),
    sha256=maybe(texts),
    size=maybe(st.integers(1, 10**7)),
    pages=maybe(st.integers(1, 999)),
    checked_at=maybe(moments),
)
links = st.builds(
    PaymentLink,
    id=ids("lnk"),
    token=texts,
    merchant_id=ids("mer"),
    target_id=ids("ord"),
    amount=amounts,
    currency=currencies,
    amount_version=st.integers(1, 9),
    created_at=moments,
    expires_at=moments,
    status=st.sampled_from(LinkStatus),
    invoice_number=maybe(texts),
    closing_to=st.none() | st.sampled_from(LinkStatus),
    close_reason=maybe(texts),
    closed_at=maybe(moments),
    paid_at=maybe(moments),
    document=maybe(documents),
)
