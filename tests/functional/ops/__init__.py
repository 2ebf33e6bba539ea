"""The operator's commands on moto."""
