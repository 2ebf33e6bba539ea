"""Verdicts, document and chart."""

import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pytest

from bench.counts import Count
from bench.report.budgets import Verdict, verdicts
from bench.report.chart import chart
from bench.report.document import document, terminal
from bench.report.results import Results
from bench.simulation_pace import SimulationFigures, simulation_figures
from bench.stack.wallet import Round, WalletFigures, wallet_figures
from tests.unit.bench.figures import MACHINE, function, results, wallet


def met(found: Results) -> dict[str, bool | None]:
    return {each.what: each.met for each in verdicts(found)}


def test_a_run_that_keeps_every_budget_says_so() -> None:
    assert set(met(results()).values()) == {True}


@pytest.mark.parametrize(
    ("word", "worse"),
    [
        ("init of", {"functions": [function(ours=40)]}),
        ("CPU of an intake", {"functions": [function(ours=40)]}),
        ("AWS calls of an intake", {"functions": [function(calls=("D.GetItem", "D.PutItem"))]}),
        ("AWS calls of a debit", {"functions": [function("auto_debit", calls=("a.b",) * 3)]}),
        ("dated 1980", {"dates": (function(ours=120).ours, function(ours=100).ours)}),
        ("directory listings", {"probes": {"order_intake": results().probes["order_intake"].__class__(300, 1, 61)}}),
        ("modules", {"probes": {"order_intake": results().probes["order_intake"].__class__(361, 1, 50)}}),
        ("hot wallet", {"wallet": wallet(0.126)}),
        ("CPU of ours", {"wallet": wallet(0.1, ours=0.0201)}),
        ("write units", {"counts": {"order_intake: new": Count(("PutItem",), table=2)}}),
        ("histories a second", {"simulation": SimulationFigures(600, 99, 20)}),
        ("kinds of fault", {"simulation": SimulationFigures(600, 100, 17)}),
        ("million orders", {"dollars": 8.01}),
    ],
)
def test_each_budget_can_be_missed(word: str, worse: dict[str, object]) -> None:
    found = met(replace(results(), **worse))  # type: ignore[arg-type]
    assert [verdict for what, verdict in found.items() if word in what] == [False]


def test_what_was_not_measured_is_neither_met_nor_missed() -> None:
    assert set(met(Results(MACHINE)).values()) == {None}
    assert "not measured" in document(Results(MACHINE), verdicts(Results(MACHINE)))
    assert terminal(verdicts(Results(MACHINE))) == ""


def test_a_limit_from_above_and_one_from_below() -> None:
    assert [Verdict("w", 6, 8, measured, at_least=True).met for measured in (5.9, 6)] == [False, True]
    assert [Verdict("w", 6, 4, measured).met for measured in (6, 6.1)] == [True, False]
    assert [Verdict("w", 6, 8, measured, at_least=True).stretched for measured in (7.9, 8)] == [False, True]


def test_the_document_names_machine_date_and_every_function_with_its_ratio_first() -> None:
    text = document(results(), verdicts(results()))
    assert "2026-11-22 10:00 UTC" in text
    assert "2 cores of a processor, 24 GiB" in text
    assert "| `order_intake` | **0.50** (0.50 to 0.50) |" in text
    assert "| `order_intake` | 20 / 30 |" in text
    assert "| `check_health` | - | - | - |" in text
    assert "1 PutItem | 1 Get |" in text
    assert text.index("## Budgets") < text.index("## Every function")
    assert "**7.50 times**" in text


def test_the_document_says_whose_the_cpu_of_a_history_is() -> None:
    assert "| the product | 60.0 | 5.00 |" in document(results(), verdicts(results()))
    unknown = replace(results(), parts={})
    assert "A simulated history" not in document(unknown, verdicts(unknown))


def test_a_missed_budget_stands_out() -> None:
    found = verdicts(replace(results(), wallet=wallet(0.126)))
    assert "**missed**" in document(results(), found)
    assert "MISSED  one hot wallet against one transaction per order: 5.95 times (≥ 6)" in terminal(found)


def test_the_chart_is_well_formed_and_has_a_row_for_each_function_that_calls() -> None:
    text = chart(results().functions, "a <caption>")
    texts = [element.text for element in ElementTree.fromstring(text).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314
    assert {"order_intake", "auto_debit", "a <caption>"} <= set(texts)
    assert "check_health" not in texts
    assert texts.count("0.50") == 4


def test_the_report_of_the_simulation_is_read() -> None:
    printed = "600 histories, 25321 steps, 131 histories a second\n21 kinds of fault struck 900 times:\n"
    assert simulation_figures(printed) == SimulationFigures(600, 131, 21)
    with pytest.raises(ValueError, match="not the simulation's report"):
        simulation_figures("nothing")


@pytest.mark.parametrize(
    ("emulator", "missed", "said"),
    [
        (0.12, False, "| at the limit of what measures it, 5 |"),
        (0.0965, False, "| at the limit of what measures it, 6.22 |"),
        (0.09, True, "| **missed** |"),
        (None, True, "| **missed** |"),
    ],
)
def test_a_figure_that_the_emulator_alone_keeps_low_is_told_apart(
    emulator: float | None, missed: bool, said: str
) -> None:
    found = verdicts(replace(results(), wallet=wallet(0.126, emulator=emulator)))
    assert [each.missed for each in found if "hot wallet" in each.what] == [missed]
    assert said in document(results(), found)
    assert ("MISSED" in terminal(found)) == missed


def test_a_budget_that_is_met_is_not_at_a_limit() -> None:
    found = [each for each in verdicts(replace(results(), wallet=wallet(0.1, emulator=0.15))) if "hot" in each.what]
    assert [(each.met, each.is_at_limit, each.missed) for each in found] == [(True, False, False)]


def test_the_rounds_of_the_wallet_are_read_from_the_last_line() -> None:
    printed = '{"orders": 97, "together": [[0.5, 0.1, 0.4]], "one_by_one": [[1.0, 0.3, null]]}'
    figures = wallet_figures(f"noise\n{printed}\n")
    assert figures == WalletFigures(97, [Round(0.5, 0.1, 0.4)], [Round(1.0, 0.3, None)])
    assert figures.ratio.median == 2
    assert figures.own_ratio.median == pytest.approx(3)
    assert figures.emulator_ratio is None
