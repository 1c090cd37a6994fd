"""HTML as a browser would see it, and what in it could do harm."""

from html.parser import HTMLParser
from urllib.parse import urlsplit


class Page(HTMLParser):
    """Every tag with its attributes, as a browser would see them."""

    def __init__(self, html: str):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def dangers(html: str) -> list[str]:
    """What in the HTML could run, load, style or steal."""
    found = []
    for tag, attrs in Page(html).tags:
        if tag in {
            "script",
            "style",
            "iframe",
            "object",
            "embed",
            "svg",
            "math",
            "form",
            "input",
            "base",
            "meta",
        }:
            found.append(tag)
        for name, value in attrs.items():
            text = "".join((value or "").split()).lower()
            if name.startswith("on") or name in {"style", "srcset", "formaction", "action", "background"}:
                found.append(f"{tag} {name}")
            if name in {"href", "src"} and urlsplit(text).scheme not in {
                "",
                "http",
                "https",
                "mailto",
                "tel",
            }:
                found.append(f"{tag} {name}={value}")
            if name == "src" and (not text.startswith("/") or text.startswith(("//", "/\\"))):
                found.append(f"image from elsewhere: {value}")
            if name == "id" and "footnote_" not in text and tag not in {"h2", "h3", "h4", "h5", "h6"}:
                found.append(f"id {value}")
    return found
