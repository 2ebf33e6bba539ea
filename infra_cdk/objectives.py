"""The table of service-level objectives: a new one is an entry here and a section in docs/slo.md.

Plain data: an objective is a share of good in what counts, over 28 days. ``bad`` and ``all`` are metric math over the
named metrics; the alarms on the rate at which the error budget burns follow from them.
"""

from dataclasses import dataclass
from typing import Final

WINDOW_DAYS: Final = 28

OURS: Final = "OrderPay"
"""The namespace of the metrics in our own log lines (shared/runtime/metrics.py)."""
LAMBDA: Final = "AWS/Lambda"


@dataclass(frozen=True)
class Measure:
    """One metric of a function; ``statistic`` as CloudWatch writes it."""

    namespace: str
    name: str
    statistic: str = "Sum"


@dataclass(frozen=True)
class Objective:
    """``percent`` of what counts is good.

    ``bad`` is the share in percent that is not, and ``all`` how many count, by the names in ``measures``. With fewer
    than ``least`` in a window nothing is said: one failure of two would be half.
    """

    name: str
    description: str
    function: str
    percent: float
    measures: dict[str, Measure]
    bad: str
    all: str
    least: int = 10


@dataclass(frozen=True)
class Burn:
    """A rate at which the budget is used up, told when a long and a short window both show it."""

    rate: float
    long_minutes: int
    short_minutes: int


BURNS: Final = (Burn(14.4, 60, 5), Burn(6, 360, 30))
"""Two and five percent of a month's budget: https://sre.google/workbook/alerting-on-slos/ , "multiwindow"."""


def _within(
    name: str, description: str, function: str, percent: float, metric: tuple[str, str], most: int
) -> Objective:
    """Values of a metric of at most ``most``: a percentile rank, of which the rest is bad."""
    namespace, metric_name = metric
    measures = {
        "within": Measure(namespace, metric_name, f"PR(:{most})"),
        "values": Measure(namespace, metric_name, "SampleCount"),
    }
    return Objective(name, description, function, percent, measures, "100 - within", "values")


OBJECTIVES: Final = (
    Objective(
        "IntakeAvailability",
        "Orders are answered without a failure of ours.",
        "order_intake",
        99.9,
        {
            "errors": Measure(LAMBDA, "Errors"),
            "throttles": Measure(LAMBDA, "Throttles"),
            "refused": Measure(OURS, "ServerErrors"),
            "invocations": Measure(LAMBDA, "Invocations"),
        },
        "100 * (errors + throttles + FILL(refused, 0)) / (invocations + throttles)",
        "invocations + throttles",
    ),
    _within(
        "IntakeLatency",
        "Orders are taken in within 300 ms.",
        *("order_intake", 99.0, (LAMBDA, "Duration"), 300),
    ),
    _within(
        "TimeToReleased",
        "Orders that credits cover are released within a minute of their intake.",
        *("relay_events", 99.0, (OURS, "SecondsToReleased"), 60),
    ),
    _within(
        "WebhookLag",
        "Events of Stripe are processed within two minutes of their creation.",
        *("process_webhook", 99.0, (OURS, "WebhookLag"), 120),
    ),
    _within(
        "CallbackDelay",
        "Merchants' servers are first tried within a minute of the event.",
        *("send_callbacks", 99.0, (OURS, "CallbackDelay"), 60),
    ),
)
