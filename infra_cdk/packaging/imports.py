"""What a source file imports when it runs: read from its text, nothing is executed."""

import ast
from collections.abc import Iterable, Iterator


def imports_of(tree: ast.Module, module: str, *, is_package: bool) -> frozenset[str]:
    """Absolute names of everything imported, at module level or inside a function; not what only type checkers see.

    ``from a import b`` gives ``a`` and ``a.b``, since ``b`` may be a module.
    """
    package = module if is_package else module.rpartition(".")[0]
    found: set[str] = set()
    for node in _run_time_nodes(tree.body):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = _origin(node, package)
            found.update((origin, *(f"{origin}.{alias.name}" for alias in node.names)))
    return frozenset(found)


def _run_time_nodes(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    for node in nodes:
        yield node
        if isinstance(node, ast.If) and _is_type_checking(node.test):
            yield from _run_time_nodes(node.orelse)
        else:
            yield from _run_time_nodes(ast.iter_child_nodes(node))


def _is_type_checking(test: ast.expr) -> bool:
    name = test.attr if isinstance(test, ast.Attribute) else test.id if isinstance(test, ast.Name) else ""
    return name == "TYPE_CHECKING"


def _origin(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    parts = package.split(".")
    base = ".".join(parts[: len(parts) - node.level + 1])
    return f"{base}.{node.module}" if node.module else base
