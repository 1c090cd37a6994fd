"""The project, and the ground that weeknotes and meetings stand on.

Importing it swaps Python's own sqlite3 for the newer one of the pysqlite3 wheel where that is installed: many
systems still carry a SQLite with a rare corruption race in WAL mode (mended in 3.51.3, 3.50.7 and 3.44.6).
The swap stands here because this module is imported before anything of Django asks for sqlite3.
"""

import sys

try:
    import pysqlite3
except ImportError:  # there is no wheel for this machine: `manage.py check` says whether its own SQLite is safe
    pass
else:
    sys.modules["sqlite3"] = pysqlite3
