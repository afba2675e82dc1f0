"""The spaCy pipeline: thin adapters around `structure` and `learn`."""
