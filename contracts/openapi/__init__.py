"""The OpenAPI document: operations, errors and schemas put together."""
