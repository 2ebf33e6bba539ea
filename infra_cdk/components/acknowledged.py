"""Rules of cdk-nag that we knowingly do not follow: never without a reason."""

from aws_cdk import Acknowledgment, Validations
from constructs import IConstruct


def acknowledge(construct: IConstruct, rule: str, reason: str) -> None:
    """Record that `rule` does not hold for exactly this construct, and why."""
    Validations.of(construct).acknowledge(Acknowledgment(id=rule, reason=reason))
