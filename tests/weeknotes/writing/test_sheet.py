"""Boxes and points join to one text, and a text comes apart into them again."""

from weeknotes.writing.sheet import boxes, boxes_of, joined, put_under

TEXT = "## DMT\n\n{{point:abcdefghij}}\n\n{{point:0123456789}}\n\n## Highlights\n\n- Mon: one"


def sent(text: str) -> dict[str, str]:
    data = {}
    for box in boxes(text):
        data[f"body-{box.number}"] = box.text
        if box.point:
            data[f"point-{box.number}"] = box.point
    return data


def test_a_text_comes_apart_and_together_again():
    assert joined(sent(TEXT)) == TEXT


def test_there_is_a_box_before_between_and_after_points():
    assert [(box.text, box.point) for box in boxes(TEXT)] == [
        ("## DMT", "abcdefghij"),
        ("", "0123456789"),
        ("## Highlights\n\n- Mon: one", ""),
    ]


def test_a_point_that_is_taken_out_leaves_the_text_around_it():
    assert joined(sent(TEXT), without="abcdefghij") == TEXT.replace("{{point:abcdefghij}}\n\n", "")


def test_what_is_no_ref_of_a_point_is_not_put_in():
    data = {"body-0": "a", "point-0": "}} <script>", "body-1": "b"}
    assert joined(data) == "a\n\nb"
    assert [box.point for box in boxes_of(data)] == ["", ""]


def test_line_ends_of_windows_become_ours():
    assert joined({"body-0": "\r\na\r\n\r\nb\r\n"}) == "a\n\nb"


def test_a_bullet_goes_to_the_end_of_its_heading_and_of_its_list():
    text = "## Highlights\n\n- Mon: one\n\n## Learning\n\nWords"
    assert put_under(text, "Highlights", "- Tue: two") == text.replace("- Mon: one", "- Mon: one\n- Tue: two")


def test_a_heading_that_is_not_there_is_added_at_the_end():
    assert put_under("## A\n\nb", "Met", "- Tue: two") == "## A\n\nb\n\n## Met\n\n- Tue: two"
    assert put_under("", "Met", "- Tue: two") == "## Met\n\n- Tue: two"
