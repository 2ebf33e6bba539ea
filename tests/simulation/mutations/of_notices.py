"""Mistakes in telling merchants of things."""

from dataclasses import replace
from typing import Any, Final

import pytest

from shared.ids import random_id
from shared.notifications.model import NoticeMail
from shared.payments.notifying import mailing
from shared.payments.notifying.news import News
from shared.payments.outbox import redrive
from shared.payments.sending.messages import read_message
from tests.simulation.mutations.originals import original


def tell_each_time(patch: pytest.MonkeyPatch) -> None:
    """News are told as often as they come: the occasion is the moment."""
    tell = News.tell
    patch.setattr(News, "tell", lambda news, table, now: tell(replace(news, occasion=now.isoformat()), table, now))


def write_another_mail(patch: pytest.MonkeyPatch) -> None:
    """A mail is written whenever the message that asks for it comes."""
    find, decide = original(mailing, "find_notice"), original(mailing, "mail_update")

    def undecided(table: Any, notice_id: str) -> Any:
        notice = find(table, notice_id)
        return notice and replace(notice, mail=NoticeMail.QUEUED)

    patch.setattr(mailing, "find_notice", undecided)
    patch.setattr(mailing, "mail_id", lambda _: random_id("snd"))
    patch.setattr(mailing, "mail_update", lambda *rest: replace(decide(*rest), condition=None))


def lose_news_that_failed(patch: pytest.MonkeyPatch) -> None:
    """News whose message nobody could carry out are dropped."""
    give_up = redrive._KINDS[redrive.Redriven.SENDING]

    def careless(table: Any, clock: Any, body: str) -> None:
        if not isinstance(read_message(body), News):
            give_up(table, clock, body)

    patch.setitem(redrive._KINDS, redrive.Redriven.SENDING, careless)


MUTATIONS: Final = (tell_each_time, write_another_mail, lose_news_that_failed)
FOCUS: Final[dict[str, tuple[str, ...]]] = {
    "tell_each_time": ("open_shop", "make_invoice", "relay", "consume~", "deliver", "deliver"),
    "write_another_mail": ("open_shop", "make_invoice", "relay", "deliver", "relay", "consume~", "deliver", "deliver"),
    "lose_news_that_failed": ("open_shop", "make_invoice", "relay", "consume~", "redrive"),
}
"""The encounter that each is about."""
