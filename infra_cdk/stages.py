"""The table of stages: what each deployment sets otherwise than the defaults, and what it must be told."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Final

from infra_cdk.settings import DeploymentSettings, SettingsError

_OF_THE_COMMAND: Final = frozenset({"stage", "packages_path"})
_OF_THE_LOCAL_STACK: Final = frozenset({"custom_api_id", "callback_targets"})

CHOICES: Final = frozenset(item.name for item in fields(DeploymentSettings)) - _OF_THE_COMMAND - _OF_THE_LOCAL_STACK
"""The context that a stage, or whoever deploys it, may set. What each means is in docs/architecture.md."""


@dataclass(frozen=True)
class Stage:
    """One deployment. Several share an account, or each has its own: physical names carry the stage.

    ``context`` is what this stage always sets. ``needs`` is what must be set here or with the command: a deployment
    that left it out would put the default in its place.
    """

    name: str
    purpose: str
    context: Mapping[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()


STAGES: Final[Mapping[str, Stage]] = {
    stage.name: stage
    for stage in (
        Stage("dev", "One developer's own, by defaults: no mail, alarms that nobody hears."),
        Stage("staging", "As prod, in Stripe's test mode; tried out before prod.", needs=("alarm_topic_arn",)),
        Stage("prod", "Real money.", needs=("alarm_topic_arn", "mail_sender")),
    )
}
"""Every stage that `make deploy` knows. An account's own values (its topic, its sender) belong in `context`."""


def stage_context(name: str, given: Mapping[str, str]) -> dict[str, str]:
    """The whole context of a deployment: the stage's own, over it what was given with the command.

    Raises :class:`SettingsError` for a stage or a name that there is not, and for what the stage needs and nobody set.
    """
    stage = STAGES.get(name)
    if stage is None:
        raise SettingsError(f"STAGE {name!r}: use one of {', '.join(STAGES)}")
    if unknown := sorted(given.keys() - CHOICES):
        raise SettingsError(f"CONTEXT {', '.join(unknown)}: use some of {', '.join(sorted(CHOICES))}")
    context = {**stage.context, **given}
    if missing := [need for need in stage.needs if not context.get(need)]:
        raise SettingsError(
            f"stage {name} needs {', '.join(missing)}: CONTEXT='{missing[0]}=…', or infra_cdk/stages.py"
        )
    return {"stage": name, **context}
