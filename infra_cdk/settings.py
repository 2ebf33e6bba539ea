"""What a deployment can choose: the CDK context, read once and checked."""

import re
from dataclasses import dataclass
from pathlib import Path

from constructs import Node

from infra_cdk.packaging.manifest import MANIFEST
from infra_cdk.paths import packages_folder

_ARCHITECTURES = ("arm64", "x86_64")
_STAGE = re.compile(r"[a-z][a-z0-9-]{0,19}")
# Nothing that is not a whole origin: `*` would let any page that holds a key use it, and a path is never compared.
_ORIGIN = r"(https://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?|http://(localhost|127\.0\.0\.1)(:[0-9]{1,5})?)"
_TEXTS = {
    "mail_sender": re.compile(r"[A-Za-z0-9.+_-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"),
    "sms_sender_id": re.compile(r"-|(?=.*[A-Za-z])[A-Za-z0-9]{3,11}"),
    "sms_fees": re.compile(r"[A-Z]{3}=[0-9]{1,5}(,[A-Z]{3}=[0-9]{1,5})*"),
    "cors_origins": re.compile(rf"|{_ORIGIN}(,{_ORIGIN}){{0,19}}"),
    "clearing_days": re.compile(r"[1-3]"),
    "callback_targets": re.compile(r"public|loopback"),
    "callback_disable_hours": re.compile(r"[1-9][0-9]{0,2}"),
    "restored_table": re.compile(r"|[a-zA-Z0-9_.-]{3,255}"),
    "restored_stream_arn": re.compile(r"|arn:[a-z-]+:dynamodb:[a-z0-9-]+:\d{12}:table/[\w.-]+/stream/[0-9T:.-]+"),
    "dunning_days": re.compile(r"[1-9][0-9]?(,[1-9][0-9]?){0,9}"),
}


class SettingsError(Exception):
    """The context cannot be deployed; the message says what to do."""


@dataclass(frozen=True)
class DeploymentSettings:
    """The context of one deployment; an empty string means: use the default."""

    stage: str
    public_base_url: str
    stripe_api_base: str
    deployment_id: str
    architecture: str
    packages_path: Path
    custom_api_id: str
    alarm_topic_arn: str
    mail_sender: str
    sms_sender_id: str
    sms_fees: str
    sms_delivery_log: bool
    dunning_days: str
    clearing_days: str
    cors_origins: str
    callback_targets: str
    callback_disable_hours: str
    restored_table: str
    restored_stream_arn: str

    @property
    def on_emulator(self) -> bool:
        """Only the local stack pins the id of its API."""
        return bool(self.custom_api_id)

    @property
    def enforce_tls(self) -> bool:
        """Refuse plain HTTP to queues and bucket; the emulator speaks nothing else."""
        return not self.on_emulator

    @property
    def send_actions(self) -> list[str]:
        """AWS judges a batch of messages as single ones; the emulator wants the batch allowed by its own name."""
        return ["sqs:SendMessage", *(["sqs:SendMessageBatch"] if self.on_emulator else [])]

    @property
    def origins(self) -> list[str]:
        """Whose pages may call the API from a browser; by default nobody's."""
        return self.cors_origins.split(",") if self.cors_origins else []

    @property
    def table(self) -> str:
        """The physical name of the table in use: the stack's own, or one that was restored beside it."""
        return self.restored_table or self.own_table

    @property
    def own_table(self) -> str:
        """The physical name of the table that the stateful stack makes."""
        return self.name("table")

    @property
    def mail_configuration_set(self) -> str:
        """By which SES tells of this deployment's mail."""
        return self.name("mail")

    @property
    def bucket(self) -> str:
        """What the bucket's name begins with; account and region follow, because all accounts share one name space."""
        return self.name("documents")

    def name(self, what: str) -> str:
        """The physical name of a thing: it carries the stage, so that stages share an account."""
        return f"orderpay-{self.stage}-{what}"


def read_settings(node: Node) -> DeploymentSettings:
    """Read the context of the app and refuse what could not run."""

    def text(key: str, default: str = "") -> str:
        value = node.try_get_context(key)
        return str(value) if value else default

    settings = DeploymentSettings(
        stage=text("stage", "dev"),
        public_base_url=text("public_base_url").rstrip("/"),
        stripe_api_base=text("stripe_api_base", "https://api.stripe.com").rstrip("/"),
        deployment_id=text("deployment_id"),
        architecture=text("architecture", "arm64"),
        packages_path=Path(text("packages_path", str(packages_folder(local=False)))).resolve(),
        custom_api_id=text("custom_api_id"),
        alarm_topic_arn=text("alarm_topic_arn"),
        mail_sender=text("mail_sender", "no-reply@orderpay.invalid"),
        sms_sender_id=text("sms_sender_id", "-"),
        sms_fees=text("sms_fees", "EUR=12,USD=12,GBP=10,CHF=12"),
        sms_delivery_log=text("sms_delivery_log") == "on",
        dunning_days=text("dunning_days", "2,5,7,7"),
        clearing_days=text("clearing_days", "2"),
        cors_origins=text("cors_origins"),
        callback_targets=text("callback_targets", "public"),
        callback_disable_hours=text("callback_disable_hours", "72"),
        restored_table=text("restored_table"),
        restored_stream_arn=text("restored_stream_arn"),
    )
    _check(settings)
    return settings


def _check(settings: DeploymentSettings) -> None:
    if not _STAGE.fullmatch(settings.stage):
        raise SettingsError(f"stage {settings.stage!r}: use lower-case letters, digits and '-', at most 20")
    if settings.architecture not in _ARCHITECTURES:
        raise SettingsError(f"architecture {settings.architecture!r}: use one of {', '.join(_ARCHITECTURES)}")
    for name, pattern in _TEXTS.items():
        if not pattern.fullmatch(getattr(settings, name)):
            raise SettingsError(f"{name} {getattr(settings, name)!r}: see docs/architecture.md")
    if settings.callback_targets != "public" and not settings.on_emulator:
        raise SettingsError(f"callback_targets {settings.callback_targets!r}: for the local stack alone")
    stream_of = settings.restored_stream_arn.partition(":table/")[2].partition("/")[0]
    if stream_of != settings.restored_table:
        raise SettingsError(
            "restored_table and restored_stream_arn: name both, of one table (docs/restore.md), or none"
        )
    if not (settings.packages_path / MANIFEST).is_file():
        raise SettingsError(
            f"packages_path {settings.packages_path} has no {MANIFEST}; "
            "build it with: python -m infra_cdk.build_packages [--target <packages_path>]"
        )
