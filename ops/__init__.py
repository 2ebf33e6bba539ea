"""Operator commands: look at queues, give back what failed, replay what was rejected. Deployed nowhere."""
