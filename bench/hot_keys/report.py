"""The document: ceilings, what limits them, what was played."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from bench.hot_keys.ceilings import Ceiling, Flow
from bench.hot_keys.limits import LIMITS
from bench.hot_keys.simulation.debits import BATCH
from bench.hot_keys.simulation.outcome import Outcome
from bench.hot_keys.simulation.run import QUIET, QUIET_RATE
from bench.hot_keys.simulation.timing import Timing
from bench.markdown import table_lines
from shared.table.keys import ORDER_SHARDS, WAITING_SHARDS

COMMAND: Final = "python -m bench.hot_keys"
_MESSAGE_SIZES: Final = (1, 5, 20, 48, 97)
_TEMPLATE: Final = Path(__file__).parent / "page.md"


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table of Markdown."""
    return "\n".join(table_lines(heads, rows))


def ceilings_table(found: Iterable[Ceiling]) -> str:
    """One row for each use case, the binding key first."""
    rows = []
    for each in found:
        first, *others = each.bounds
        rest = "; ".join(f"{bound.kind}: {bound.a_second:,}" for bound in others) or "none"
        first_text = f"{first.kind}: {first.places} x 1,000 / {first.units:.3g}"
        rows.append([each.use_case, f"**{first.a_second:,}**", first_text, rest])
    return table(["for one merchant", "a second", "the key that binds first", "the others"], rows)


def limits_table() -> str:
    """Every limit with its source."""
    rows = [
        [limit.name, f"{limit.value:,}" if limit.value else "", f"{limit.rule} [source]({limit.source})",
         "yes" if limit.counted else ""]
        for limit in LIMITS
    ]  # fmt: skip
    return table(["limit", "number", "rule", "counted"], rows)


def flow_table(timing: Timing) -> str:
    """One wallet's debits by the size of their messages."""
    rows = []
    for orders in _MESSAGE_SIZES:
        flow = Flow(orders, BATCH, timing)
        together = orders * flow.joined
        rows.append([orders, together, f"{500 * together:,}", f"{flow.a_second:,}"])
    heads = [
        "orders to a message", "orders to a transaction", "by the wallet item (500 transactions a second)",
        "by its one worker, times as above",
    ]  # fmt: skip
    return table(heads, rows)


def outcomes_table(outcomes: Iterable[Outcome]) -> str:
    """One row for each run."""
    heads = [
        "offered a second", "taken a second", "paid a second", "429", "503", "refused share", "orders to a debit",
        "unpaid when sending ends", "all paid after", "invocations of intake at once", f"{QUIET} quiet: refused",
        "taken within", "paid within",
    ]  # fmt: skip
    rows = [
        [
            f"{each.offered:,.0f}", f"{each.taken:,.0f}", f"{each.paid:,.0f}", f"{each.refused[429]:,}",
            f"{each.refused[503]:,}", f"{each.refused_share:.0%}", f"{each.orders_to_a_debit:.1f}",
            f"{each.backlog:,}", f"{each.rest_after:.1f} s", each.at_once,
            f"{each.quiet_refused} answers ({each.quiet_sent} orders)", f"{each.quiet_taken_within:.2f} s",
            f"{each.quiet_paid_within:.2f} s",
        ]
        for each in outcomes
    ]  # fmt: skip
    return table(heads, rows)


def throttled_text(outcomes: Iterable[Outcome]) -> str:
    """Which partitions refused."""
    lines = []
    for each in outcomes:
        if each.throttled:
            kinds = ", ".join(f"{kind} {times:,}" for kind, times in each.throttled.most_common())
            lines.append(f"- {each.plan.rate:,.0f} a second: {kinds}.")
    return "\n".join(lines) or "- None."


def document(ceilings: Sequence[Ceiling], built: Sequence[Outcome], quick: Sequence[Outcome]) -> str:
    """All of it."""
    timing, seconds = Timing(), built[0].plan.seconds
    return _TEMPLATE.read_text(encoding="utf-8").format(
        command=COMMAND,
        ceilings=ceilings_table(ceilings),
        limits=limits_table(),
        flow=flow_table(timing),
        timing=_told(timing),
        built=outcomes_table(built),
        built_throttled=throttled_text(built),
        quick=outcomes_table(quick),
        quick_throttled=throttled_text(quick),
        seconds=f"{seconds:g}",
        shards=built[0].plan.shards,
        gateway=f"{built[0].plan.gateway_rate:,.0f}",
        quiet=QUIET,
        quiet_rate=f"{QUIET_RATE:g}",
        orders=ORDER_SHARDS,
        waiting=WAITING_SHARDS,
    )


def _told(timing: Timing) -> str:
    """The times that were assumed, in words."""
    told = {
        "for a read": timing.read,
        "for a transaction": timing.transaction,
        "more for each of its items": timing.transaction_per_item,
        "for a call to a queue or to the bus": timing.call,
        "until a batch is picked up": timing.queue_pickup,
    }
    return ", ".join(f"{seconds * 1_000:g} ms {what}" for what, seconds in told.items())
