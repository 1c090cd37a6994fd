"""Invented exports and feeds, built as the programs that make them build theirs."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

SITE = "https://blog.example"


@dataclass
class Post:
    """One item of a WordPress export; what is not said is as WordPress leaves it."""

    title: str = "Weeknotes"
    content: str = "<p>Words.</p>"
    number: int = 1
    kind: str = "post"
    status: str = "publish"
    date: str = "2019-06-07 16:00:00"
    password: str = ""
    excerpt: str = ""
    link: str = ""
    terms: tuple[tuple[str, str], ...] = ()
    more: str = ""
    creator: str = "helen"

    def xml(self) -> str:
        terms = "".join(
            f'<category domain="{domain}" nicename="{name.lower()}"><![CDATA[{name}]]></category>'
            for domain, name in self.terms
        )
        return f"""<item><title>{escape(self.title)}</title>
<link>{self.link or f"{SITE}/2019/06/post-{self.number}/"}</link><pubDate>Fri, 07 Jun 2019 15:00:00 +0000</pubDate>
<dc:creator><![CDATA[{self.creator}]]></dc:creator><guid isPermaLink="false">{SITE}/?p={self.number}</guid>
<description></description><content:encoded><![CDATA[{self.content}]]></content:encoded>
<excerpt:encoded><![CDATA[{self.excerpt}]]></excerpt:encoded><wp:post_id>{self.number}</wp:post_id>
<wp:post_date>{self.date}</wp:post_date><wp:post_name>post-{self.number}</wp:post_name>
<wp:status>{self.status}</wp:status><wp:post_type>{self.kind}</wp:post_type>
<wp:post_password>{self.password}</wp:post_password>{terms}{self.more}</item>"""


def wordpress(*posts: Post, version: str = "1.2", head: str = "") -> bytes:
    """An export of these posts in a version of the format."""
    return f"""<?xml version="1.0" encoding="UTF-8" ?>
<!-- generator="WordPress/5.2" created="2019-06-28 10:00" -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/{version}/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/{version}/">
<channel><title>Our blog</title><link>{SITE}</link><description>Notes</description>
<wp:wxr_version>{version}</wp:wxr_version><wp:base_site_url>{SITE}</wp:base_site_url>
<wp:base_blog_url>{SITE}</wp:base_blog_url>
<wp:author><wp:author_id>1</wp:author_id><wp:author_login>helen</wp:author_login>
<wp:author_display_name><![CDATA[Helen Marsh]]></wp:author_display_name></wp:author>{head}
{"".join(post.xml() for post in posts)}
</channel></rss>""".encode()


def rss(*items: str) -> bytes:
    """An RSS 2.0 feed of these items, each the inside of one."""
    inner = "".join(f"<item>{item}</item>" for item in items)
    return f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Our blog</title><link>{SITE}/</link>
<description>d</description>{inner}</channel></rss>""".encode()


def rss_item(title: str, html: str, *, day: datetime | None = None, path: str = "/a/", more: str = "") -> str:
    """The inside of an item with its full text."""
    when = format_datetime(day or datetime(2019, 6, 7, 16, tzinfo=UTC))
    return (
        f"<title>{escape(title)}</title><link>{SITE}{path}</link><guid>{SITE}{path}</guid><pubDate>{when}</pubDate>"
        f"<content:encoded><![CDATA[{html}]]></content:encoded>{more}"
    )


def atom(*entries: str, attributes: str = "") -> bytes:
    """An Atom feed of these entries, each the inside of one."""
    inner = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f"""<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" {attributes}>
<title>Our blog</title><link rel="self" href="{SITE}/feed.atom"/><link href="{SITE}/"/><id>urn:x</id>
<updated>2019-06-28T10:00:00Z</updated>{inner}</feed>""".encode()


def rdf(*items: str) -> bytes:
    """An RSS 1.0 feed, whose items stand beside its channel."""
    inner = "".join(f'<item rdf:about="{SITE}/{n}">{item}</item>' for n, item in enumerate(items))
    return f"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel rdf:about="{SITE}"><title>b</title>
<link>{SITE}</link></channel>{inner}</rdf:RDF>""".encode()


BLOCKS = """<!-- wp:paragraph -->
<p>We moved <strong>two</strong> teams &amp; nobody&nbsp;minded.\
<sup data-fn="ab12" class="fn"><a href="#ab12" id="ab12-link">1</a></sup></p>
<!-- /wp:paragraph -->

<!-- wp:heading {"level":3} -->
<h3>What we learned</h3>
<!-- /wp:heading -->

<!-- wp:list -->
<ul><!-- wp:list-item -->
<li>Talk first<!-- wp:list -->
<ul><!-- wp:list-item -->
<li>then type</li>
<!-- /wp:list-item --></ul>
<!-- /wp:list --></li>
<!-- /wp:list-item --></ul>
<!-- /wp:list -->

<!-- wp:image {"id":7,"sizeSlug":"large"} -->
<figure class="wp-block-image size-large">\
<img src="https://blog.example/wp-content/uploads/2019/06/desk-1024x768.jpg" alt="A desk" class="wp-image-7"/>\
<figcaption>The new desk</figcaption></figure>
<!-- /wp:image -->

<!-- wp:core-embed/youtube {"url":"https://www.youtube.com/watch?v=abc"} -->
<figure class="wp-block-embed-youtube wp-block-embed is-type-video">\
<div class="wp-block-embed__wrapper">
https://www.youtube.com/watch?v=abc
</div></figure>
<!-- /wp:core-embed/youtube -->

<!-- wp:footnotes /-->"""

BLOCK_FOOTNOTES = (
    "<wp:postmeta><wp:meta_key>footnotes</wp:meta_key><wp:meta_value><![CDATA["
    '[{"content":"Except the <em>cat</em>.","id":"ab12"}]]]></wp:meta_value></wp:postmeta>'
)

CLASSIC = """We began on Monday.
And went on on Tuesday.

<h2>Numbers</h2>
<ul>
 \t<li>600 replies</li>
 \t<li>40 handsets</li>
</ul>
[caption id="attachment_9" align="alignright" width="300"]\
<a href="https://blog.example/wp-content/uploads/board.jpg">\
<img src="https://blog.example/wp-content/uploads/board-300x200.jpg" alt="A board" width="300" /></a>\
 The board, full[/caption]

[gallery ids="1,2,3"]

[embed]https://vimeo.com/1[/embed]

A line [in brackets] stays."""


@dataclass
class Site:
    """A folder as a site's program keeps it: paths and texts."""

    files: dict[str, str] = field(default_factory=dict)

    def as_files(self) -> list[tuple[str, bytes]]:
        return [(path, text.encode()) for path, text in self.files.items()]
