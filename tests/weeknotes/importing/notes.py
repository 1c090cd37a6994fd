"""Invented weeknotes in the shapes in which people paste them."""

FOOTNOTED = """Weeknote w/c 10 June: fewer chairs, more\u00a0talk

The office move went better than I feared * and nobody lost a plant. We try a \u2018quiet corner\u2019 now\u2026 **

Management team

We began with the budget. Ruth from finance brought the figures for May, which are in line with what we said.

Audit

Martin, who heads up our audit service, came for the last item:

  \u2022 The plan for the year is agreed.
  \u2022 Two old actions are closed, which leaves:
    \u2022 the one about leavers\u2019 accounts
    \u2022 and the one about spare keys
  \u2022 We will look again in July.

Something I\u2019m learning

A chair is never only a chair. More of this on Thursday 13 June.

* It rained, of course.

** A corner without telephones, which opens on Monday 17 June."""

LINKED = """Weeknote w/c 13 May: a budget on brown paper

What we wrote up is here: https://blog.example/2019/05/21/brown-paper-and-string/. (The tool is at https://tool.example/a_b(c).)
"""

LATE_TITLE = """HackIT blog
Home | About | Contact

Posted by Helen Marsh

Weeknotes: w/c 3 June 2019

The first words of the note, which are quite a bit longer than any heading would be.
"""

WORD = """Week commencing 7 January 2019

Highlights

\u2022\tThe first point
o\ta point under it
o\tand another
\u2022\tThe second point, which is so long that the mail program broke it
and went on here in the next line

Numbers

1) 600 replies
2) 40 handsets
   a) of which six broken
"""

MARKDOWN = """# Weeknote w/c 3 June 2019

Some *words* with a [link](https://a.example).

## A heading

- one
  - two

Text[^1].

[^1]: A note.
"""
