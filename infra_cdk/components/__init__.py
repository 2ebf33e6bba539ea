"""What the stacks are composed of: each construct is one decision with everything it needs."""
