"""What every test shares."""

import os

os.environ.setdefault("BANGFU_SECRET_KEY", "test-only-" + "k" * 50)
