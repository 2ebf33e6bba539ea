"""No function loads, lists or weighs more at its start than it is allowed: measured on the packages, alone."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from infra_cdk.functions import FUNCTIONS
from infra_cdk.packaging.budgets import (
    STANDARD_ROOM,
    Budget,
    budget_of,
    exceeded,
    read_budgets,
    write_budgets,
)
from infra_cdk.packaging.measure import Folders, Init, measure, run_alone
from infra_cdk.usual import COMMON_ENVIRONMENT
from local.stripe_simulator import serve
from tests.functional.handlers.test_samples import RESULT, STATUS
from tests.support.empty_account import empty_account
from tests.support.samples import sample

NAMES = sorted(spec.name for spec in FUNCTIONS)
HOT = ("order_intake", "auto_debit", "relay_events", "stripe_webhook", "authorize_request", "record_timeline")
TAKEN_THERE = {"manage_logo": 200, "manage_callbacks": 422}
"""What the empty account takes although a table would refuse it: nothing is there, and every condition holds; and what
is refused because no name of ``.example`` is known to the network (RFC 2606).
"""
CALLS_STRIPE = {spec.name for spec in FUNCTIONS if "STRIPE_API_BASE" in spec.environment}
BUDGETS, KNOWN = read_budgets()


@dataclass(frozen=True)
class Started:
    """What each start took, and what each function answered to its sample."""

    inits: Mapping[str, Init]
    answers: Mapping[str, str]


@pytest.fixture(scope="session")
def started(packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    """Every function, the hot ones first, from its package alone: an AWS account without content and a provider."""
    names = [*HOT, *(name for name in NAMES if name not in HOT)]
    answers: dict[str, str] = {}
    with serve() as provider, empty_account(_secrets(provider.key)) as aws:
        environment = _environment(aws, provider.url)

        def start(name: str, folders: Folders) -> list[str]:
            event = json.dumps(sample(name))
            try:
                lines = run_alone(name, folders, {**COMMON_ENVIRONMENT, **environment}, event)
            except subprocess.CalledProcessError as error:
                # Told by the function's own test; what its import took is said before.
                lines = [*error.stdout.splitlines(), '{"failed": "see the traceback on stderr"}']
            answers[name] = lines[-1]
            return lines

        yield Started(measure(packages, names, tmp_path_factory.mktemp("unpacked"), start), answers)


def _secrets(stripe_key: str) -> dict[str, str]:
    return {"operator": "operator", "stripe": json.dumps({"api_key": stripe_key, "webhook_secrets": ["whsec_here"]})}


def _environment(aws: str, provider: str) -> dict[str, str]:
    queues = {
        f"{name}_QUEUE_URL": f"{aws}/000000000000/{name}"
        for name in (
            "DEBIT",
            "CLOSING",
            "SENDING",
            "REFILL",
            "WEBHOOK",
            "CALLBACK",
            "CALLBACK_RETRY",
            "SHOP_ORDER",
            "EXPORT",
            "CLEARING",
        )
    }
    return queues | {
        "AWS_REGION": "eu-central-1",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_ENDPOINT_URL": aws,
        "TABLE_NAME": "orderpay-test",
        "BUCKET_NAME": "orderpay-test",
        "BUS_NAME": "orderpay",
        "OPERATOR_SECRET_ID": "operator",
        "STRIPE_SECRET_ID": "stripe",
        "STRIPE_API_BASE": provider,
        "MAIL_SENDER": "pay@example.com",
        "MAIL_CONFIGURATION_SET": "mail",
        "SMS_SENDER_ID": "-",
        "SMS_FEES": "EUR=9",
        "DUNNING_DAYS": "2,5,7,7",
        "CLEARING_DAYS": "2",
        "CALLBACK_TARGETS": "public",
        "CALLBACK_DISABLE_HOURS": "72",
        "PUBLIC_BASE_URL": "https://api.example.com",
        "DEPLOYMENT_ID": "orderpay-test",
    }


@pytest.fixture(scope="session")
def inits(started: Started) -> Mapping[str, Init]:
    """What each start took."""
    return started.inits


@pytest.mark.parametrize("name", NAMES)
def test_a_function_takes_its_sample_from_its_package_alone(started: Started, name: str) -> None:
    answer = json.loads(started.answers[name])

    statuses = STATUS | TAKEN_THERE
    if name in statuses:
        assert answer["statusCode"] == statuses[name], answer
    else:
        assert answer == RESULT[name] if name in RESULT else answer["audits"][0]["state"] == "done", answer


@pytest.mark.parametrize("name", NAMES)
def test_a_function_keeps_its_budget(inits: Mapping[str, Init], name: str) -> None:
    grown = exceeded(name, inits[name], BUDGETS[name], KNOWN)

    assert not grown, "\n".join([*grown, "deliberate? python -m infra_cdk.packaging.budgets --write"])


def test_every_budget_is_of_a_function() -> None:
    assert sorted(BUDGETS) == NAMES


def test_intake_starts_within_what_the_design_allows(inits: Mapping[str, Init]) -> None:
    intake = inits["order_intake"]

    assert intake.listings + intake.standard_listings <= 60
    assert len(intake.modules) <= 360


@pytest.mark.parametrize("name", HOT)
def test_a_hot_function_loads_no_sdk(inits: Mapping[str, Init], name: str) -> None:
    sdks = ("boto3", "botocore", "stripe", "requests", "urllib3", "jinja2")

    assert not [module for module in inits[name].modules if module.startswith(sdks)]


@pytest.mark.parametrize("name", sorted(set(HOT) - {"order_intake"}))
def test_a_hot_function_that_reads_no_body_loads_no_library_at_all(inits: Mapping[str, Init], name: str) -> None:
    ours = (*sys.stdlib_module_names, "functions", "shared")

    assert not {module.split(".")[0] for module in inits[name].modules} - set(ours)


def test_stripes_sdk_is_loaded_only_where_stripe_is_called(inits: Mapping[str, Init]) -> None:
    loaded = {name for name, init in inits.items() if "stripe" in init.modules}

    assert loaded - CALLS_STRIPE <= {"redrive_messages"}


INIT = Init(("json", "pydantic", "pydantic.main", "shared.money"), 10, 5, 100, 1000)


@pytest.mark.parametrize(
    ("grown", "named"),
    [
        (replace(INIT, modules=(*INIT.modules, "shared.wallets.model")), "shared.wallets.model"),
        (replace(INIT, modules=(*INIT.modules, "boto3", "boto3.session")), "boto3.session"),
        (replace(INIT, modules=(*INIT.modules, "pydantic.networks")), "pydantic.networks"),
        (replace(INIT, modules=(*INIT.modules, *(f"asyncio.m{i}" for i in range(STANDARD_ROOM + 1)))), "asyncio.m7"),
        (replace(INIT, listings=11), "listings: 10 -> 11"),
        (replace(INIT, standard_listings=16), "standard_listings: 5 -> 16"),
        (replace(INIT, files=104), "files: 100 -> 104"),
        (replace(INIT, zip_kib=1121), "zip_kib: 1000 -> 1121"),
    ],
)
def test_what_has_grown_is_named(grown: Init, named: str) -> None:
    (told,) = exceeded("order_intake", grown, budget_of(INIT), frozenset(INIT.modules))

    assert named in told
    assert told.startswith("order_intake ")
    assert not exceeded("order_intake", INIT, budget_of(INIT), frozenset(INIT.modules))


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    write_budgets({"order_intake": INIT}, tmp_path / "budgets.toml")

    budgets, known = read_budgets(tmp_path / "budgets.toml")

    assert budgets == {"order_intake": Budget(frozenset({"shared.money"}), {"pydantic": 2}, budget_of(INIT).counts)}
    assert known == {"json", "pydantic", "pydantic.main"}
