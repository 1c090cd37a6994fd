"""Static files under names that change with their content, our scripts that import one another included."""

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
