"""What program made a folder of notes, and at which addresses it would serve them. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from weeknotes.importing.front_matter import list_of, words_of

_DEFAULT_PERMALINKS = {
    "": "/:categories/:year/:month/:day/:title.html",
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title.html",
    "none": "/:categories/:title.html",
}
_JEKYLL_NAME = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})-(.+)\.\w+$")
_WEEK_FOLDER = re.compile(r"(?:^|/)20\d\d/(\d{1,2})/(?!\d)")
_WEEK_NAME = re.compile(r"(?:^|/)(20\d\d)[-_ ]?w?(\d\d)\.\w+$", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Shape:
    """form: in words, "a Jekyll site"; site: its address; permalink: Jekyll's pattern, None if it is not known."""

    form: str = "a folder"
    program: str = ""
    site: str = ""
    base: str = ""
    permalink: str | None = None
    certain: bool = False  # whether the paths of its pages follow from those of its files
    weeks_in_paths: bool = False
    root: str = ""  # the folder in which the site lies, with its slash

    def addresses(self, path: str, values: Mapping[str, Any], published: date | None) -> tuple[str, tuple[str, ...]]:
        """Where a note stood: its full address if the site's is known, and further paths and addresses."""
        said = words_of(values.get("permalink") or values.get("url"))
        served = self._said(said) or self._served(path, values, published)
        aliases = [alias for name in ("aliases", "alias", "redirect_from", "redirects", "old_urls")
                   for alias in list_of(values.get(name))]  # fmt: skip
        if re.match(r"https?://", served):
            return served, tuple(aliases)
        served = f"{self.base}{served}" if served else ""
        if served and self.site:
            return f"{self.site}{served}", tuple(aliases)
        return "", tuple(filter(None, [served, *aliases]))

    def _said(self, permalink: str) -> str:
        """An address at the top, unless it is a pattern or code to make one."""
        if not permalink or re.search(r"[{}:]", permalink.removeprefix("https:").removeprefix("http:")):
            return ""
        return permalink if permalink.startswith(("/", "http")) else f"/{permalink}"

    def _served(self, path: str, values: Mapping[str, Any], published: date | None) -> str:
        if self.program == "Jekyll" and self.permalink is not None and "/_posts/" in f"/{path}":
            return self._jekyll(path, values, published)
        if self.program == "Hugo" and self.certain and "content/" in path:
            return _hugo(path, values)
        return ""

    def _jekyll(self, path: str, values: Mapping[str, Any], published: date | None) -> str:
        found = _JEKYLL_NAME.search(path.rsplit("/", 1)[-1])
        if not found:
            return ""
        try:
            day = published or date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            return ""
        above = [part for part in path.removeprefix(self.root).split("_posts/")[0].split("/") if part]
        categories = [*above, *list_of(values.get("categories") or values.get("category"), spaced=True)]
        slug = words_of(values.get("slug")) or found[4]
        pattern = _DEFAULT_PERMALINKS.get(self.permalink or "", self.permalink or "")
        parts = {
            "categories": "/".join(dict.fromkeys(re.sub(r"\s+", "%20", name.lower()) for name in categories)),
            "year": f"{day.year}", "month": f"{day.month:02}", "day": f"{day.day:02}", "i_month": f"{day.month}",
            "i_day": f"{day.day}", "short_year": f"{day:%y}", "y_day": f"{day:%j}", "title": slug, "slug": slug.lower(),
            "output_ext": ".html",
        }  # fmt: skip
        served = re.sub(r":(\w+)", lambda one: parts.get(one[1], one[0]), pattern)
        return "" if ":" in served else "/" + re.sub(r"/{2,}", "/", served).lstrip("/")


def shape_of(files: Iterable[tuple[str, bytes]]) -> Shape:
    """Tell the program by the files that only it needs."""
    named = dict(files)
    weeks = _are_weeks_in_paths(named)
    config = {path.rsplit("/", 1)[-1].lower(): data for path, data in named.items() if path.count("/") <= 3}
    if any(name.startswith((".eleventy", "eleventy.config")) for name in config):
        return Shape("an Eleventy site", "Eleventy", weeks_in_paths=weeks)
    if "_config.yml" in config or any(re.search(r"(?:^|/)_(?:posts|drafts)/", path) for path in named):
        text = config.get("_config.yml", b"").decode("utf-8", "replace")[:50_000]
        permalink = (_line(text, "permalink") or "") if "_config.yml" in config else None
        site, base = _site(_line(text, "url")), _line(text, "baseurl").rstrip("/")
        root = min((path for path in named if path.endswith("_config.yml")), key=len, default="")
        return Shape(
            "a Jekyll site", "Jekyll", site, base if base.startswith("/") else "", permalink,
            weeks_in_paths=weeks, root=root.removesuffix("_config.yml"),
        )  # fmt: skip
    hugo = next((name for name in config if re.fullmatch(r"(?:hugo|config)\.(?:toml|ya?ml|json)", name)), "")
    if hugo or any(re.search(r"(?:^|/)content/.+\.md$", path) for path in named):
        text = config.get(hugo, b"").decode("utf-8", "replace")[:50_000]
        found = re.search(r"baseURL\"?\s*[=:]\s*[\"']?(https?://[^\s\"',]+)", text, re.IGNORECASE)
        whole = (found[1] if found else "").rstrip("/")
        site = "/".join(whole.split("/")[:3])
        certain = bool(hugo) and not re.search(r"permalinks|uglyurls", text, re.IGNORECASE)
        return Shape("a Hugo site", "Hugo", _site(site), whole[len(site) :], certain=certain, weeks_in_paths=weeks)
    return Shape(weeks_in_paths=weeks)


def _are_weeks_in_paths(paths: Iterable[str]) -> bool:
    """Whether `2018/26/` or `2018-26.md` stands for a week: a number that no month has, nor the year's next year."""
    for path in paths:
        if (found := _WEEK_FOLDER.search(path)) and int(found[1]) > 12:
            return True
        found = _WEEK_NAME.search(path)
        if found and 12 < int(found[2]) <= 53 and int(found[2]) != (int(found[1]) + 1) % 100:
            return True
    return False


def _line(text: str, name: str) -> str:
    found = re.search(rf"^{name}\s*:[ \t]*[\"']?([^\"'#\n]*)", text, re.MULTILINE)
    return found[1].strip() if found else ""


def _site(address: str) -> str:
    return address.rstrip("/") if re.match(r"https?://[^/\s]+/?$", address) else ""


def _hugo(path: str, values: Mapping[str, Any]) -> str:
    inside = path.split("content/", 1)[1]
    folders, _, name = inside.rpartition("/")
    stem = re.sub(r"\.\w+$", "", name)
    if stem == "index":
        folders, _, stem = folders.rpartition("/")
    stem = words_of(values.get("slug")) or stem
    served = "/".join(filter(None, [folders, stem])).lower()
    return "/" + re.sub(r"\s+", "-", served) + "/"
