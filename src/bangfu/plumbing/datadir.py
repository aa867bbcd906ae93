"""Where data goes when nobody says where."""

import os
from pathlib import Path


def default_data_dir() -> Path:
    """The folder for data when nobody names one: the user's data directory by the XDG convention."""
    root = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(root) / "bangfu"
