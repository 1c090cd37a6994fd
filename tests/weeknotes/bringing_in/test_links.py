"""Links and images of old notes, led to where these are now."""

import pytest

from weeknotes.bringing_in.links import Files, Place, Whereabouts, images_in, lead_images, lead_links, words_of_image

FIRST = Place(
    "first00000",
    "posts/2019-06-03-phones.md",
    ("https://blog.example/2019/06/03/phones/", "https://blog.example/?p=12"),
)
SECOND = Place("second0000", "posts/2019-06-10-chairs/index.html", ("https://www.blog.example/2019/06/10/chairs.html",))
THIRD = Place("third00000", "other/2018-01-01-phones.md", ())
BODIES = {"first00000": "## About the phones\n\nText.\n\n### How many?\n\nSixty.\n"}
WHEREABOUTS = Whereabouts([FIRST, SECOND, THIRD], lambda ref: BODIES.get(ref, ""))


@pytest.mark.parametrize(
    ("target", "leads_to"),
    [
        ("https://blog.example/2019/06/03/phones/", "/weeknotes/first00000/"),
        ("http://www.blog.example/2019/06/03/phones", "/weeknotes/first00000/"),
        ("/2019/06/03/phones/", "/weeknotes/first00000/"),
        ("/2019/06/03/phones/?utm_source=x", "/weeknotes/first00000/"),
        ("https://blog.example/?p=12", "/weeknotes/first00000/"),
        ("../../../2019/06/03/phones/", "/weeknotes/first00000/"),
        ("../2019-06-03-phones.md", "/weeknotes/first00000/"),
        ("/posts/2019-06-03-phones.md", "/weeknotes/first00000/"),
        ("2019-06-03-phones.md", "/weeknotes/first00000/"),
        ("/2019/06/10/chairs", "/weeknotes/second0000/"),
        ("/2019/06/03/phones/#about-the-phones", "/weeknotes/first00000/#about-the-phones"),
        ("/2019/06/03/phones/#How_many", "/weeknotes/first00000/#how-many"),
        ("/2019/06/03/phones/#gone", "/weeknotes/first00000/"),
        ("https://elsewhere.example/2019/06/03/phones/", ""),
        ("/2019/06/03/lamps/", ""),
        ("https://blog.example/", ""),
        ("/", ""),
        ("#about-the-phones", ""),
        ("mailto:someone@blog.example", ""),
        ("phones.md", ""),  # two notes are called that
        ("https://[broken", ""),
        ("", ""),
    ],
)
def test_a_link_leads_to_the_note_that_it_meant(target, leads_to):
    assert WHEREABOUTS.lead(target, base=SECOND) == leads_to


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("See [this](/2019/06/03/phones/).", "See [this](/weeknotes/first00000/)."),
        ('See [this](/2019/06/03/phones/ "A title").', 'See [this](/weeknotes/first00000/ "A title").'),
        ("See [this](</2019/06/03/phones/>).", "See [this](/weeknotes/first00000/)."),
        ("[![Alt](/x.png)](/2019/06/03/phones/)", "[![Alt](/x.png)](/weeknotes/first00000/)"),
        ("[one]: /2019/06/03/phones/ 'x'", "[one]: /weeknotes/first00000/ 'x'"),
        ("[^1]: /2019/06/03/phones/", "[^1]: /2019/06/03/phones/"),
        (
            "<https://blog.example/2019/06/03/phones/>",
            "[https://blog.example/2019/06/03/phones/](/weeknotes/first00000/)",
        ),
        (
            "`[this](/2019/06/03/phones/)` and [it](/2019/06/03/phones/)",
            "`[this](/2019/06/03/phones/)` and [it](/weeknotes/first00000/)",
        ),
        ("```\n[this](/2019/06/03/phones/)\n```", "```\n[this](/2019/06/03/phones/)\n```"),
        ("[that](https://elsewhere.example/a_(b))", "[that](https://elsewhere.example/a_(b))"),
        ("Nothing (in brackets) [here].", "Nothing (in brackets) [here]."),
    ],
)  # fmt: skip
def test_only_the_address_of_a_link_changes(before, after):
    assert lead_links(before, WHEREABOUTS, base=SECOND) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("![A desk](a.png)", "![A desk](/weeknotes/images/abc/)"),
        ('![A desk](a.png "Ours")', '![A desk](/weeknotes/images/abc/ "Ours")'),
        ("![A desk](<gone away.png>)", "A desk \\(image\\)"),
        ("![](gone.png)", "gone.png \\(image\\)"),
        ("![A desk](https://blog.example/gone.png)", "[A desk](<https://blog.example/gone.png>)"),
        ("[![A desk](a.png)](/there)", "[![A desk](/weeknotes/images/abc/)](/there)"),
        ("`![A desk](a.png)`", "`![A desk](a.png)`"),
    ],
)
def test_an_image_is_shown_from_here_or_stays_as_words(before, after):
    known = {
        "a.png": "/weeknotes/images/abc/",
        "gone away.png": "",
        "gone.png": "",
        "https://blog.example/gone.png": "",
    }
    assert lead_images(before, known) == after


def test_the_images_of_a_text_and_their_words_are_found():
    body = "![One](a.png) and ![](b.png)\n\n[![Two](<c d.png>)](/x)\n\n`![No](e.png)`\n\n![Later](b.png)"
    assert images_in(body) == ["a.png", "b.png", "c d.png"]
    assert words_of_image(body, "b.png") == "Later"
    assert words_of_image(body, "none.png") == ""


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("desk.png", "posts/2019/desk.png"),
        ("./desk.png", "posts/2019/desk.png"),
        ("/images/a%20b.png", "static/images/a b.png"),
        ("https://blog.example/images/a%20b.png?w=1024", "static/images/a b.png"),
        ("../../static/images/a b.png", "static/images/a b.png"),
        ("../../../../etc/passwd", ""),
        ("twice.png", ""),
        ("other/twice.png", "other/twice.png"),
        ("none.png", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_the_file_of_an_image_is_found_in_a_folder(source, found):
    files = Files(
        ["posts/2019/desk.png", "static/images/a b.png", "one/twice.png", "other/twice.png", "posts/2019/note.md"]
    )
    assert files.find(source, "posts/2019/note.md") == found
