"""Orders paid a second from one wallet: many to a transaction against one transaction to an order."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass

from bench.spread import Spread
from infra_cdk.paths import REPOSITORY
from local.stack.emulator import REGION, ROOT_KEY, ROOT_SECRET


@dataclass(frozen=True)
class WalletFigures:
    """Orders a second in each round, for both ways."""

    orders: int
    together: list[float]
    one_by_one: list[float]

    @property
    def ratio(self) -> Spread:
        """How many times as many orders a second go together."""
        return Spread.of([many / one for many, one in zip(self.together, self.one_by_one, strict=True)])


def measure_wallet(emulator_url: str, rounds: int) -> WalletFigures:
    """Interleaved rounds in a process of their own."""
    command = [sys.executable, "-m", "bench.stack.wallet_rounds", str(rounds)]
    environment = os.environ | {
        "AWS_ENDPOINT_URL": emulator_url,
        "AWS_ACCESS_KEY_ID": ROOT_KEY,
        "AWS_SECRET_ACCESS_KEY": ROOT_SECRET,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
    }
    done = subprocess.run(command, cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return wallet_figures(done.stdout)


def wallet_figures(printed: str) -> WalletFigures:
    """The figures in what the rounds printed."""
    found = json.loads(printed.splitlines()[-1])
    orders = int(found["orders"])
    rates = [[orders / seconds for seconds in found[way]] for way in ("together", "one_by_one")]
    return WalletFigures(orders, *rates)
