"""Show what a deployment would change, ask, and deploy exactly that."""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from local.release.cdk import run_cdk
from local.release.synth import synthesize

Cdk = Callable[[Sequence[str]], int]
_WORD = "yes"


def diff(
    context: Mapping[str, str], *, cdk: Cdk = run_cdk, synth: Callable[[Mapping[str, str]], Path] = synthesize
) -> int:
    """Show the difference between what is deployed and what would be; return the exit code."""
    return _show(synth(context), cdk)


def deploy(
    context: Mapping[str, str],
    *,
    unasked: bool,
    cdk: Cdk = run_cdk,
    synth: Callable[[Mapping[str, str]], Path] = synthesize,
    ask: Callable[[str], str] = input,
) -> int:
    """Show, ask unless told not to, deploy; return the exit code: 1 also when the answer was no.

    The question wants the whole word, and nobody at the keyboard means no: a pipeline says YES=1.
    """
    assembly = synth(context)
    if (shown := _show(assembly, cdk)) != 0:
        return shown
    if not unasked and not _agreed(context["stage"], ask):
        print("nothing was deployed", file=sys.stderr)
        return 1
    # What was just shown was agreed to: the CLI's own question would be asked stack by stack.
    return cdk(["deploy", "--app", str(assembly), "--all", "--require-approval", "never"])


def _show(assembly: Path, cdk: Cdk) -> int:
    return cdk(["diff", "--app", str(assembly)])


def _agreed(stage: str, ask: Callable[[str], str]) -> bool:
    try:
        return ask(f"Deploy this to {stage}? Type {_WORD}: ").strip() == _WORD
    except EOFError:
        return False
