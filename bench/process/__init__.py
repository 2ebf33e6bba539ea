"""Functions as Lambda starts them: a fresh process of the runtime client that asks a runtime API for events."""
