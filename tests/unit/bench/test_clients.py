"""The comparison of clients as a table."""

from pathlib import Path

from bench.clients.comparison import METHODS, Candidate, as_table, folder_size, full_transaction, prune_to_dynamodb
from bench.process.worker import Program

PROGRAM = Program(Path("python"), Path(), (), "candidate.lambda_handler", {})


def candidate(name: str, value: float) -> Candidate:
    made = Candidate(name, PROGRAM, 2_500_000, [value] * 3, [2 * value] * 3)
    for method in METHODS:
        made.warm[method] += [999.0, value / 10, value / 10]
    return made


def test_each_client_stands_beside_the_first_one_both_less_an_empty_function() -> None:
    text = as_table([candidate("bare", 110), candidate("thin", 20)], candidate("nothing", 10))
    assert text[2].startswith("| bare | **1.00** (100) | **1.00** (200) | **1.00** (10000) |")
    assert text[3] == "| thin | **0.10** (10) | **0.10** (20) | **0.10** (1000) | **0.10** (1000) | 2.50 |"


def test_a_debit_of_ten_orders_becomes_one_of_as_many_as_a_transaction_holds() -> None:
    writes = full_transaction([*range(10), "wallet", "page", "payment"], 10)
    assert len(writes) == 100
    assert writes[:97] == [number % 10 for number in range(97)]
    assert writes[97:] == ["wallet", "page", "payment"]


def test_a_pruned_botocore_knows_dynamodb_and_what_every_client_reads(tmp_path: Path) -> None:
    data = tmp_path / "botocore" / "data"
    for name in ("dynamodb", "s3", "../__pycache__"):
        (data / name).mkdir(parents=True)
    for name in ("endpoints.json", "_retry.json.gz", "other.json"):
        (data / name).write_text("{}")
    prune_to_dynamodb(tmp_path)
    assert sorted(each.name for each in data.iterdir()) == ["_retry.json.gz", "dynamodb", "endpoints.json"]
    assert not (tmp_path / "botocore" / "__pycache__").exists()


def test_the_size_of_what_is_installed(tmp_path: Path) -> None:
    (tmp_path / "package" / "inner").mkdir(parents=True)
    (tmp_path / "package" / "inner" / "a.py").write_text("12345")
    (tmp_path / "six.py").write_text("123")
    (tmp_path / "other.py").write_text("1")
    assert folder_size(tmp_path, ("package", "six.py")) == 8
