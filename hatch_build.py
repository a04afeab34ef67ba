"""Compiles catalogues and hashed, compressed static files before hatchling packs a wheel."""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class AssetHook(BuildHookInterface[Any]):
    """Runs `webapp/core/asset_build.py` by path: nothing the package imports is installed here."""

    def initialize(self, _version: str, build_data: dict[str, Any]) -> None:
        """Build, and tell hatchling to pack what git ignores."""
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        builder = runpy.run_path(str(root / "webapp/core/asset_build.py"))
        builder["build"](root / "static", root / "webapp/translations")
        build_data["artifacts"] += ["static/build/**", "webapp/translations/**/*.mo"]
