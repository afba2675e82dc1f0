"""Settings for every test; its presence also puts `tests/` on the path, so that `from building import ...` works."""

from hypothesis import settings

settings.register_profile("argmine", deadline=None, max_examples=40)
settings.load_profile("argmine")
