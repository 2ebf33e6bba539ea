"""Python values to DynamoDB's wire form and back; only the types that items may hold, numbers only as integers."""

from typing import Any


def marshal(value: Any) -> dict[str, Any]:
    """``5`` → ``{"N": "5"}``. Raises ``TypeError`` for a float or any other type that items must not hold."""
    match value:
        case str():
            return {"S": value}
        case bool():
            return {"BOOL": value}
        case int():
            return {"N": str(value)}
        case None:
            return {"NULL": True}
        case list() | tuple():
            return {"L": [marshal(element) for element in value]}
        case dict():
            return {"M": {name: marshal(element) for name, element in value.items()}}
        case _:
            raise TypeError(f"items cannot hold {type(value).__name__}")


def unmarshal(value: dict[str, Any]) -> Any:
    """``{"N": "5"}`` → ``5``. Raises ``TypeError`` for a wire type that we never write."""
    ((kind, content),) = value.items()
    match kind:
        case "S" | "BOOL":
            return content
        case "N":
            return int(content)
        case "NULL":
            return None
        case "L":
            return [unmarshal(element) for element in content]
        case "M":
            return {name: unmarshal(element) for name, element in content.items()}
        case _:
            raise TypeError(f"unexpected attribute type {kind}")


def to_wire(item: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """A whole item to the wire."""
    return {
        name: {"S": value} if type(value) is str else {"N": str(value)} if type(value) is int else marshal(value)
        for name, value in item.items()
    }


def from_wire(item: dict[str, Any]) -> dict[str, Any]:
    """A whole item from the wire (a read, or an image of the stream)."""
    return {
        name: value["S"] if "S" in value else int(value["N"]) if "N" in value else unmarshal(value)
        for name, value in item.items()
    }
