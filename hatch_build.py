"""Builds assets and catalogues into the wheel, and puts templates, static files and migrations where the package finds them."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))  # a build runs this file alone; its neighbours are not on the path

from tools import assets, node

SITE = ("templates", "static", "migrations")


class SiteHook(BuildHookInterface[Any]):
    """An ordinary install carries the site inside; an editable one reads it from the checkout."""

    def dependencies(self) -> list[str]:
        """Node from the package registry, for machines without one."""
        return [] if node.machine_node() else [node.WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before each target is built; only wheels need assets."""
        root = Path(self.root)
        if self.target_name != "wheel":
            return
        assets.prepare(root)
        if version == "standard":
            present = (name for name in SITE if (root / name).is_dir())
            build_data["force_include"].update({str(root / name): f"peerhub/_site/{name}" for name in present})
