"""The cost model: its page is up to date, its budget is met, and its arithmetic is that of the price lists."""

from dataclasses import replace

import pytest

from bench.costs import prices
from bench.costs.assumptions import ALONE, BUSY, CALL_MS, LOADS, STEADY, milliseconds
from bench.costs.choices import BUDGETED, CHOICES, OVER_TARGET, budgeted, by_part, compared, steps, units
from bench.costs.document import DOCUMENT, STRETCH, TARGET, document
from bench.costs.model import Design, Line, lines, total
from bench.costs.others import monthly, paid_by_link
from bench.counts import load

BASE = Design()
"""As built, in full batches."""

ACCEPTED = 9.5
"""Dollars: the target, and what the two choices of ``OVER_TARGET`` cost beyond it."""


def named(found: list[Line], part: str, what: str) -> Line:
    """The one line."""
    (line,) = [each for each in found if (each.part, each.what) == (part, what)]
    return line


def test_the_page_is_what_counts_and_prices_give() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "run `make costs`"


def test_a_million_orders_stay_within_the_budget() -> None:
    assert budgeted(replace(BASE, **OVER_TARGET)) <= TARGET
    assert budgeted(BASE) <= ACCEPTED


def test_the_way_to_the_stretch_comes_near_it() -> None:
    found = [part for _, part, _ in steps(BASE)]

    assert found == sorted(found, reverse=True)
    assert found[0] == budgeted(BASE)
    assert found[-1] <= STRETCH + 0.25


def test_what_is_budgeted_and_timelines_are_all_there_is() -> None:
    assert set(by_part(lines(BASE))) == {*BUDGETED, "timeline"}


def test_lines_are_counts_times_prices() -> None:
    found = lines(BASE)

    assert named(found, "intake", "request").dollars == pytest.approx(1.0)
    assert named(found, "intake", "order").dollars == pytest.approx(0.625)
    assert named(found, "intake", "order in the list index").dollars == pytest.approx(0.625)
    assert not [line for line in found if line.part == "debit" and "index" in line.what], "its keys never change"
    assert named(found, "released", "event on the bus").dollars == pytest.approx(1.0)
    assert named(found, "released", "message sent to production's queue by the bus").dollars == pytest.approx(0.4)
    assert named(found, "timeline", "timeline").dollars == pytest.approx(0.625)
    assert named(found, "intake", "order_intake: invocation").dollars == pytest.approx(0.2)


def test_the_debit_is_its_counted_units_shared_by_its_orders() -> None:
    count = load()["auto_debit: 97 orders"]
    written = [line for line in lines(BASE) if line.part == "debit" and line.price is prices.WRITE]

    assert sum(line.quantity for line in written) == pytest.approx(count.write / 97)


def test_more_together_costs_less() -> None:
    found = [total(lines(replace(BASE, load=each))) for each in (BUSY, STEADY, ALONE)]

    assert tuple(LOADS) == (BUSY, STEADY, ALONE)
    assert found == sorted(found)


def test_every_choice_changes_what_it_is_about_and_nothing_else() -> None:
    for choice in CHOICES:
        changed = replace(BASE, **choice.change)
        assert compared(BASE, choice) != 0, choice.name
        assert {line.part for line in lines(changed)} <= {line.part for line in lines(BASE)}


@pytest.mark.parametrize(("index", "more"), [("one", 1), ("halves", 2)])
def test_another_index_costs_the_writes_that_keys_alone_do_not_make(index: str, more: int) -> None:
    assert units(Design(list_index=index)) - units(BASE) == pytest.approx(more)  # type: ignore[arg-type]


def test_every_counted_invocation_can_be_priced() -> None:
    for name, count in load().items():
        assert milliseconds(name.split(":")[0], count) > 0
    assert all(wait > 0 for wait in CALL_MS.values())


def test_every_price_names_its_source() -> None:
    for price in prices.PRICES:
        assert price.source.startswith("https://aws.amazon.com/")
        assert price.each > 0
    known = set(prices.PRICES)
    found = [*lines(BASE), *paid_by_link(BASE)]
    assert {line.price for line in found} | {price for _, _, price in monthly(BASE)} <= known
