"""Argument mining for long policy and regulatory submissions."""
