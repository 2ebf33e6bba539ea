"""The page docs/costs.md, whole, from counts, prices and assumptions."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import fsum
from pathlib import Path
from typing import Final

from bench.costs import assumptions as given
from bench.costs import others, prices
from bench.costs.choices import CHOICES, OVER_TARGET, budgeted, by_part, by_service, compared, price_of, steps, units
from bench.costs.largest import largest
from bench.costs.model import Design, lines, total
from bench.markdown import table_lines

DOCUMENT: Final = Path(__file__).parents[2] / "docs" / "costs.md"
TARGET: Final = 8.0
STRETCH: Final = 5.0

_HEAD: Final = """# What a million orders cost

Written by `python -m bench.costs` from counted calls (`bench/counts.json`, held by tests), list prices
({region}, {as_of}) and the assumptions below; edit those, not this page. Nothing here was read off a bill.
No free tier, no volume discount.
"""
_SHORT: Final = """
A million orders that credits pay by themselves cost **${budgeted:.2f}** in full batches for intake, debit, the event
and the callback (target ${target:.0f}, stretch ${stretch:.0f}), and ${timelines:.2f} more for their timelines:
${total:.2f} in all. With ten orders to a batch it is ${steady:.2f} in all. Orders that come one at a time cost
${alone:.2f}: nothing is shared then, and debit and callback are most of it.
The record of each delivered callback and the event of each completion put it over the target: without them it would be
${without:.2f}.
"""
_AFTER_STEPS: Final = """
The first step changes the contract of the event, and the last two what merchants see; none is taken here. What is left
then is the HTTP API, one write and its index entry to take an order in, two units to settle it in a transaction, and
one for its timeline.
"""
_LINKS: Final = """## Orders paid by link

Each alone: link, page twice, button, two webhooks, two looks at Stripe, timelines, events. ${writes:.2f} of it are
writes. Stripe's own fees are not in it.
"""
_STORED: Final = """
A million paid orders take {gigabytes:.1f} GB: ${kept:.2f} a month, recoverable to the second. Logs are kept a month;
to store those of a million orders costs four cents.
"""
_SOURCES: Final = """## Prices (`bench/costs/prices.py`; {region}, {as_of})

