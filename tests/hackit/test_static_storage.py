"""Collected static files: names that change with the content, in pages and in scripts that import scripts."""

import re

from django.core.management import call_command


def test_a_script_imports_the_hashed_name_of_another(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "hackit.static_storage.HashedFiles"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    scripts = [path.read_text() for path in tmp_path.glob("hackit/js/*.????????????.js")]
    imports = re.findall(r'from "(\./[^"]+)"', "".join(scripts))
    assert imports
    for address in imports:
        assert re.fullmatch(r"\./[\w-]+\.[0-9a-f]{12}\.js", address)
        assert (tmp_path / "hackit/js" / address).exists()
