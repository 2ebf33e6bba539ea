"""The closed sets of words in answers: the product's own, so that a new word is in the document by itself."""

from typing import Annotated

from pydantic import Strict

from shared.invoices import model as invoices
from shared.links import model as links
from shared.links.documents import model as documents
from shared.links.sendings import model as sendings
from shared.merchants import model as merchants
from shared.merchants.stripe_account import model as accounts
from shared.notifications import model as notices
from shared.orders import means
from shared.orders import model as orders
from shared.orders.timeline import facts
from shared.payment_methods import model as methods
from shared.payment_methods import setups
from shared.payments import model as payments
from shared.payments.explaining import next_step
from shared.payments.returns import model as returns
from shared.stripe_gateway import methods as provider_methods
from shared.stripe_gateway import port
from shared.wallets import consents
from shared.wallets import model as wallets

OrderStatus = Annotated[orders.OrderStatus, Strict(False)]
PaymentStatus = Annotated[orders.PaymentStatus, Strict(False)]
UnpaidReason = Annotated[orders.UnpaidReason, Strict(False)]
FactType = Annotated[facts.FactType, Strict(False)]
StepType = Annotated[next_step.StepType, Strict(False)]
PaymentState = Annotated[payments.PaymentState, Strict(False)]
Means = Annotated[means.Means, Strict(False)]
Outcome = Annotated[payments.Outcome, Strict(False)]
Origin = Annotated[returns.Origin, Strict(False)]
Withdrawal = Annotated[port.Withdrawal, Strict(False)]
InvoiceStatus = Annotated[invoices.InvoiceStatus, Strict(False)]
InvoiceKind = Annotated[invoices.InvoiceKind, Strict(False)]
PayState = Annotated[invoices.PayState, Strict(False)]
LinkStatus = Annotated[links.LinkStatus, Strict(False)]
DocumentStatus = Annotated[documents.DocumentStatus, Strict(False)]
Channel = Annotated[sendings.Channel, Strict(False)]
Purpose = Annotated[sendings.Purpose, Strict(False)]
SendingStatus = Annotated[sendings.SendingStatus, Strict(False)]
DeliveryState = Annotated[sendings.Delivery, Strict(False)]
NoticeKind = Annotated[notices.NoticeKind, Strict(False)]
SurplusPolicy = Annotated[merchants.SurplusPolicy, Strict(False)]
Collecting = Annotated[merchants.Collecting, Strict(False)]
AccountState = Annotated[accounts.AccountState, Strict(False)]
Health = Annotated[methods.Health, Strict(False)]
SetupStatus = Annotated[setups.SetupStatus, Strict(False)]
MethodKind = Annotated[provider_methods.MethodKind, Strict(False)]
LineKind = Annotated[wallets.LineKind, Strict(False)]
ConsentAbout = Annotated[consents.ConsentAbout, Strict(False)]
ConsentChange = Annotated[consents.ConsentChange, Strict(False)]
