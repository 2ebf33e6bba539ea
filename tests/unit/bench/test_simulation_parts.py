"""Whose the CPU of a history is: every file of ours belongs to one part, the nearest."""

from collections import Counter

import pytest

from bench.simulation_parts import PARTS, measure_parts, part_of, shares


@pytest.mark.parametrize(
    ("file", "part"),
    [
        ("shared/payments/service.py", "product: payments"),
        ("shared/ids.py", "product: times, ids, canonical texts, fields"),
        ("tests/support/simulation/table.py", "stand-ins of table, stream, queues, bus, clock"),
        ("tests/simulation/invariants/books.py", "rules checked"),
        ("tests/simulation/rest.py", "what people and time do, and the end of a history"),
        ("", "beside all of these"),
    ],
)
def test_a_file_belongs_to_the_nearest_part(file: str, part: str) -> None:
    assert part_of(file) == part


def test_shares_are_of_all_that_was_met_and_the_largest_comes_first() -> None:
    found = shares(Counter({"shared/ids.py": 1, "shared/clock.py": 1, "local/stripe_simulator/world.py": 6}))

    assert found == {"the provider's simulator": 0.75, "product: times, ids, canonical texts, fields": 0.25}
    assert list(found) == ["the provider's simulator", "product: times, ids, canonical texts, fields"]


def test_a_few_histories_run_in_files_of_ours() -> None:
    found = measure_parts(20)

    assert found.keys() <= {*PARTS.values(), "beside all of these"}
    assert found.keys() & {part for part in PARTS.values() if part.startswith("product")}
    assert abs(sum(found.values()) - 1) < 1e-9
