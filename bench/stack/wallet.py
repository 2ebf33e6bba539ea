"""Orders paid a second from one wallet: many to a transaction against one transaction to an order."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

from bench.spread import Spread
from infra_cdk.paths import REPOSITORY
from local.stack.emulator import REGION, ROOT_KEY, ROOT_SECRET


@dataclass(frozen=True)
class Round:
    """What one round of orders took, in seconds."""

    clock: float
    ours: float
    """CPU of the process that debits."""
    emulator: float | None
    """CPU of the emulator; ``None`` where the system does not tell."""


@dataclass(frozen=True)
class WalletFigures:
    """Each round, for both ways; in each, so many orders."""

    orders: int
    together: list[Round]
    one_by_one: list[Round]

    @property
    def ratio(self) -> Spread:
        """How many times as many orders a second go together."""
        return self._ratio(lambda each: each.clock)

    @property
    def own_ratio(self) -> Spread:
        """How many times the CPU of ours one by one takes."""
        return self._ratio(lambda each: each.ours)

    @property
    def emulator_ratio(self) -> Spread | None:
        """How many times the CPU of the emulator's: what ``ratio`` would be if all but the emulator were free."""
        if any(each.emulator is None for each in (*self.together, *self.one_by_one)):
            return None
        return self._ratio(lambda each: each.emulator or 0.0)

    def _ratio(self, look: Callable[[Round], float]) -> Spread:
        pairs = zip(self.together, self.one_by_one, strict=True)
        return Spread.of([look(one) / look(many) for many, one in pairs])


def measure_wallet(emulator_url: str, emulator: int, rounds: int) -> WalletFigures:
    """Interleaved rounds in a process of their own; ``emulator`` is the emulator's process."""
    command = [sys.executable, "-m", "bench.stack.wallet_rounds", str(rounds), str(emulator)]
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
    together, one_by_one = ([Round(*each) for each in found[way]] for way in ("together", "one_by_one"))
    return WalletFigures(int(found["orders"]), together, one_by_one)
