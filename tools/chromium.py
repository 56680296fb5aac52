"""Finds the machine's Chromium for browser tests and pictures, and installs it with apt where that is possible."""

import os
import shutil
import subprocess

# The shell is the same engine without the windows around it: the browser tests take three quarters of the time with it.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium-headless-shell", "chromium")  # the first that the machine's system has
FONTS = "fonts-dejavu-core"  # they also draw Arabic
# Started by root or in a container it needs its sandbox off; it must ask nobody on the network for anything.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def find() -> str | None:
    """The path of Chromium: PEERHUB_TEST_CHROMIUM, else the first on PATH."""
    named = os.environ.get("PEERHUB_TEST_CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


def ensure() -> str | None:
    """Like find(), but tries apt first when there is none."""
    return find() or (find() if _install() else None)


def _install() -> bool:
    """Install with apt as root or through sudo that asks no password; False where neither is possible."""
    if not shutil.which("apt-get"):
        return False
    prefix: list[str] = []
    if os.geteuid():
        prefix = ["sudo", "--non-interactive"]
        if not shutil.which("sudo") or subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode:
            return False
    print("No Chromium on this machine: installing it with apt for the browser tests.", flush=True)
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
    _run(*apt, "update")
    return any(_run(*apt, "install", "--no-install-recommends", FONTS, package) for package in PACKAGES)


def _run(*command: str) -> bool:
    """Run the command, which can ask nothing and tells only what goes wrong; whether it went well."""
    nothing = subprocess.DEVNULL
    return subprocess.run(command, stdout=nothing, stdin=nothing, check=False).returncode == 0