From stored copies of these pages and second sources of 2025 and 2026; the live pages were not open to us.
"""


def document() -> str:
    """The page."""
    base = Design()
    everything = total(lines(base))
    alone = total(lines(replace(base, load=given.ALONE)))
    short = _SHORT.format(
        budgeted=budgeted(base), without=budgeted(replace(base, **OVER_TARGET)), target=TARGET, stretch=STRETCH,
        timelines=everything - budgeted(base),
        total=everything, alone=alone, steady=total(lines(replace(base, load=given.STEADY))),
    )  # fmt: skip
    parts = [
        _HEAD.format(region=prices.REGION, as_of=prices.AS_OF), short, _loads(base), _services(base), _lines(base),
        _choices(base), _steps(base), largest(base), _links(base), _month(base),
        _given(), _prices(),
    ]  # fmt: skip
    return "\n".join(part.strip() + "\n" for part in parts)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    return "\n".join(table_lines(head, rows)) + "\n"


def dollars(amount: float) -> str:
    """To the cent."""
    return f"{amount:.2f}" if amount >= 0 else f"-{-amount:.2f}"


def _loads(base: Design) -> str:
    designs = [replace(base, load=load) for load in given.LOADS]
    sums = [by_part(lines(design)) for design in designs]
    rows = [[part, *(dollars(each[part]) for each in sums)] for part in sums[0]]
    rows.append(["**all**", *(f"**{total(lines(design)):.2f}**" for design in designs)])
    rows.append(["write units to an order", *(f"{units(design):.2f}" for design in designs)])
    head = ["dollars a million orders", *(load.name for load in given.LOADS)]
    meanings = "\n".join(f"- **{load.name}**: {load.together} together; {load.text}." for load in given.LOADS)
    return f"## By part\n\n{table(head, rows)}\n{meanings}\n"


def _services(base: Design) -> str:
    rows = [[service, dollars(amount)] for service, amount in by_service(lines(base)).items()]
    return "## By service (busy)\n\n" + table(["service", "dollars a million orders"], rows)


def _lines(base: Design) -> str:
    rows = [
        [line.part, line.what, f"{line.quantity:,.4g}", line.price.unit, f"{line.dollars:.3f}"]
        for line in lines(base)
        if line.dollars >= 0.005
    ]
    head = ["part", "what", "to an order", "unit", "dollars a million"]
    return "## Every line (busy)\n\nWithout those below half a cent.\n\n" + table(head, rows)


def _choices(base: Design) -> str:
    rows = []
    for choice in CHOICES:
        written = units(replace(base, **choice.change))
        rows.append([choice.name, f"{written:.2f}", f"{compared(base, choice):+.2f}", choice.meaning])
    rows.insert(0, ["as built", f"{units(base):.2f}", "", "Full batches, everything on, one callback to an order."])
    head = ["design", "write units to an order", "dollars a million", "what it means"]
    return "## By design choice\n\nEach alone, against the base.\n\n" + table(head, rows)


def _steps(base: Design) -> str:
    rows = [[name, dollars(part), dollars(whole)] for name, part, whole in steps(base)]
    head = ["step, one upon the other", "intake, debit, event, callback", "with timelines"]
    return f"## Towards ${STRETCH:.0f}\n\n{table(head, rows)}{_AFTER_STEPS}"


def _links(base: Design) -> str:
    found = others.paid_by_link(base)
    rows = [[part, dollars(amount)] for part, amount in by_part(found).items()]
    rows.append(["**all**", f"**{total(found):.2f}**"])
    head = _LINKS.format(writes=price_of(found, prices.WRITE))
    return f"{head}\n{table(['function', 'dollars a million orders'], rows)}"


def _month(base: Design) -> str:
    sums: dict[str, float] = {}
    for name, quantity, price in others.monthly(base):
        sums[name] = sums.get(name, 0.0) + quantity * price.each
    rows = [[name, dollars(amount)] for name, amount in sorted(sums.items(), key=lambda item: -item[1])]
    rows.append(["**all**", f"**{fsum(sums.values()):.2f}**"])
    gigabytes = others.stored()
    after = _STORED.format(gigabytes=gigabytes, kept=gigabytes * (prices.STORED.each + prices.BACKED_UP.each))
    return f"## A month in which nothing happens\n\n{table(['what', 'dollars'], rows)}{after}"


def _given() -> str:
    rows = [
        ["memory", f"{', '.join(map(str, sorted(set(given.MEMORY_MB.values()))))} MB", "as deployed"],
        ["a whole CPU", f"{given.VCPU_MB} MB", "less memory has its share of one"],
        [
            "CPU of an invocation",
            f"{given.CPU_MS} ms",
            "a bare boto3 function's; a hundredth more for each item carried",
        ],
        ["cold starts", f"{given.COLD_SHARE:.0%}, {given.INIT_MS:.0f} ms", "AWS: under 1%; the budget for init"],
        *([f"waiting for {name}", f"{wait:.0f} ms", "assumed"] for name, wait in given.CALL_MS.items()),
        ["platform's log lines", f"{given.PLATFORM_LOG} bytes", "START, END, REPORT"],
        ["access log", f"{given.ACCESS_LOG} bytes", "its fields"],
        ["answer, callback", f"{given.ANSWER_BYTES}, {given.CALLBACK_BYTES} bytes", "with headers, TLS"],
    ]
    return "## Assumptions (`bench/costs/assumptions.py`)\n\n" + table(["what", "value", "why"], rows)


def _prices() -> str:
    rows = [
        [each.service, each.unit, f"${each.dollars:g}", f"{each.per:,}", f"<{each.source}>"] for each in prices.PRICES
    ]
    head = _SOURCES.format(region=prices.REGION, as_of=prices.AS_OF)
    return f"{head}\n{table(['service', 'unit', 'price', 'for', 'source'], rows)}"
