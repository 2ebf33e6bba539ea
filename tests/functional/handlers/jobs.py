"""The schedules' runs."""

from functions.clear_payments.handler import lambda_handler as clear_payments
from functions.collect_invoices.handler import lambda_handler as collect_invoices
from functions.expire_links.handler import lambda_handler as expire_links
from functions.find_missed_events.handler import lambda_handler as find_missed_events
from functions.purge_links.handler import lambda_handler as purge_links
from functions.repair_payments.handler import lambda_handler as repair_payments
from functions.return_money.handler import lambda_handler as return_money
from functions.wake_wallets.handler import lambda_handler as wake_wallets
from tests.support.samples import sample

Sweep = tuple[int, dict[str, int]]
"""How many things had their turn, and how many of them failed, by code."""

NOTHING: Sweep = (0, {})
ONE: Sweep = (1, {})


def expire() -> Sweep:
    """One run of the job that expires links."""
    return counts(expire_links(sample("expire_links"), None))


def purge() -> Sweep:
    """One run of the job that forgets links."""
    return counts(purge_links(sample("purge_links"), None))


def repair() -> Sweep:
    """One run of the job that repairs payments."""
    return counts(repair_payments(sample("repair_payments"), None))


def find_missed() -> Sweep:
    """One run of the job that looks for events that did not come."""
    return counts(find_missed_events(sample("find_missed_events"), None))


def wake() -> Sweep:
    """One run of the job that wakes wallets."""
    return counts(wake_wallets(sample("wake_wallets"), None))


def bring_back() -> Sweep:
    """One run of the job that sends money back."""
    return counts(return_money(sample("return_money"), None))


def clear() -> Sweep:
    """One run of the job that completes orders."""
    return counts(clear_payments(sample("clear_payments"), None))


def collect() -> Sweep:
    """One run of the job that collects invoices."""
    return counts(collect_invoices(sample("collect_invoices"), None))


def counts(answer: dict[str, int | dict[str, int]]) -> Sweep:
    """A run of a schedule by what it answered."""
    done, failed = answer["done"], answer["failed"]
    assert isinstance(done, int)
    assert isinstance(failed, dict)
    assert answer["defects"] == 0
    return done + sum(failed.values()), failed
