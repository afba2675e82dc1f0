"""Settings for every test; its presence also puts `tests/` on the path, so that `from building import ...` works."""

import signal

from hypothesis import HealthCheck, settings

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as a shell starts what runs in the background; tests send it
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Whole documents are large to draw, and a busy machine is slow: neither says anything of the code.
settings.register_profile(
    "argmine",
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow],
)
settings.load_profile("argmine")
