"""Bring a stack up, look at it, take it down."""

import fcntl
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from local.stack import processes, signals
from local.stack.console import say
from local.stack.description import StackDescription, read_description
from local.stack.emulator import REGION, emulator_command, emulator_url
from local.stack.errors import StackError
from local.stack.paths import EMULATOR_PYTHON, StateDir
from local.stack.ports import Ports, choose_ports
from local.stack.readiness import answers, wait_until_ready
from local.stack.rollout import API_ID, build, deploy_stacks
from local.stack.simulator import StripeKeys, simulator_command, stripe_url

_READY = "/_ministack/ready"
_HEALTH = "/_sim/health"


@contextmanager
def exclusive(state: StateDir) -> Iterator[None]:
    """Let one command at a time change a stack."""
    state.prepare()
    with state.lock.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StackError(f"another command is working on the stack in {state.root}; wait for it") from error
        yield


def up(state: StateDir) -> StackDescription:
    """Start what does not run, deploy what changed, and describe the stack."""
    if not EMULATOR_PYTHON.exists():
        raise StackError("the emulator's environment is missing: start through `make up` or `make run`")
    if _is_whole(state):
        say("the stack is up already; deploying what changed")
        description = read_description(state.description)
        build(state, description)
        deploy_stacks(state, description)
        return description
    _clear_stale(state)
    try:
        return _start(state, choose_ports(state.ports))
    except BaseException:
        with signals.ending():
            down(state)
        raise


def down(state: StateDir) -> list[str]:
    """Stop everything that belongs to the stack; return the names of what was still running."""
    state.description.unlink(missing_ok=True)
    stopped = processes.stop_all(state.processes)
    shutil.rmtree(state.scratch, ignore_errors=True)
    return stopped


def dead_processes(state: StateDir) -> list[str]:
    """Return the names of the noted processes that no longer run."""
    return [process.name for process in processes.read(state.processes) if not processes.is_alive(process)]


def status(state: StateDir) -> tuple[bool, str]:
    """Return whether the stack is whole, and a sentence about it."""
    if not processes.read(state.processes):
        return False, "no stack is up"
    dead = dead_processes(state)
    if dead:
        return False, f"the stack's {' and '.join(dead)} died: run `make up` to start anew, or `make down`"
    if not _is_whole(state):
        return False, "the stack is starting, or stuck: see `make up`"
    return True, f"up at {read_description(state.description).api_url}"


def _is_whole(state: StateDir) -> bool:
    if not processes.read(state.processes) or not state.description.exists() or dead_processes(state):
        return False
    description = read_description(state.description)
    return answers(description.emulator_url + _READY) and answers(description.stripe_url + _HEALTH)


def _clear_stale(state: StateDir) -> None:
    noted, dead = processes.read(state.processes), dead_processes(state)
    if not noted and not state.description.exists():
        return
    down(state)
    why = f"its {' and '.join(dead)} had died" if dead else "it was never finished"
    say(f"cleared away a stale stack: {why}")


def _start(state: StateDir, ports: Ports) -> StackDescription:
    state.prepare()
    description = _describe(ports)
    say(f"starting the emulator on port {ports.emulator} and the Stripe simulator on port {ports.stripe}")
    keys = StripeKeys(description.stripe_key, description.webhook_secret, description.connect_secret)
    webhook_url = f"{description.api_url}/v1/webhooks/stripe"
    emulator = _launch(state, emulator_command(state, ports.emulator))
    simulator = _launch(state, simulator_command(state, ports.stripe, keys, webhook_url))
    build(state, description)
    wait_until_ready(emulator, description.emulator_url + _READY, state.log(emulator.name))
    wait_until_ready(simulator, description.stripe_url + _HEALTH, state.log(simulator.name))
    description = replace(description, operator_key=deploy_stacks(state, description))
    description.write(state.description)
    return description


def _launch(state: StateDir, command: processes.Command) -> processes.Process:
    command.log.unlink(missing_ok=True)
    return processes.start(command, state.processes)


def _describe(ports: Ports) -> StackDescription:
    emulator = emulator_url(ports.emulator)
    return StackDescription(
        api_url=f"{emulator}/_aws/execute-api/{API_ID}",
        stripe_url=stripe_url(ports.stripe),
        emulator_url=emulator,
        region=REGION,
        operator_key="",
        stripe_key=f"sk_test_{secrets.token_hex(12)}",
        webhook_secret=f"whsec_{secrets.token_hex(16)}",
        connect_secret=f"whsec_{secrets.token_hex(16)}",
    )
