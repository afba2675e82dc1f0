"""Annotations to `ArgumentDocument`s: one module an annotation format."""
