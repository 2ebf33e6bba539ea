"""The report of a run: rates, latencies, errors, how the orders ended, and what the books say."""

from collections.abc import Iterator

from bench.hot_keys.chart import line_chart
from bench.load.figures import latencies, rates, statuses, tails
from bench.load.run import Outcome
from bench.machine import Machine
from bench.markdown import table_lines

_WINDOWS = 20


def document(outcome: Outcome, machine: Machine) -> str:
    """Markdown."""
    lines = [
        "# Load",
        "",
        f"`make load ORDERS={outcome.bounds.orders} SECONDS={outcome.bounds.seconds}`, {machine.date}, "
        f"{machine.cores} cores of {machine.processor}, "
        f"{machine.memory_gib} GiB, commit {machine.commit}. Driver, emulator, provider and all functions share "
        "these cores: the figures show that nothing is lost under load, not how fast AWS is.",
        "",
        *_ended_early(outcome),
        *_sums(outcome),
        "",
        "![Orders a second](load.svg)",
        "",
        "![Latency of intake](load-latency.svg)",
        "",
        "## Latencies",
        "",
        "Milliseconds of every try, by what was asked. A try that was refused counts, too.",
        "",
        *table_lines(("call", "calls", "p50", "p95", "p99", "highest"), _latencies(outcome), texts=1),
        "",
        "## Answers",
        "",
        "What is answered 429 or 5xx, or not at all (0), is sent again, as an integration does.",
        "",
        *table_lines(("call", "status", "times"), _statuses(outcome), texts=1),
        "",
        "## Books",
        "",
        *table_lines(("how orders ended", "orders"), sorted(outcome.verdict.ends.items()), texts=1),
        "",
        *_verdict(outcome),
        "",
    ]
    return "\n".join(lines)


def charts(outcome: Outcome) -> dict[str, str]:
    """SVG by file name."""
    lines = {"taken in": rates(outcome.taken, _WINDOWS), "released": rates(outcome.released, _WINDOWS)}
    intake = tails([each for each in outcome.samples if each.kind == "intake"], _WINDOWS)
    across = "seconds since the start"
    return {
        "load.svg": line_chart("Orders a second", across, "orders/s", lines),
        "load-latency.svg": line_chart("Latency of intake, this machine", across, "ms", intake),
    }


def _ended_early(outcome: Outcome) -> Iterator[str]:
    """Says so when the time was over before the orders were."""
    if len(outcome.taken) < outcome.bounds.orders:
        yield f"The time was over first: {len(outcome.taken):,} of {outcome.bounds.orders:,} orders were placed."
        yield ""


def _sums(outcome: Outcome) -> Iterator[str]:
    last = max(outcome.released, default=0.0)
    rows = [
        ("orders taken", f"{len(outcome.taken):,}"),
        ("processes that drove", outcome.bounds.processes),
        ("seconds of placing", f"{outcome.driven_seconds:.1f}"),
        ("orders taken a second", f"{len(outcome.taken) / outcome.driven_seconds:.1f}"),
        ("calls a second, of all kinds", f"{len(outcome.samples) / outcome.driven_seconds:.1f}"),
        ("orders released", f"{len(outcome.released):,}"),
        ("orders released a second", f"{len(outcome.released) / last:.1f}" if last else "0"),
        ("seconds until the last release", f"{last:.1f}"),
        ("seconds until everything was at rest, after placing", f"{outcome.rest_seconds:.1f}"),
        ("seconds of checking the books", f"{outcome.checking_seconds:.1f}"),
    ]
    yield from table_lines(("", "figure"), rows, texts=1)


def _latencies(outcome: Outcome) -> Iterator[tuple[object, ...]]:
    for kind, each in latencies(outcome.samples).items():
        yield (kind, f"{each.calls:,}", *(f"{value:,.0f}" for value in (each.p50, each.p95, each.p99, each.highest)))


def _statuses(outcome: Outcome) -> Iterator[tuple[object, ...]]:
    for (kind, status), times in sorted(statuses(outcome.samples).items()):
        yield kind, status, f"{times:,}"


def _verdict(outcome: Outcome) -> Iterator[str]:
    found = outcome.verdict
    yield (
        f"{found.orders:,} orders are in the lists, {found.paid:,} of them paid, {found.released:,} released by one "
        f"event each; {found.pages:,} pages of journals chain and add up to the balances. The product's own audit "
        f"checked {', '.join(f'{number:,} {name}' for name, number in found.checked.items())}."
    )
    yield ""
    yield from [f"- {fault}" for fault in found.faults[:50]] or ["**Nothing lost, nothing twice, books exact.**"]
