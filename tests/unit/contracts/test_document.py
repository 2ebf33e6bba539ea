"""The OpenAPI document: valid, complete, and made of what the handlers use."""

import importlib
import json
import re
from typing import Any

import pytest
from openapi_spec_validator import validate

from contracts.openapi.codes import CODES
from contracts.openapi.document import document
from contracts.openapi.operation import Operation, Reply
from contracts.openapi.request_words import WORDS
from contracts.operations.table import OPERATIONS, findings
from infra_cdk.functions import ROUTES
from shared.fields import StrictModel

Json = dict[str, Any]
FUNCTIONS = {route.key: spec.name for route, spec in ROUTES}


def handler_of(route: str) -> Any:
    """The module that answers it."""
    return importlib.import_module(f"functions.{FUNCTIONS[route]}.handler")


def test_every_route_has_its_operation_and_every_operation_its_route() -> None:
    found = findings(FUNCTIONS)
    assert not found, "\n" + "\n".join(found)


def test_a_route_without_an_operation_is_told_with_what_to_add(monkeypatch: pytest.MonkeyPatch) -> None:
    without = {route: each for route, each in OPERATIONS.items() if route != "GET /v1/orders"}
    monkeypatch.setattr("contracts.operations.table.OPERATIONS", without)
    with pytest.raises(ValueError, match=r"GET /v1/orders: add an Operation to one of contracts/operations/"):
        document()


def test_the_document_is_valid_openapi() -> None:
    validate(document())


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_what_is_sent_is_read_by_the_model_of_the_document(operation: Operation) -> None:
    if operation.body is None or operation.body.model is None:
        return
    assert operation.body.examples
    assert operation.body.model in vars(handler_of(operation.route)).values()
    for example in operation.body.examples.values():
        operation.body.model.model_validate_json(json.dumps(example))


def test_every_model_of_a_handler_is_in_the_document() -> None:
    sent = {each.body.model for each in OPERATIONS.values() if each.body}
    read = {
        model
        for route in FUNCTIONS
        for model in vars(handler_of(route)).values()
        if isinstance(model, type) and issubclass(model, StrictModel) and not model.__module__.startswith("functions.")
    }
    assert read <= sent, "declare these as the `body` of their operations"


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_examples_of_answers_are_what_their_models_say(operation: Operation) -> None:
    for reply in operation.replies.values():
        for example in shown(reply) if reply.model else ():
            assert reply.model is not None
            reply.model.model_validate(example)


def shown(reply: Reply) -> list[Json]:
    """Its examples."""
    return [*(reply.examples.values() if reply.examples else [reply.model.example] if reply.model else [])]  # type: ignore[attr-defined]


NO_EXAMPLE = ("text/html", "application/pdf", "image/")
"""For people, or bytes."""


def test_what_machines_send_and_get_has_an_example() -> None:
    contents = [
        (f"{method.upper()} {path} {where}", media_type, content)
        for path, operations in document()["paths"].items()
        for method, told in operations.items()
        for where, part in [("is sent", told.get("requestBody", {})), *told["responses"].items()]
        for media_type, content in part.get("content", {}).items()
        if not media_type.startswith(NO_EXAMPLE)
    ]
    assert [told for told, _, content in contents if not content.get("examples")] == ["GET /openapi.json 200"]


def test_every_amount_says_its_unit() -> None:
    amounts = re.compile(r"(.*_)?(amount|fee|net|balance|shortfall|difference|returned|counted|minimum)")
    silent = [
        f"{name}.{field}"
        for name, schema in document()["components"]["schemas"].items()
        for field, told in schema.get("properties", {}).items()
        if amounts.fullmatch(field)
        and "integer" in json.dumps(told)
        and "inor unit" not in told.get("description", "") + schema.get("description", "")
    ]
    assert not silent, silent


def test_every_operation_has_a_name_of_its_own_and_words() -> None:
    assert len({each.name for each in OPERATIONS.values()}) == len(OPERATIONS)
    assert all(each.summary and min(each.replies) < 400 for each in OPERATIONS.values())


def test_every_field_is_told_in_words() -> None:
    schemas = document()["components"]["schemas"]
    silent = [
        f"{name}.{field}: say what it is, in contracts/openapi/request_words.py or in the model of the answer"
        for name, schema in schemas.items()
        for field, told in schema.get("properties", {}).items()
        if not told.get("description") and "$ref" not in told and "const" not in told
    ]
    assert not silent, "\n" + "\n".join(silent)


def test_no_words_are_left_of_models_and_fields_that_are_gone() -> None:
    schemas = document()["components"]["schemas"]
    assert not [
        f"{name}.{field}"
        for name, fields in WORDS.items()
        for field in fields
        if name and field not in schemas.get(name, {}).get("properties", {})
    ]


def test_no_code_is_described_that_nothing_answers() -> None:
    examples = document()["components"]["examples"]
    assert {name.partition(".")[0] for name in examples} == set(CODES)


def test_answers_are_open_for_readers_and_closed_for_tests() -> None:
    assert "additionalProperties" not in document()["components"]["schemas"]["Order"]
    assert document(closed=True)["components"]["schemas"]["Order"]["additionalProperties"] is False
    assert document()["components"]["schemas"]["OrderRequest"]["additionalProperties"] is False
