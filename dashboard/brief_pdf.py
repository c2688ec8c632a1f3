"""The brief on paper: an HTML file printed by a Chromium into a tagged PDF with bookmarks and vector charts."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from ingest.errors import DepdashError

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_PATIENCE = 60  # seconds
# No question to any host, no trace left behind.
_OPTIONS = (
    "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND", "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)  # fmt: skip


def chromium() -> str:
    """Return the browser that DEPDASH_CHROME names, else one on the path; raises DepdashError where there is none."""
    named = os.environ.get("DEPDASH_CHROME", "")
    found = shutil.which(named) if named else next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        looked = named or ", ".join(_NAMES)
        raise DepdashError(
            f"no Chromium found as {looked}; install one (Debian: apt-get install chromium), name it (DEPDASH_CHROME), "
            "or write the brief as .html"
        )
    return found


def printed(document: str) -> bytes:
    """Return an HTML document as PDF; raises DepdashError where there is no Chromium, or it prints nothing."""
    browser = chromium()
    with tempfile.TemporaryDirectory(prefix="depdash-") as folder:
        source, target = Path(folder) / "brief.html", Path(folder) / "brief.pdf"
        source.write_text(document, encoding="utf-8")
        root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        command = [browser, *_OPTIONS, *root, f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}"]
        try:
            done = subprocess.run([*command, source.as_uri()], capture_output=True, timeout=_PATIENCE, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise DepdashError(f"{browser} did not print the brief: {error}"[:200]) from error
        if not target.exists():
            last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
            raise DepdashError(f"{browser} did not print the brief: {last[:120] or f'status {done.returncode}'}")
        return target.read_bytes()
