"""A web process starts without the solver's libraries: they take a second that only a plan may wait for."""

import os
import subprocess
import sys

HEAVY = ("numpy", "scipy", "ortools")
SAY = "import bangfu.config.wsgi, sys; from django.urls import get_resolver; get_resolver().url_patterns; print(*sys.modules)"


def test_no_page_pays_for_the_solver_at_start(tmp_path):
    surroundings = os.environ | {
        "DJANGO_SETTINGS_MODULE": "bangfu.config.settings",
        "BANGFU_DATA_DIR": str(tmp_path),
        "BANGFU_SECRET_KEY": "s" * 60,
        "BANGFU_DATABASE_URL": "",
    }
    done = subprocess.run(
        [sys.executable, "-c", SAY], env=surroundings, capture_output=True, text=True, check=True, timeout=60
    )
    loaded = set(done.stdout.split())
    assert "bangfu.engines.matching" in loaded
    assert [name for name in HEAVY if name in loaded] == []
