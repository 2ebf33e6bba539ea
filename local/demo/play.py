"""Play a file of orders on a running stack and print the report."""

from pathlib import Path

import httpx

from local.demo import report
from local.demo.api import DemoError
from local.demo.callbacks import receiving
from local.demo.day import play_day
from local.demo.orders_file import read_orders
from local.demo.shops import Shop
from local.demo.street import shopping
from local.stack.console import say
from local.stack.description import add_merchants, read_description
from local.stack.errors import StackError

SAMPLE = Path(__file__).with_name("orders.jsonl")


def play_file(description: Path, orders_file: Path) -> bool:
    """Play the orders on the stack that `description` tells of; return whether the books balance."""
    try:
        orders, bad = read_orders(orders_file)
    except OSError as error:
        raise StackError(f"the orders cannot be read: {error}") from error
    say(f"playing {len(orders)} orders of {orders_file}")
    stack = read_description(description)
    # Slower than API Gateway's own limit of 30 s, so that its answer is seen.
    with httpx.Client(timeout=35, trust_env=False) as http, receiving() as receiver, shopping() as street:
        try:
            day = play_day(http, stack, orders, lambda shops: _note(description, shops), receiver, street)
        except (DemoError, httpx.HTTPError) as error:
            raise StackError(f"the day broke off: {error}") from error
    sections = [
        ("Orders", report.order_table(day.outcomes)),
        ("In all", report.group_table(day.outcomes)),
        ("Totals", report.total_table(day.outcomes)),
        ("Invoices charged to linked cards", report.charge_table(day.charges)),
        ("Connected shops", report.connected_table(day.connected)),
        ("Callbacks received and verified", report.callback_table(day.callbacks)),
        ("Books", report.book_table(day.books)),
    ]
    if bad:
        sections.insert(1, ("Lines that are no orders", report.bad_line_table(bad)))
    for title, text in sections:
        print(f"\n{title}\n{'=' * len(title)}\n{text}")
    print(f"\n{_verdict(day.sound)}\n", flush=True)
    return day.sound


def _note(description: Path, shops: list[Shop]) -> None:
    add_merchants(description, [shop.entry for shop in shops])


def _verdict(sound: bool) -> str:
    if sound:
        return (
            "Every order is in a state that can be explained, every callback was verified, "
            "connected shops and orders agree, and every wallet balances with its journal."
        )
    return (
        "NOT SOUND: an order, charge, callback or connected shop ended as nothing explains, "
        "or a wallet does not balance (see above)."
    )
