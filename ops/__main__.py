"""`python -m ops queues|redrive|rejected|callbacks`: docs/runbook/README.md."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

from local.stack.errors import StackError
from ops import callbacks, dead_letters, rejected
from ops.arguments import parser
from ops.deployment import Deployment, open_deployment
from ops.errors import OpsError
from ops.queues import depths
from ops.rejected import Outcome


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what was asked; 0 when all of it went through, 1 otherwise, 2 for what cannot be read."""
    asked = parser().parse_args(arguments)
    try:
        deployment = open_deployment(asked.stage, asked.endpoint_url, local=asked.local)
        return _COMMANDS[asked.command, getattr(asked, "what", None)](deployment, asked)
    except (OpsError, StackError, ClientError, BotoCoreError) as error:
        print(f"ops: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever read our lines has gone; the interpreter must not fail over it once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _queues(deployment: Deployment, _asked: argparse.Namespace) -> int:
    print(f"{'queue':<20}{'waiting':>8}{'dead':>8}")
    for each in depths(deployment):
        print(f"{each.queue:<20}{each.waiting:>8}{each.dead:>8}")
    return 0


def _redrive(deployment: Deployment, asked: argparse.Namespace) -> int:
    given = left = 0
    word = "would give back" if asked.dry_run else "gave back"
    for letter in dead_letters.redrive(deployment, asked.queue, limit=asked.limit, dry_run=asked.dry_run):
        given, left = given + (not letter.foreign), left + letter.foreign
        more = "".join(
            f" {name}={value}" for name, value in (("group", letter.group), ("error", letter.error)) if value
        )
        print(f"{'leaves the record of a failed run' if letter.foreign else word} {letter.id}{more}")
    print(f"{word} {given} to {asked.queue}, left {left}")
    return 0


def _list_rejected(deployment: Deployment, _asked: argparse.Namespace) -> int:
    count = 0
    for each in rejected.list_rejected(deployment):
        count += 1
        print(f"{each.at:%Y-%m-%dT%H:%M:%SZ} {each.key} by {each.function}: {each.reason}")
    print(f"{count} rejected")
    return 0


def _replay_rejected(deployment: Deployment, asked: argparse.Namespace) -> int:
    done = others = 0
    for each in list(islice(rejected.list_rejected(deployment), asked.limit)):
        if asked.dry_run:
            print(f"would hand {each.key} to {each.function}")
            continue
        outcome = rejected.replay(deployment, each)
        done, others = done + (outcome is Outcome.DONE), others + (outcome is not Outcome.DONE)
        print(f"{each.key} by {each.function}: {outcome}")
    if not asked.dry_run:
        print(f"{done} done, {others} kept")
    return 1 if others else 0


def _replay_callbacks(deployment: Deployment, asked: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    request = callbacks.asked_for(deployment, asked.merchant, asked.start, min(asked.end or now, now), asked.state)
    count = 0
    for each in callbacks.wanted(deployment, request):
        count += 1
        if asked.dry_run:
            print(f"would send {each.id} {each.type} about {each.subject_id}, {each.state}")
    if not asked.dry_run:
        callbacks.replay(deployment, request)
    print(f"{'would ask' if asked.dry_run else 'asked'} for {count} of {asked.merchant}")
    return 0


_COMMANDS: Final[dict[tuple[str, str | None], Callable[[Deployment, argparse.Namespace], int]]] = {
    ("queues", None): _queues,
    ("redrive", None): _redrive,
    ("rejected", "list"): _list_rejected,
    ("rejected", "replay"): _replay_rejected,
    ("callbacks", "replay"): _replay_callbacks,
}

if __name__ == "__main__":
    sys.exit(main())
