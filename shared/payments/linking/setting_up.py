"""Linking a method by a hosted page of the provider's: started, and looked at until it has come to its end."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from shared.errors import Busy, Conflict, ProviderRejected
from shared.ids import request_id
from shared.payment_methods.model import method_id
from shared.payment_methods.setups import (
    DUE_KIND,
    ENDED,
    LONGEST,
    RESULT_WAITED,
    MethodSetup,
    SetupStatus,
    ended_update,
    look_again_update,
    moved_update,
    opened_update,
    read_setup,
    setup_from_item,
    setup_to_item,
)
from shared.payments.linking.context import LinkingContext
from shared.payments.linking.customers import with_customer
from shared.payments.linking.looking import ATTEMPTS, PER_SHARD, look_at_methods
from shared.payments.settling.reconciliation import DEPLOYMENT, MERCHANT
from shared.stripe_gateway.methods import SetupRequest, SetupSession, SetupState
from shared.table.attempt import try_update
from shared.table.create import create_once, key_reused, same_request
from shared.table.due import due_ids
from shared.table.method_keys import setup_key

if TYPE_CHECKING:
    from shared.payment_methods.request import LinkRequest

SETUP: Final = "orderpay_setup"
MOST_LINKED: Final = 20
_GONE: Final = "resource_missing"


def start_setup(
    context: LinkingContext, merchant_id: str, request: "LinkRequest", *, actor: str, idempotency_key: str | None
) -> MethodSetup:
    """The set-up with the address of its page; what was agreed to is kept before the provider is asked.

    A repeat under the same idempotency key goes on with the same set-up. Raises ``Conflict`` (``too_many_methods``),
    ``Busy``, and the provider's errors: after ``ProviderRejected`` this set-up has failed, after any other it goes on
    when the request is repeated.
    """
    setup_id = request_id("set", merchant_id, "payment-methods", idempotency_key)
    digest = request.digest()
    existing = context.table.get(setup_key(setup_id)) if idempotency_key is not None else None
    if existing is not None:
        return _opened(context, setup_from_item(same_request(existing, digest, key_reused())))
    methods = with_customer(context, merchant_id)
    if len(methods.methods) >= MOST_LINKED:
        raise Conflict(f"at most {MOST_LINKED} methods are linked, unlink one first", code="too_many_methods")
    now = context.clock.now()
    setup = MethodSetup(
        id=setup_id,
        merchant_id=merchant_id,
        customer_id=methods.customer_id or "",
        terms=request.terms,
        accepted_by=request.accepted_by,
        actor=actor,
        return_url=request.return_url,
        created_at=now,
        expires_at=now + LONGEST,
    )
    item, _ = create_once(context.table, setup_to_item(setup, digest), key_reused())
    return _opened(context, setup_from_item(item))


def _opened(context: LinkingContext, setup: MethodSetup) -> MethodSetup:
    """Ask for the page, keep it, and only then hand it out; what has been asked for before is asked for alike."""
    for _ in range(ATTEMPTS):
        if setup.status is not SetupStatus.MAKING:
            return setup
        if context.clock.now() >= setup.expires_at:
            try_update(context.table, ended_update(setup, SetupStatus.EXPIRED))
        else:
            _ask(context, setup)
        setup = read_setup(context.table, setup.id) or setup
    raise Busy("the set-up is being changed, try again")


def _ask(context: LinkingContext, setup: MethodSetup) -> None:
    try:
        session = context.methods.create_setup(_request(context, setup))
    except ProviderRejected as error:
        if error.provider_code == _GONE and _moved(context, setup):
            return
        try_update(context.table, ended_update(setup, SetupStatus.FAILED))
        raise
    try_update(context.table, opened_update(setup, session.id, session.url))


def _moved(context: LinkingContext, setup: MethodSetup) -> bool:
    """The owner was deleted at the provider and nobody told us: whether there is another one to ask for."""
    look_at_methods(context, setup.merchant_id)
    owner = with_customer(context, setup.merchant_id).customer_id or ""
    return owner != setup.customer_id and try_update(context.table, moved_update(setup, owner))


def _request(context: LinkingContext, setup: MethodSetup) -> SetupRequest:
    marks = {DEPLOYMENT: context.deployment_id, MERCHANT: setup.merchant_id, SETUP: setup.id}
    return SetupRequest(
        key=setup.key,
        customer_id=setup.customer_id,
        success_url=setup.return_url,
        cancel_url=setup.return_url,
        expires_at=setup.expires_at,
        metadata=marks,
    )


def due_setups(context: LinkingContext) -> Iterator[str]:
    """Set-ups that have not ended, whose next look is due."""
    return due_ids(context.table, DUE_KIND, context.clock.now(), PER_SHARD)


def tend_setup(context: LinkingContext, setup_id: str) -> None:
    """Ask what came of a set-up that nobody told us of. Raises what :func:`look_at_setup` raises; it is due again."""
    setup = read_setup(context.table, setup_id)
    if setup is None or setup.status in ENDED:
        return
    try_update(context.table, look_again_update(setup, context.clock.now()))
    look_at_setup(context, setup)


def look_at_setup(context: LinkingContext, setup: MethodSetup, session_id: str | None = None) -> bool:
    """Bring a set-up to where the provider says it is, and link what came of it; false when the session is not its own.

    ``session_id`` is the one that an event names: it may tell of a page that we have not kept yet. Raises ``Busy`` and
    the provider's errors.
    """
    asked = setup.session_id or session_id
    if session_id not in (None, asked):
        return False
    if setup.status in ENDED:
        return True
    if asked is None:
        if context.clock.now() >= setup.expires_at:  # Nobody ever had its page.
            try_update(context.table, ended_update(setup, SetupStatus.EXPIRED))
        return True
    session = context.methods.retrieve_setup(asked)
    if session.metadata.get(SETUP) != setup.id:
        return False
    _follow(context, setup, session)
    return True


def _follow(context: LinkingContext, setup: MethodSetup, session: SetupSession) -> None:
    now = context.clock.now()
    if session.method_id is not None:
        methods = look_at_methods(context, setup.merchant_id, setups={session.method_id: setup.id})
        linked = method_id(setup.merchant_id, session.method_id)
        if methods.customer_id != setup.customer_id and all(each.id != linked for each in methods.methods):
            # Its owner was deleted before we saw the method: it never was linked, and cannot be any more.
            try_update(context.table, ended_update(setup, SetupStatus.FAILED))
        else:
            try_update(context.table, ended_update(setup, SetupStatus.COMPLETE, linked))
    elif session.state is SetupState.EXPIRED:
        try_update(context.table, ended_update(setup, SetupStatus.EXPIRED))
    elif session.state is SetupState.COMPLETE and now >= setup.expires_at + RESULT_WAITED:
        try_update(context.table, ended_update(setup, SetupStatus.FAILED))
