"""Secrets, signatures, tokens and hashes of keys are compared in constant time, or looked up by a hash."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.sources import Source, sources

SENSITIVE = re.compile(
    r"(^|_)(secrets?|signatures?|tokens?|digests?|hash|hashes|hmac|mac|passwords?|bearer|credentials?|"
    r"api_keys?|operator_key|key_text|webhook_secrets?|checksum)(_|$)"
)
ALLOWED = {
    "functions/authorize_request/handler.py: scheme.lower() != 'bearer'": "the name of a scheme",
    "shared/aws/client.py: checksum != str(zlib.crc32(answer.body))": "finds damage on the way; no secret goes into it",
    "shared/callbacks/service.py: each.id == secret_id": "the id of a secret, told to its owner",
    "shared/callbacks/service.py: known.request != digest": "digest of a request, by which a repeat is known",
    "shared/links/model.py: len(token) == 52": "a length that every token has",
    "shared/merchants/logos/service.py: digest not in (None, logo.digest)": "digest of a picture that anybody may see",
    "shared/merchants/model.py: checksum == _checksum(body)": "anybody can compute it, from nothing but the text",
    "shared/payments/audit/chain_checks.py: page.hash == item.get('hash')": "a journal's chain, which its owner reads",
    "shared/payments/audit/chain_checks.py: page.previous_hash != before.hash": "the same",
    "shared/payments/audit/chain_checks.py: wallet.last_hash != anchor.hash": "the same",
    "shared/payments/taking/applying.py: order.request_digest == wanted.order.request_digest": "digest of a request",
    "shared/payments/taking/deciding.py: before.digest == new.digest": "digest of what a shop said, twice",
    "shared/runtime/secrets.py: 'webhook_secrets' not in rest": "the name of a field",
    "shared/shops/service.py: each.id == secret_id": "the id of a secret, told to its owner",
    "shared/shops/service.py: known.request != digest": "digest of a request, by which a repeat is known",
    "shared/shops/service.py: newest.id == secret_id": "the id of a secret, told to its owner",
    "shared/table/create.py: existing.get('request_digest') != request_digest": "digest of a request",
}
"""Comparisons that tell a stranger nothing by the time that they take, each with the reason."""
_TELLING = (ast.Eq, ast.NotEq, ast.In, ast.NotIn)


def names_in(node: ast.AST) -> Iterator[str]:
    """Names, attributes and texts of an expression."""
    for each in ast.walk(node):
        if isinstance(each, ast.Name):
            yield each.id
        elif isinstance(each, ast.Attribute):
            yield each.attr
        elif isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


def compared(tree: ast.AST) -> Iterator[str]:
    """Comparisons of what sounds like a secret with an operator that stops at the first difference."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and any(isinstance(each, _TELLING) for each in node.ops):
            if any(SENSITIVE.search(name.lower()) for name in names_in(node)):
                yield ast.unparse(node)
        elif isinstance(node, ast.MatchValue) and any(SENSITIVE.search(name.lower()) for name in names_in(node)):
            yield ast.unparse(node)


def found(files: list[Source]) -> set[str]:
    """All of them, by file."""
    return {f"{each.name}: {text}" for each in files for text in compared(each.tree)}


def test_secrets_are_compared_in_constant_time() -> None:
    strange = found(sources("shared", "functions")) - set(ALLOWED)
    assert not strange, "use hmac.compare_digest, or say above why time tells nothing:\n" + "\n".join(sorted(strange))


def test_what_is_allowed_is_there() -> None:
    assert set(ALLOWED) - found(sources("shared", "functions")) == set()


@pytest.mark.parametrize(
    "line",
    [
        "given == secret", "link.token != token", "signature in known", "key.secret_hash == hash_secret(text)",
        "item['secret_hash'] == x", "header.api_key not in keys", "operator_key == key", "a < 1 or b == mac",
    ],
)  # fmt: skip
def test_a_careless_comparison_is_found(line: str) -> None:
    assert list(compared(ast.parse(line)))


@pytest.mark.parametrize(
    "line", ["hmac.compare_digest(secret, given)", "secret is None", "len(items) == 3", "machine == stage"]
)
def test_others_are_not(line: str) -> None:
    assert not list(compared(ast.parse(line)))
