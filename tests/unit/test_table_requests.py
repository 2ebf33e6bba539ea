"""The port's values as DynamoDB takes them, and back."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.table.keys import Key
from shared.table.marshal import from_wire, marshal, to_wire, unmarshal
from shared.table.port import ABSENT, PRESENT, Check, Condition, Delete, Put, Query, Update
from shared.table.requests import put_parameters, query_parameters, update_parameters, write_parameters

KEY = Key("ord_1", "order")
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), values))
def test_every_value_that_an_item_may_hold_survives_the_wire(item: dict[str, Any]) -> None:
    assert from_wire(to_wire(item)) == item


@pytest.mark.parametrize("value", [1.5, {1}, b"x", object(), [1.0], {"a": 2.0}])
def test_floats_and_other_types_never_reach_the_table(value: Any) -> None:
    with pytest.raises(TypeError, match="items cannot hold"):
        marshal(value)


def test_a_truth_value_is_not_a_number() -> None:
    assert (marshal(True), marshal(1)) == ({"BOOL": True}, {"N": "1"})
    assert unmarshal({"BOOL": True}) is True


@pytest.mark.parametrize("wire", [{"B": "eA=="}, {"SS": ["a"]}, {"NS": ["1"]}])
def test_wire_types_that_we_never_write_are_refused(wire: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        unmarshal(wire)


@pytest.mark.parametrize("wire", [{"N": "1.5"}, {}, {"S": "a", "N": "1"}])
def test_a_wire_value_that_is_no_value_is_refused(wire: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        unmarshal(wire)


def test_a_put_carries_its_condition_with_names_that_no_reserved_word_can_bite() -> None:
    assert put_parameters(Put({"pk": "a", "sk": "b", "status": "open"}, ABSENT)) == {
        "Item": {"pk": {"S": "a"}, "sk": {"S": "b"}, "status": {"S": "open"}},
        "ConditionExpression": "attribute_not_exists(#pk)",
        "ExpressionAttributeNames": {"#pk": "pk"},
    }
    assert put_parameters(Put({"pk": "a"})) == {"Item": {"pk": {"S": "a"}}}


def test_an_update_sets_removes_and_keeps_its_values_apart_from_those_of_its_condition() -> None:
    condition = Condition("#status = :status", {"status": "open"})
    assert update_parameters(Update(KEY, {"status": "paid", "n": 1}, remove=("claim",), condition=condition)) == {
        "Key": {"pk": {"S": "ord_1"}, "sk": {"S": "order"}},
        "UpdateExpression": "SET #status = :set_status, #n = :set_n REMOVE #claim",
        "ConditionExpression": "#status = :status",
        "ExpressionAttributeNames": {"#claim": "claim", "#n": "n", "#status": "status"},
        "ExpressionAttributeValues": {
            ":set_status": {"S": "paid"},
            ":set_n": {"N": "1"},
            ":status": {"S": "open"},
        },
    }


def test_an_update_may_only_remove() -> None:
    parameters = update_parameters(Update(KEY, {}, remove=("a", "b")))
    assert parameters["UpdateExpression"] == "REMOVE #a, #b"
    assert "ExpressionAttributeValues" not in parameters


@pytest.mark.parametrize(
    ("write", "kind"),
    [
        (Put({"pk": "a"}, ABSENT), "Put"),
        (Update(KEY, {"a": 1}), "Update"),
        (Delete(KEY, PRESENT), "Delete"),
        (Check(KEY, PRESENT), "ConditionCheck"),
    ],
)
def test_each_write_of_a_transaction_names_the_table_and_wants_the_item_on_failure(write: Any, kind: str) -> None:
    ((name, entry),) = write_parameters(write, "orders").items()
    assert name == kind
    assert (entry["TableName"], entry["ReturnValuesOnConditionCheckFailure"]) == ("orders", "ALL_OLD")


@pytest.mark.parametrize(
    ("bounds", "condition"),
    [
        ({}, "#list_pk = :pk"),
        ({"sort_prefix": "a"}, "#list_pk = :pk AND begins_with(#list_sk, :prefix)"),
        ({"sort_above": "a"}, "#list_pk = :pk AND #list_sk > :above"),
        ({"sort_below": "b"}, "#list_pk = :pk AND #list_sk < :below"),
        ({"sort_above": "a", "sort_below": "b"}, "#list_pk = :pk AND #list_sk BETWEEN :above AND :below"),
    ],
)
def test_a_query_has_at_most_one_bound_on_each_side(bounds: dict[str, str], condition: str) -> None:
    query = replace(Query("list", "mer_1", 10, newest_first=True), **bounds)  # type: ignore[arg-type]
    parameters = query_parameters(query)
    assert parameters["KeyConditionExpression"] == condition
    assert (parameters["IndexName"], parameters["ScanIndexForward"], parameters["Limit"]) == ("list", False, 10)
    assert len(parameters["ExpressionAttributeValues"]) == 1 + len(bounds)


def test_the_table_itself_is_read_consistently_and_an_index_cannot_be() -> None:
    own, index = query_parameters(Query(None, "a", 1)), query_parameters(Query("due", "a", 1))
    assert (own["ConsistentRead"], "IndexName" in own) == (True, False)
    assert "ConsistentRead" not in index
