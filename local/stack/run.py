"""`make run`: up, a day of orders, then serve until Ctrl-C."""

import os
import time
from pathlib import Path

from local.demo.play import SAMPLE, play_file
from local.stack import lifecycle, signals
from local.stack.console import complain, say
from local.stack.description import StackDescription, read_description
from local.stack.errors import StackError
from local.stack.paths import StateDir
from local.stack.readiness import log_tail

_WATCH_SECONDS = 1.0


def run(state: StateDir) -> int:
    """Start everything, play, serve; stop all of it at the end, however that comes."""
    orders = Path(os.environ.get("ORDERS") or SAMPLE)
    if not orders.is_file():
        raise StackError(f"there is no file of orders at {orders}")
    whole, _ = lifecycle.status(state)
    if whole:
        raise StackError("a stack is up in the background: stop it with `make down` first")
    with lifecycle.exclusive(state):
        try:
            lifecycle.up(state)
            sound = play_file(state.description, orders)
            if not _is_set("ONCE"):
                _serve(state, read_description(state.description))
            return 0 if sound else 1
        finally:
            with signals.ending():
                say("stopping everything")
                lifecycle.down(state)


def _is_set(variable: str) -> bool:
    return os.environ.get(variable, "").lower() not in {"", "0", "no", "false"}


def _serve(state: StateDir, stack: StackDescription) -> None:
    print(_invitation(stack), flush=True)
    while True:
        time.sleep(_WATCH_SECONDS)
        dead = lifecycle.dead_processes(state)
        if dead:
            complain(f"the {' and the '.join(dead)} died; the end of its log:\n{log_tail(state.log(dead[0]))}")
            raise StackError("the stack is broken, so the run ends")


def _invitation(stack: StackDescription) -> str:
    shop = stack.merchants[0] if stack.merchants else None
    lines = [
        "Still serving; Ctrl-C stops everything.",
        "",
        f"  API              {stack.api_url}",
        f"  Stripe simulator {stack.stripe_url}",
        f"  AWS emulator     {stack.emulator_url} (region {stack.region})",
        f"  operator key     {stack.operator_key}",
    ]
    if shop:
        lines.append(f"  merchant key     {shop.key} ({shop.name}, {shop.currency}, {shop.id})")
    lines += ["", "Try:", "", f"  curl {stack.api_url}/health", *_operator_lines(stack)]
    if shop:
        lines += _merchant_lines(stack, shop.key, shop.currency)
    return "\n".join(lines)


def _operator_lines(stack: StackDescription) -> list[str]:
    return [
        f"  curl {stack.api_url}/v1/merchants -H 'Authorization: Bearer {stack.operator_key}'",
    ]


def _merchant_lines(stack: StackDescription, key: str, currency: str) -> list[str]:
    auth = f"-H 'Authorization: Bearer {key}'"
    order = f'{{"source":"api","external_id":"by-hand-1","amount":1250,"currency":"{currency}","collect":"link"}}'
    return [
        f"  curl {stack.api_url}/v1/wallets {auth}",
        f"  curl '{stack.api_url}/v1/orders?payment_status=unpaid' {auth}",
        f"  curl {stack.api_url}/v1/orders {auth} -H 'Content-Type: application/json' -d '{order}'",
        "  (open the payment_link of the answer in a browser; the test card is 4242 4242 4242 4242)",
    ]
