"""For every function one typical event, with everything before it that makes it typical."""
