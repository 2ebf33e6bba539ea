"""Random operations on a small world of keys, so that they meet; and what each of them answered."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any, Final

from shared.aws.client import AwsError
from shared.table.keys import Key
from shared.table.port import (
    ABSENT,
    PRESENT,
    Check,
    Condition,
    ConditionFailed,
    Delete,
    Put,
    Query,
    Table,
    TransactionFailed,
    Update,
    Write,
)

Operation = Put | Update | Delete | Query | tuple[Write, ...] | list[Key] | Key
Answer = tuple[str, Any]

_KEYS: Final = [Key(f"pk{number}", sort) for number in range(4) for sort in ("order", "wallet#EUR", "wallet#JPY")]
_PARTITIONS: Final = ("open", "done")
_SORTS: Final = [f"2026-11-22T03:12:4{number}.123Z#x" for number in range(6)]
_STATES: Final = ("pending", "unknown", "paid")
CONDITIONS: Final = (
    ABSENT,
    PRESENT,
    Condition("#state = :state", {"state": "pending"}),
    Condition("#state <> :state", {"state": "pending"}),
    Condition("#state IN (:one, :two)", {"one": "pending", "two": "paid"}),
    Condition("NOT #state = :state AND attribute_exists(#pk)", {"state": "paid"}),
    Condition("#number = :number", {"number": 1}),
    Condition("#number > :low AND #number <= :high", {"low": 0, "high": 2}),
    Condition("#number < :text", {"text": "text"}),
    Condition("#number BETWEEN :low AND :high", {"low": 1, "high": 2}),
    Condition("#flag = :yes OR #nothing = :nothing", {"yes": True, "nothing": None}),
    Condition("(#flag = :one OR #number >= :one) AND attribute_not_exists(#claim)", {"one": 1}),
    Condition("begins_with(#state, :start)", {"start": "p"}),
    Condition("attribute_not_exists(#claim) AND #state IN (:pending)", {"pending": "pending"}),
    Condition("#claim = :claim AND #state = :state", {"claim": "pay_1", "state": "pending"}),
    Condition("attribute_exists(#consent) OR #consent = :consent", {"consent": {"terms": "t", "at": [1, 2]}}),
    Condition("#consent = :consent", {"consent": {"terms": "t", "at": [1, 2]}}),
)


def operations(seed: int, count: int, conditions: Sequence[Condition] = CONDITIONS) -> Iterator[Operation]:
    """As many as wanted; the same seed gives the same."""
    chance = Random(seed)  # noqa: S311 - repeatable on purpose
    makers = (_put, _put, _update, _update, _update, _delete, _transaction, _transaction, _query, _query, _get, _batch)
    for _ in range(count):
        yield chance.choice(makers)(chance, conditions)


def answer_to(table: Table, operation: Operation) -> Answer:
    """What the table says, in a form that compares."""
    try:
        return _asked(table, operation)
    except ConditionFailed as failed:
        return ("condition", failed.existing)
    except TransactionFailed as failed:
        return ("transaction", failed.failed)
    except (AwsError, ValueError) as error:
        return ("invalid", error.code if isinstance(error, AwsError) else "ValidationException")


def _asked(table: Table, operation: Operation) -> Answer:
    match operation:
        case Key():
            return ("item", table.get(operation))
        case Put():
            table.put(operation)
            return ("done", None)
        case Update():
            return ("item", table.update(operation))
        case Delete():
            table.delete(operation)
            return ("done", None)
        case Query():
            page = table.query(operation)
            return ("page", (page.items, page.scanned_to))
        case list():
            return ("items", table.batch_get(operation))
        case _:
            table.transact(operation)
            return ("done", None)


def _get(chance: Random, conditions: Sequence[Condition]) -> Key:
    return chance.choice(_KEYS)


def _batch(chance: Random, conditions: Sequence[Condition]) -> list[Key]:
    return chance.sample(_KEYS, chance.randint(0, 5))


def _condition(chance: Random, conditions: Sequence[Condition]) -> Condition | None:
    return chance.choice(conditions) if chance.random() < 0.7 else None


def _attributes(chance: Random) -> dict[str, Any]:
    choices: dict[str, list[Any]] = {
        "state": list(_STATES),
        "number": [0, 1, 2, 3],
        "flag": [True, False],
        "nothing": [None],
        "claim": ["pay_1", "pay_2"],
        "consent": [{"terms": "t", "at": [1, 2]}, {}],
        "text": ["", "ü"],
    }
    names = chance.sample(sorted(choices), chance.randint(1, 4))
    return {name: chance.choice(choices[name]) for name in names}


def _places(chance: Random) -> dict[str, str]:
    """On none, one or both of the indexes."""
    places: dict[str, str] = {}
    for index in ("list", "due"):
        if chance.random() < 0.6:
            places |= {f"{index}_pk": chance.choice(_PARTITIONS), f"{index}_sk": chance.choice(_SORTS)}
    return places


def _put(chance: Random, conditions: Sequence[Condition], key: Key | None = None) -> Put:
    key = key or chance.choice(_KEYS)
    # Sort keys of an index are unique here, as the product's are: the order among equals is nobody's promise.
    places = {
        name: f"{value}{key.pk}{key.sk}" if name.endswith("_sk") else value for name, value in _places(chance).items()
    }
    return Put({"pk": key.pk, "sk": key.sk, **_attributes(chance), **places}, _condition(chance, conditions))


def _update(chance: Random, conditions: Sequence[Condition], key: Key | None = None) -> Update:
    changes = _attributes(chance)
    removable = [name for name in ("claim", "state", "number", "due_pk", "due_sk", "list_sk") if name not in changes]
    remove = tuple(chance.sample(removable, chance.randint(0, 2)))
    if remove and chance.random() < 0.1:
        changes = {}
    return Update(key or chance.choice(_KEYS), changes, remove, _condition(chance, conditions))


def _delete(chance: Random, conditions: Sequence[Condition], key: Key | None = None) -> Delete:
    return Delete(key or chance.choice(_KEYS), _condition(chance, conditions))


def _transaction(chance: Random, conditions: Sequence[Condition]) -> tuple[Write, ...]:
    keys = chance.sample(_KEYS, chance.randint(1, 4))
    if chance.random() < 0.05:
        keys.append(keys[0])
    writes: list[Write] = []
    for key in keys:
        make = chance.choice((_put, _put, _update, _update, _delete, _check))
        writes.append(make(chance, conditions, key))
    return tuple(writes)


def _check(chance: Random, conditions: Sequence[Condition], key: Key) -> Check:
    return Check(key, chance.choice(conditions))


def _query(chance: Random, conditions: Sequence[Condition]) -> Query:
    index = chance.choice(("list", "due", None))
    bounds: dict[str, Any] = {}
    if index is None:
        partition = chance.choice(_KEYS).pk
        if chance.random() < 0.5:
            bounds["sort_prefix"] = "wallet#"
    else:
        partition = chance.choice(_PARTITIONS)
        low, high = sorted(chance.sample(_SORTS, 2))
        if chance.random() < 0.5:
            bounds["sort_above"] = low
        if chance.random() < 0.5:
            bounds["sort_below"] = high
    return Query(
        index,
        partition,
        chance.randint(1, 5),
        newest_first=chance.random() < 0.5,
        **bounds,
    )
