"""XML from elsewhere, an item at a time, so that no file can hold us up or reach outside itself. Pure."""

import re
from collections.abc import Iterator
from html.entities import html5
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DTDForbidden, EntitiesForbidden, ExternalReferenceForbidden
from defusedxml.ElementTree import iterparse

from hackit.decoding import WINDOWS_WHERE_NOT_UTF8
from weeknotes.importing.items import CannotRead

MOST_DEEP = 100  # elements inside each other
MOST_ITEMS = 10_000
MOST_ELEMENTS = 2_000_000
MOST_CHILDREN = 5_000  # of one element
MOST_ATTRIBUTES = 200  # of one element

_CONTROL = bytes([*range(9), 11, 12, *range(14, 32)])
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
_DECLARED = re.compile(rb"""\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.-]{1,40})["']""")
_OWN = {b"lt", b"gt", b"amp", b"quot", b"apos"}  # the entities that XML knows without being told


class Broken(ValueError):
    """The XML ends or breaks off; what was read before stays read. The message is a sentence."""


def items_in(data: bytes, names: frozenset[str]) -> Iterator[Element]:
    """The elements with these names (without namespace), one after the other; each is empty after its turn.

    Raises CannotRead for what is refused whole, and Broken where the file is at fault half-way.
    """
    try:
        yield from _walked(data, names)
    except DTDForbidden as error:
        raise CannotRead(
            "The file holds a document type (DTD), which is not read for safety. Export it again without one."
        ) from error
    except (EntitiesForbidden, ExternalReferenceForbidden) as error:
        raise CannotRead("The file defines entities, which are not read for safety.") from error
    except (ParseError, LookupError) as error:
        line = getattr(error, "position", (0, 0))[0]
        raise Broken(f"The file is no well-formed XML from line {line} on.") from error


def _walked(data: bytes, names: frozenset[str]) -> Iterator[Element]:
    elements = items = 0
    open_elements: list[Element] = []
    parser: Any = iterparse(BytesIO(data), events=("start", "end"), forbid_dtd=True)
    for event, element in parser:
        if event == "start":
            elements += 1
            open_elements.append(element)
            _check(element, len(open_elements), elements)
            continue
        open_elements.pop()
        is_item = local(element) in names
        if is_item:
            items += 1
            if items > MOST_ITEMS:
                raise Broken(f"Only the first {MOST_ITEMS:,} items were read.")
            yield element
            element.clear()
        if open_elements and (is_item or len(open_elements[-1]) > MOST_CHILDREN):
            del open_elements[-1][-1]  # nothing of what was read is kept


def _check(element: Element, depth: int, elements: int) -> None:
    """Raise Broken for what no export of notes holds."""
    if depth > MOST_DEEP:
        raise Broken(f"The file holds more than {MOST_DEEP} elements inside each other.")
    if elements > MOST_ELEMENTS:
        raise Broken("The file holds more elements than any export of notes.")
    if len(element.attrib) > MOST_ATTRIBUTES:
        raise Broken("The file holds an element with more attributes than any export of notes.")


def head_of(data: bytes, stop: frozenset[str]) -> tuple[str, dict[str, str]]:
    """The name of the root (with its namespace in braces) and the texts of the head's own elements, before an item.

    A key is an element's name without namespace, but for `link` of Atom: its `rel` goes before it, "self:link", and for
    `name`: whose it is, "author:name". "base" is the root's `xml:base`.
    """
    root = ""
    texts: dict[str, str] = {}
    parser: Any = iterparse(BytesIO(data[:2_000_000]), events=("start", "end"), forbid_dtd=True)
    path: list[str] = []
    try:
        for event, element in parser:
            if event == "start":
                if not root and (base := element.get("{http://www.w3.org/XML/1998/namespace}base")):
                    texts["base"] = base
                root = root or element.tag
                path.append(local(element))
                if path[-1] in stop or len(path) > 20:
                    break
                continue
            path.pop()
            if len(path) in (1, 2):
                key = local(element)
                if key == "link" and element.get("href"):
                    texts.setdefault(f"{element.get('rel', 'alternate')}:link", str(element.get("href")))
                elif text := (element.text or "").strip():
                    texts.setdefault(f"{path[-1]}:{key}" if key == "name" else key, text[:2000])
    except (ParseError, ValueError, LookupError):
        pass  # whatever is wrong is found and told when the items are read
    return root, texts


def readable(data: bytes) -> tuple[bytes, str]:
    """The bytes of an XML file without what only spoils it, and a sentence where its encoding had to be guessed."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
        data = re.sub(r"\A\s*(<\?xml[^>]{0,200}?)encoding=[\"'][^\"']*[\"']", r"\1", text).encode("utf-8", "replace")
    data = data.removeprefix(b"\xef\xbb\xbf").translate(None, _CONTROL).lstrip()
    declared = _DECLARED.match(data)
    encoding = declared[1].decode("ascii").lower() if declared else "utf-8"
    warning = ""
    if encoding in ("utf-8", "utf8"):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            data = data.decode("utf-8", WINDOWS_WHERE_NOT_UTF8).encode("utf-8")
            warning = "The file is not all in UTF-8. The rest was read as Windows text: look at the quotation marks."
    return _with_names_declared(_NAMED.sub(_numbered, data)), warning


_ROOT = re.compile(rb"<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE)
MOST_NAMES = 50


def _with_names_declared(data: bytes) -> bytes:
    """Prefixes that the file uses and never explains, as one cut or mended by hand does, stand for themselves."""
    root = _ROOT.search(data[:20_000])
    if not root:
        return data
    used = set(re.findall(rb"</([A-Za-z_][\w.-]{0,40}):", data)) - {b"xml"}
    missing = sorted(used - set(re.findall(rb"xmlns:([\w.-]{1,41})\s*=", data)))
    names = b"".join(b' xmlns:%s="urn:x-prefix:%s"' % (name, name) for name in missing[:MOST_NAMES])
    return data[: root.end()] + names + data[root.end() :] if names else data


def _numbered(found: re.Match[bytes]) -> bytes:
    """Named signs of HTML, which XML does not know, by their numbers."""
    if found[1] in _OWN:
        return found[0]
    signs = html5.get(f"{found[1].decode('ascii')};")
    return "".join(f"&#{ord(sign)};" for sign in signs).encode() if signs else b"&amp;" + found[1] + b";"


def local(element: Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rsplit("}", 1)[-1]


def texts_of(element: Element, name: str) -> list[str]:
    """The texts of the children with that name, whatever their namespace."""
    return [child.text or "" for child in element if local(child) == name]


def text_of(element: Element, name: str, namespace: str = "") -> str:
    """The text of the first child with that name, and in a namespace that holds these words."""
    for child in element:
        if local(child) == name and namespace in str(child.tag):
            return (child.text or "").strip()
    return ""
