"""Whom to ask: the saved server profiles."""
