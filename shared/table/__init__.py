"""The DynamoDB table behind one narrow port at the request level."""
