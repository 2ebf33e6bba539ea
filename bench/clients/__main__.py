"""`python -m bench.clients`: what clients of DynamoDB cost for one conditional put and for a debit of 97 orders."""

import sys

from bench.alone import alone
from bench.cases.stage import set_up
from bench.clients.comparison import as_table, candidates, compare, record_calls
from bench.environments import prepare
from bench.packages import unpack


def main(rounds: int = 8) -> int:
    """Print the comparison as a table."""
    with alone():
        return _compare(rounds)


def _compare(rounds: int) -> int:
    environments = prepare()
    packages = unpack(environments)
    with set_up() as stage:
        calls = record_calls(stage, packages, environments)
        made = candidates(environments, packages, calls, stage.environment["AWS_ENDPOINT_URL"])
        nothing = compare(stage, environments, made, rounds)
    print("Times bare boto3, and in brackets the figures; both less an empty function. Python", environments.version)
    print()
    print("\n".join(as_table(made, nothing)))
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
