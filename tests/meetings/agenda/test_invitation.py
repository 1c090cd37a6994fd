"""Reading who comes from pasted text."""

import pytest

from meetings.agenda.invitation import Named, read_people


@pytest.mark.parametrize(
    ("pasted", "names"),
    [
        ("Helen Marsh\nGrace Li\n", ["Helen Marsh", "Grace Li"]),
        ("Helen Marsh; Grace Li, Yusuf Demir", ["Helen Marsh", "Grace Li", "Yusuf Demir"]),
        ("To: Helen Marsh <helen.marsh@council.example>; Grace Li <g.li@council.example>", ["Helen Marsh", "Grace Li"]),
        ("Marsh, Helen <helen@council.example>; Li, Grace <grace@council.example>", ["Helen Marsh", "Grace Li"]),
        ("helen.marsh@council.example", ["Helen Marsh"]),
        ("- Helen Marsh\n2. Grace Li\n• Yusuf Demir", ["Helen Marsh", "Grace Li", "Yusuf Demir"]),
        ("Helen Marsh\nhelen marsh\nHELEN MARSH", ["Helen Marsh"]),
        ("When: Monday 3 June 2019 10:00\nWhere: Room 4\nRequired: Helen Marsh", ["Helen Marsh"]),
        ('"Helen Marsh" <helen@council.example>', ["Helen Marsh"]),
        ("Siobhán O’Neill-Grey", ["Siobhán O’Neill-Grey"]),
        ("Helen Marsh; DMT Room 3 <dmt-room@council.example>; Committee Room; Rita Room", ["Helen Marsh", "Rita Room"]),
        ("\n , ; --- 123 \n", []),
        ("", []),
    ],
)
def test_the_people_in_pasted_text_are_found(pasted, names):
    assert [one.name for one in read_people(pasted)] == names


def test_who_chairs_and_who_takes_the_minutes_is_read_from_behind_the_name():
    assert read_people("Helen Marsh (chair)\nPriya Nair (secretary)\nGrace Li (Delivery)") == [
        Named("Helen Marsh", part="chair"),
        Named("Priya Nair", part="secretary"),
        Named("Grace Li"),
    ]


def test_an_address_is_kept_to_know_somebody_by():
    assert read_people("Grace Li <G.Li@Council.example>") == [Named("Grace Li", "g.li@council.example")]
