"""Use cases to count, of what merchants are told."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from tests.functional.handlers.counting import Case, expect
from tests.functional.handlers.notified import Notified
from tests.functional.handlers.shop import Shop


def list_them(shop: Shop, *, notices: int) -> Callable[[], object]:
    told = _told(shop, notices)
    shop.world.settle_down()
    return lambda: expect(len(told.listed()), notices)


def read_one(shop: Shop) -> Callable[[], object]:
    told = Notified(shop)
    made = told.tell()
    return lambda: expect(told.read(made).status, 200)


def read_all(shop: Shop, *, notices: int) -> Callable[[], object]:
    told = _told(shop, notices)
    return lambda: expect(told.read_until("2027-01-01T00:00:00Z").json["read"], notices)


def choose(shop: Shop) -> Callable[[], object]:
    return lambda: expect(Notified(shop).change(mail_to="books@shop.example").status, 200)


def write_a_mail(shop: Shop) -> Callable[[], object]:
    Notified(shop).tell()
    shop.world.relay()
    return lambda: expect(shop.world.deliver_messages(), {})


def hand_a_mail_over(shop: Shop) -> Callable[[], object]:
    Notified(shop).tell()
    shop.world.relay()
    shop.world.deliver_messages()
    shop.world.relay()
    return lambda: expect(shop.world.deliver_messages(), {})


def make_news_a_notice(shop: Shop) -> Callable[[], object]:
    shop.change_wallet(low_balance_alert=1_000)
    shop.fund(2_000)
    shop.adjust(-1_500)
    shop.world.relay()
    return lambda: expect(shop.world.deliver_messages(), {})


def _told(shop: Shop, notices: int) -> Notified:
    told = Notified(shop)
    for number in range(notices):
        told.tell(occasion=str(number))
    return told


COUNTED_NOTICES: Final[Mapping[str, Case]] = {
    "manage_notifications: a page of 10": partial(list_them, notices=10),
    "manage_notifications: read one": read_one,
    "manage_notifications: read 10": partial(read_all, notices=10),
    "manage_notifications: choose": choose,
    "deliver_messages: news": make_news_a_notice,
    "deliver_messages: the mail of a notice to write": write_a_mail,
    "deliver_messages: the mail of a notice": hand_a_mail_over,
}
