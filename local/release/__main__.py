"""`python -m local.release deploy|diff|smoke|cdk`: what the targets of the Makefile call."""

import argparse
import sys
from collections.abc import Callable, Sequence

from infra_cdk.settings import SettingsError
from infra_cdk.stages import stage_context
from local.release.cdk import ReleaseError, run_cdk
from local.release.deploy import deploy, diff
from local.release.target import run_smoke


def main(arguments: Sequence[str]) -> int:
    """Do what was asked; return the exit code."""
    if arguments[:1] == ["cdk"]:
        return _guarded(lambda: run_cdk(arguments[1:]))
    asked = _parse(arguments)
    return _guarded(lambda: _run(asked))


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local.release", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("cdk", help="the CDK's own command line, with what follows")
    for name in ("diff", "deploy"):
        command = commands.add_parser(name)
        command.add_argument("--stage", required=True)
        command.add_argument("--context", nargs="*", default=[], metavar="NAME=VALUE")
    commands.choices["deploy"].add_argument("--yes", action="store_true", help="do not ask")
    smoke_test = commands.add_parser("smoke")
    smoke_test.add_argument("--stage", default="")
    return parser.parse_args(arguments)


def _run(asked: argparse.Namespace) -> int:
    if asked.command == "smoke":
        return run_smoke(asked.stage)
    context = stage_context(asked.stage, _pairs(asked.context))
    return deploy(context, unasked=asked.yes) if asked.command == "deploy" else diff(context)


def _pairs(texts: Sequence[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in texts]
    if wrong := [name for name, equals, _ in pairs if not (name and equals)]:
        raise SettingsError(f"CONTEXT {', '.join(wrong)}: write each as name=value")
    given = {name: value for name, _, value in pairs}
    if len(given) != len(pairs):
        raise SettingsError("CONTEXT: a name comes twice")
    return given


def _guarded(command: Callable[[], int]) -> int:
    try:
        return command()
    except (ReleaseError, SettingsError) as error:
        print(f"orderpay: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
