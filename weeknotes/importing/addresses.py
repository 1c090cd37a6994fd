"""Web addresses as sources give them, whatever is wrong with them. Pure."""

from urllib.parse import urljoin, urlsplit


def path_of(address: str) -> str:
    """The path of a web address, "" if it is none."""
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def is_web(address: str) -> bool:
    """Whether it leads to a page of the web."""
    return address.startswith(("http://", "https://"))


def resolved(address: str, base: str) -> str:
    """An address as seen from another."""
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def site_of(address: str) -> str:
    """The address of the site on which a page stands, without a slash at its end."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") and parts.netloc else ""
