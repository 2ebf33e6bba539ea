"""What the document says of dates, of the hot wallet and of the way from intake to released."""

from statistics import median

from bench.measuring import Series
from bench.report.explanations import DATES, LATENCY
from bench.report.results import Results
from bench.report.tables import table, times, within
from bench.spread import Spread, percentile


def dates_section(results: Results) -> list[str]:
    """As packaged against freshly installed."""
    if results.dates is None:
        return []

    def row(name: str, series: Series) -> tuple[str, ...]:
        return name, within(Spread.of(series.init)), within(Spread.of(series.init_cpu))

    packaged, fresh = results.dates
    return [
        "## Files dated 1980",
        "",
        DATES,
        "",
        *table(("files", "wall clock", "CPU"), [row("as packaged, 1980", packaged), row("freshly installed", fresh)]),
    ]


def wallet_section(results: Results) -> list[str]:
    """Orders a second, both ways."""
    if results.wallet is None:
        return []
    wallet = results.wallet
    return [
        "## One hot wallet",
        "",
        "Orders paid a second from one wallet by the product's own debit (`debit_orders`: one read, one transaction)",
        f"on the emulator: {wallet.orders} orders by one call against as many by one call each, in turn; the same",
        f"code, items and emulator. Ratio: {times(wallet.ratio)}.",
        "",
        *table(
            ("way", "orders a second"),
            [
                (f"{wallet.orders} to a transaction", within(Spread.of(wallet.together))),
                ("one to a transaction", within(Spread.of(wallet.one_by_one))),
            ],
        ),
    ]


def latency_section(results: Results) -> list[str]:
    """Answers and releases, alone and in a burst."""
    if results.latency is None:
        return []
    found = results.latency

    def row(name: str, values: list[float]) -> tuple[str, ...]:
        return name, str(len(values)), f"{median(values):.0f}", f"{percentile(values, 90):.0f}", f"{max(values):.0f}"

    return [
        "## From intake to released",
        "",
        LATENCY,
        "",
        *table(
            ("what", "orders", "median", "90 of 100 within", "slowest"),
            [
                row("answer to an order that comes alone", found.single_answers),
                row("released, an order that comes alone", found.single),
                row("answer to an order of a burst", found.burst_answers),
                row("released, an order of a burst", found.burst),
            ],
        ),
    ]
