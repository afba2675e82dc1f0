"""Annotated text in the formats of other tools, out and in; one module a format, one signature, losses listed."""
