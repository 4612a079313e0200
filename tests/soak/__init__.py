"""Weeks of running in minutes: what grows, and what is left behind."""
