"""Buyers: they look at pages, press buttons, pay, are refused, come back with old tabs."""

from collections.abc import Callable
from random import Random
from typing import Final

from functions.show_payment_page.handler import lambda_handler as show_payment_page
from functions.start_checkout.handler import lambda_handler as start_checkout
from tests.simulation.actions.action import Action
from tests.simulation.actions.calls import GOOD_CARD, http_event, recent
from tests.simulation.step import Step
from tests.simulation.world import Answer, World

_WAYS: Final = (
    *[("buyer_paid", GOOD_CARD)] * 6,
    ("buyer_declined", {"card_number": "4000000000000002"}),
    ("buyer_must_authenticate", {"card_number": "4000002760003184"}),
    ("buyer_refused_by_paypal", {"paypal": "refuse"}),
    ("result_late_paid", {"paypal": "pending_paid"}),
    ("result_late_paid", {"paypal": "pending_paid"}),
    ("result_late_failed", {"paypal": "pending_failed"}),
)


def press(world: World, step: Step, chance: Random) -> None:
    """The button of a link's page, whatever became of the link."""
    _press(world, step, chance, lambda _: None)


def buy(world: World, step: Step, chance: Random) -> None:
    """Press the button and pay at once."""
    _press(world, step, chance, lambda url: world.provider.post(url, chance.choice(_WAYS)[1]))


def _press(world: World, step: Step, chance: Random, then: Callable[[str], object]) -> None:
    if not world.known.links:
        return
    link = recent(chance, world.known.links)

    def led(answer: Answer) -> None:
        if answer.status == 303:
            url = answer.headers["location"]
            world.hand_out(url)
            then(url)

    event = http_event("POST /pay/{token}/checkout", path={"token": link.body["token"]})
    world.request(start_checkout, event, led)


def pay(world: World, step: Step, chance: Random) -> None:
    """Something happens on a hosted page, new or old."""
    if not world.known.urls:
        return
    url = recent(chance, world.known.urls)
    kind, fields = chance.choice(_WAYS)
    answer = world.provider.post(url, fields)
    if kind == "buyer_must_authenticate" and answer.status == 200:
        world.provider.post(url, {"authentication": chance.choice(("approve", "fail"))})
    world.struck[kind] += kind != "buyer_paid"


def pay_late(world: World, step: Step, chance: Random) -> None:
    """Submitted on the newest page, and known only later."""
    if world.known.urls:
        world.struck["result_late_paid"] += 1
        world.provider.post(world.known.urls[-1], {"paypal": "pending_paid"})


def pay_less(world: World, step: Step, chance: Random) -> None:
    """What the provider collects is not what we asked for."""
    if not world.known.urls:
        return
    url = recent(chance, world.known.urls)
    session = world.provider.session(url.rsplit("/", 1)[1])
    if session["status"] == "open" and session["payment_intent"] is None:
        session["amount_total"] -= 10 if session["currency"] == "kwd" else 1
        world.struck["amount_mismatch"] += 1
        world.provider.post(url, GOOD_CARD)


def _is_old(world: World, link_id: str) -> bool:
    """Whether a link may have been forgotten, by somebody's clock."""
    link = world.books.link(link_id)
    return not link or world.clock.seconds() + 41 >= world.books.made_at(link) + 90 * 86_400


def view_page(world: World, step: Step, chance: Random) -> None:
    """Looking changes nothing and never fails."""
    if not world.known.links:
        return
    link = recent(chance, world.known.links)

    def seen(answer: Answer) -> None:
        if answer.status not in (200, 503) and not (answer.status == 404 and _is_old(world, link.id)):
            world.failures.append(f"the page of {link.id} was answered {answer.status}")

    event = http_event("GET /pay/{token}", path={"token": link.body["token"]})
    world.request(show_payment_page, event, seen)


ACTIONS: Final = {
    "press": Action(press, 4, always=True),
    "buy": Action(buy, 4, always=True),
    "pay": Action(pay, 6, always=True),
    "pay_late": Action(pay_late, 0),
    "pay_less": Action(pay_less, 1),
    "view_page": Action(view_page, 1),
}
