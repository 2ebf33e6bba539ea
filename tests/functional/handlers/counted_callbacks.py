"""Use cases to count, of callbacks."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any, Final

from functions.resend_callbacks.handler import lambda_handler as resend_callbacks
from functions.retry_callbacks.handler import lambda_handler as retry_callbacks
from shared.callbacks.endpoint import Health
from shared.callbacks.posting.port import Answer
from shared.runtime import callback_wiring
from tests.functional.handlers.counting import Case, expect
from tests.functional.handlers.shop import Shop
from tests.functional.handlers.told import Told
from tests.support.receivers import BROKEN, Receivers

ORDER: Final = "ord_0123456789abcdefghjkmnpqrs"


def tell(shop: Shop, *, answer: Answer | None = None, many: int = 1, **endpoint: Any) -> Callable[[], object]:
    told = _told(shop, **endpoint)
    told.receivers.answers[told.at] = [answer] if answer else []
    events = [told.event(f"{ORDER[:-1]}{number}") for number in range(many)]
    return lambda: expect(told.happen(*events), {"batchItemFailures": []})


def tell_nobody(shop: Shop, *, many: int = 10) -> Callable[[], object]:
    events = [Told(shop, _served()).event(f"{ORDER[:-1]}{number}") for number in range(many)]
    return lambda: expect(Told(shop, Receivers()).happen(*events), {"batchItemFailures": []})


def tell_again(shop: Shop, *, answer: Answer | None = None) -> Callable[[], object]:
    told = _told(shop)
    told.receivers.answers[told.at] = [BROKEN]
    told.happen(told.event(ORDER))
    told.receivers.answers[told.at] = [answer] if answer else []
    shop.world.clock.moment += timedelta(minutes=2)
    attributes = {"MessageGroupId": "lane", "ApproximateReceiveCount": "1"}
    body = f'{{"line":"{ORDER}","merchant_id":"{shop.id}"}}'
    event = {"Records": [{"messageId": "1", "body": body, "attributes": attributes}]}
    return lambda: expect(resend_callbacks(event, None), {"batchItemFailures": []})


def ask_again(shop: Shop, *, lines: int) -> Callable[[], object]:
    told = _told(shop, failures=-100)
    told.receivers.answers[told.at] = [BROKEN]
    for number in range(lines):
        told.happen(told.event(f"{ORDER[:-1]}{number}"))
    shop.world.clock.moment += timedelta(minutes=2)
    return lambda: expect(retry_callbacks({}, None), {"endpoints": 0, "lines": lines})


def _told(shop: Shop, **endpoint: Any) -> Told:
    return Told(shop, _served()).register(**endpoint)


def _served() -> Receivers:
    """Whoever counts has no fixture for it: the next world has its own."""
    found = callback_wiring.poster("public")
    assert isinstance(found, Receivers)
    found.clear()
    return found


COUNTED_CALLBACKS: Final[Mapping[str, Case]] = {
    "send_callbacks: one, delivered": tell,
    "send_callbacks: ten, delivered": partial(tell, many=10),
    "send_callbacks: one, refused": partial(tell, answer=BROKEN),
    "send_callbacks: one, held": partial(tell, health=Health.FAILING, failures=9),
    "send_callbacks: ten of a merchant that wants none": tell_nobody,
    "resend_callbacks: one, delivered": tell_again,
    "resend_callbacks: one, refused": partial(tell_again, answer=BROKEN),
    "retry_callbacks: nothing due": partial(ask_again, lines=0),
    "retry_callbacks: ten": partial(ask_again, lines=10),
}
