"""DynamoDB's request units by its documented rules: a pure computation on plain Python items."""
