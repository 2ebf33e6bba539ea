"""What can be set when a simulator starts."""

from dataclasses import dataclass

DAY = 86400.0


@dataclass(frozen=True)
class Settings:
    """All times in seconds.

    `retry_delays` are the waits between the attempts of one delivery; when they are used up the delivery has failed.
    The API itself retries for three days; locally a dozen tries in two minutes do.
    """

    keys: tuple[str, ...] = ("sk_test_simulator",)
    base_url: str = "http://127.0.0.1:12111"
    seed: str = "orderpay"
    retry_delays: tuple[float, ...] = (0.3, 0.6, 1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 20.0, 30.0, 40.0)
    clearing: float = 2 * DAY
    async_payment: float = 30.0
    dispute_after: float = 1.0
    refund_failure_after: float = 1.0
    platform_account: str = "acct_1SimulatorPlatform"
    webhook_timeout: float = 10.0
    recorded_calls: int = 5000
