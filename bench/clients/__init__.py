"""Clients of DynamoDB side by side, for the decision which one stands behind the table port."""
