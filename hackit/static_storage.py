"""Static files under names that change with their content, our scripts that import one another included."""

from typing import Any

from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage

_IMPORT = r"""(?P<matched>import(?s:(?P<import>[\s\{].*?))\s*from\s*["'](?P<url>\./.*?)["']\s*;)"""
_HASHED_IMPORT = """import%(import)s from "%(url)s";"""


class HashedFiles(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, with `import … from "./other.js"` in our scripts led to the other's hashed name.

    Django can do this for all scripts or none, and one of those that come with htmx imports a file that no package
    ships.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("hackit/js/*.js", ((_IMPORT, _HASHED_IMPORT),)),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._urls: dict[tuple[str | None, bool, bool], str] = {}

    def url(self, name: str | None, force: bool = False) -> str:
        """The address of a file: put together once, as a page names twenty that stay the same while a process runs."""
        key = (name, force, settings.DEBUG)
        if key not in self._urls:
            self._urls[key] = super().url(name, force)
        return self._urls[key]
