"""Writing a file of ours: in one step, readable by its owner only."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def make_private(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for their owner only, whatever the umask is.

    Raises:
        OSError: It cannot be made.
    """
    if not folder.is_dir():
        make_private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)


def write_toml(path: Path, document: Mapping[str, Any]) -> None:
    """Put ``document`` in the place of the file at ``path``, which is never seen half written.

    Raises:
        OSError: It cannot be written; the file stays as it was.
    """
    import tomli_w

    target = Path(os.path.realpath(path))  # through a symbolic link, which stays
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(13, "the file is read-only")
    make_private(target.parent)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.stem}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(tomli_w.dumps(document).encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
