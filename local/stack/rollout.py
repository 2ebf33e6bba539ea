"""From sources to running stacks: packages, synthesis, assets, deployment, secrets."""

import json
import subprocess

from infra_cdk.packaging.build_functions import build_functions
from infra_cdk.packaging.build_layers import build_layers
from infra_cdk.packaging.interpreters import local_target
from local.stack.assembly import read_plans
from local.stack.clients import make_clients
from local.stack.console import say
from local.stack.cors import apply_cors
from local.stack.deploy import deploy, make_buckets
from local.stack.description import StackDescription
from local.stack.errors import StackError
from local.stack.layers import write_pointers
from local.stack.paths import EMULATOR_PYTHON, StateDir
from local.stack.synth import machine_architecture, synthesize

API_ID = "orderpay"
MAIL_SENDER = "no-reply@orderpay.local"
CORS_ORIGIN = "https://console.orderpay.local"
# What only watches stays out: the emulator measures nothing that an alarm could see.
_STACKS = ("OrderpayStateful", "OrderpayStateless", "OrderpayRoutes")


def build(state: StateDir, description: StackDescription) -> None:
    """Prepare what is deployed; quick when no source changed."""
    built_for = local_target(EMULATOR_PYTHON)
    try:
        _tell("the layers of dependencies", "built", build_layers(built_for))
        build_functions(state.packages, built_for, write_pointers(state.layers, built_for))
    except subprocess.CalledProcessError as error:
        raise StackError(f"the functions could not be packed: {error}") from error
    context = {
        "stage": "local",
        "public_base_url": description.api_url,
        "stripe_api_base": description.stripe_url,
        "architecture": machine_architecture(),
        "packages_path": str(state.packages),
        "custom_api_id": API_ID,
        "mail_sender": MAIL_SENDER,
        "cors_origins": CORS_ORIGIN,
        "callback_targets": "loopback",
    }
    _tell("the CDK app", "synthesized", synthesize(state, context))


def _tell(what: str, verb: str, done: bool) -> None:
    say(f"{verb} {what}" if done else f"{what} is unchanged")


def deploy_stacks(state: StateDir, description: StackDescription) -> str:
    """Deploy every stack and set the Stripe secret; return the operator's key."""
    clients = make_clients(description.emulator_url)
    outputs: dict[str, str] = {}
    plans = read_plans(state.assembly, _STACKS)
    make_buckets(clients, plans)
    clients.mail.verify_email_identity(EmailAddress=MAIL_SENDER)  # On AWS somebody clicks, or owns the domain.
    for plan in plans:
        done, its_outputs = deploy(clients, plan, description.emulator_url)
        outputs.update(its_outputs)
        apply_cors(clients, plan, API_ID)
        say(f"stack {plan.name}: {done}")
        if "StripeSecretArn" in its_outputs:
            signing = [description.webhook_secret, description.connect_secret]
            secret = {"api_key": description.stripe_key, "webhook_secrets": signing}
            clients.secrets.put_secret_value(SecretId=its_outputs["StripeSecretArn"], SecretString=json.dumps(secret))
    missing = {"OperatorSecretArn", "StripeSecretArn"} - outputs.keys()
    if missing:
        raise StackError(f"the stacks lack the outputs {', '.join(sorted(missing))}")
    operator = clients.secrets.get_secret_value(SecretId=outputs["OperatorSecretArn"])
    return operator["SecretString"]
