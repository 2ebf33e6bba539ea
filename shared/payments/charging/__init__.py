"""Charging saved methods while their owner is away: one after another on one intent, until one pays (decision 0038)."""
