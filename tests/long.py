"""What `make test-all` alone does, because `make test` must stay short."""

import os

import pytest

EVERY = os.environ.get("UNROLLED_EVERY_FAULT") == "1"
long = pytest.mark.skipif(not EVERY, reason="It takes long: make test-all runs it.")
