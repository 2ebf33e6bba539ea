"""Operator commands on one deployment: docs/runbook/README.md."""

import argparse
from datetime import UTC, datetime

from infra_cdk.spec import Queue
from ops.dead_letters import MOST
from shared.callbacks.model import CallbackState


def parser() -> argparse.ArgumentParser:
    """`python -m ops`."""
    root = argparse.ArgumentParser(prog="python -m ops", description=__doc__)
    where = root.add_mutually_exclusive_group()
    where.add_argument("--stage", help="the stage in your AWS account (or ORDERPAY_STAGE; default: dev)")
    where.add_argument("--local", action="store_true", help="the local stack that is up")
    root.add_argument("--endpoint-url", help="a server other than AWS's own (or AWS_ENDPOINT_URL)")
    commands = root.add_subparsers(dest="command", required=True)
    commands.add_parser("queues", help="how much waits in each queue and its dead-letter queue")
    redrive = commands.add_parser("redrive", help="give dead letters back to their queue")
    redrive.add_argument("queue", type=Queue, choices=list(Queue), metavar="queue", help=", ".join(Queue))
    _dry(redrive)
    _limit(redrive)
    rejected = commands.add_parser("rejected", help="what nobody could read").add_subparsers(dest="what", required=True)
    rejected.add_parser("list", help="each with its reason")
    again = rejected.add_parser("replay", help="hand it over once more; what goes through is forgotten")
    _dry(again)
    _limit(again)
    callbacks = commands.add_parser("callbacks", help="of a merchant").add_subparsers(dest="what", required=True)
    _callbacks(callbacks.add_parser("replay", help="send those of a time once more"))
    return root


def _callbacks(replay: argparse.ArgumentParser) -> None:
    replay.add_argument("--merchant", required=True)
    replay.add_argument("--from", dest="start", type=_moment, required=True, help="such as 2026-11-22T00:00:00Z")
    replay.add_argument("--to", dest="end", type=_moment, default=None, help="until before; default: now")
    told = (CallbackState.DELIVERED, CallbackState.FAILED)
    replay.add_argument("--state", type=CallbackState, choices=told, metavar="delivered|failed")
    _dry(replay)


def _dry(command: argparse.ArgumentParser) -> None:
    command.add_argument("--dry-run", action="store_true", help="say what would be done and change nothing")


def _limit(command: argparse.ArgumentParser) -> None:
    command.add_argument("--limit", type=_count, default=MOST, help=f"at most so many (default: {MOST})")


def _count(text: str) -> int:
    if (count := int(text)) < 1:
        raise ValueError(text)
    return count


def _moment(text: str) -> datetime:
    """UTC; a time without a zone could mean two."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text}: say the zone, as in 2026-11-22T00:00:00Z")
    return moment.astimezone(UTC)
