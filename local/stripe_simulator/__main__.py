"""`python -m local.stripe_simulator --port 12111 --key sk_test_x [--webhook-url U --webhook-secret whsec_x]`."""

import argparse
import secrets
import signal
import sys
import threading

from local.stripe_simulator.server import serve
from local.stripe_simulator.settings import Settings


def arguments() -> argparse.ArgumentParser:
    """What the command understands; times in seconds."""
    parser = argparse.ArgumentParser(prog="python -m local.stripe_simulator", description="A simulator of Stripe.")
    parser.add_argument("--port", type=int, default=12111, help="0 takes a free one")
    parser.add_argument("--key", action="append", help="a secret key to accept, sk_test_...; may be repeated")
    parser.add_argument("--webhook-url", default="")
    parser.add_argument("--webhook-secret", default="")
    parser.add_argument("--connect-webhook-url", default="", help="hears of connected accounts")
    parser.add_argument("--connect-webhook-secret", default="")
    parser.add_argument("--clearing", type=float, default=Settings.clearing, help="until funds are available")
    parser.add_argument("--async-payment", type=float, default=Settings.async_payment, help="until delayed results")
    parser.add_argument("--delivery-workers", type=int, default=4)
    parser.add_argument("--seed", default="", help="of the ids; random by default, so a restart repeats none")
    return parser


def main() -> int:
    """Serves until interrupted; 1 when the port is taken."""
    given = arguments().parse_args()
    keys = tuple(given.key or Settings.keys)
    if not all(key.startswith("sk_test_") for key in keys):
        print("the simulator takes test keys only: sk_test_...", file=sys.stderr)
        return 2
    settings = Settings(
        keys=keys,
        seed=given.seed or secrets.token_hex(16),
        clearing=given.clearing,
        async_payment=given.async_payment,
    )
    stopped = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopped.set())
    try:
        with serve(
            given.port,
            webhook_url=given.webhook_url,
            webhook_secret=given.webhook_secret,
            connect_webhook_url=given.connect_webhook_url,
            connect_webhook_secret=given.connect_webhook_secret,
            settings=settings,
            workers=given.delivery_workers,
        ) as running:
            print(f"Stripe simulator at {running.url}", flush=True)
            stopped.wait()
    except OSError as error:
        print(f"cannot listen on port {given.port}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
