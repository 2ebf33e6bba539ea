"""The page of the drills: what each did to the stack, its figures, and what was found."""

from collections.abc import Mapping

from bench.machine import Machine
from bench.markdown import table_lines

Result = tuple[Mapping[str, float], list[str]]
"""Figures by name, and faults."""

MEANINGS: Mapping[str, str] = {
    "killed-workers": "The workers of relay, debit, intake and webhooks are killed in the middle of their batches.",
    "silent-provider": "Stripe's simulator is frozen: no call of ours is answered, and no webhook comes.",
    "flood": "True webhooks come ten times each, and forged ones with them, from Stripe and from both shop systems.",
    "dead-letters": "Every look at the provider fails until the webhooks are dead letters; then they are redriven.",
    "replay": "All events of a shop are delivered anew by the provider, and once more by us in reverse.",
}


def document(results: Mapping[str, Result], machine: Machine) -> str:
    """Markdown."""
    lines = [
        "# Fault drills",
        "",
        "`make drills` plays these on the running local stack. After each one everything comes to rest; then the books "
        "of its shops are checked from outside (balances are the sums of their journals, pages chain, each order was "
        "settled and released exactly once, all money at the provider is accounted for), and the product's own audit "
        "runs. `ONLY=flood` plays one.",
        "",
        f"Figures of {machine.date}, {machine.cores} cores of {machine.processor}, commit {machine.commit}.",
    ]
    for name, (figures, faults) in results.items():
        lines += ["", f"## {name}", "", MEANINGS[name], ""]
        lines += table_lines(("", "figure"), [(key, f"{value:,g}") for key, value in figures.items()], texts=1)
        lines += ["", *([f"- {fault}" for fault in faults[:20]] or ["Nothing lost, nothing twice, books exact."])]
    return "\n".join([*lines, ""])
