"""The three stacks. They only compose."""
