"""What bringing in the longest spreadsheet costs. Not in the suite; run it by name:

python -m pytest tests/benchmarks/bench_import.py -q -s
"""

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from meetings.actions.importing.table import LIMITS
from meetings.models import Action
from tests import factories as make


@pytest.mark.django_db
def test_a_thousand_rows_are_looked_at_and_brought_in():
    grace, forum = make.make_user("Grace Li"), make.make_forum()
    make.join(forum, grace)
    for number in range(400):
        make.make_person(f"Person{number} Surname{number}", f"P{number}")
    for number in range(60):
        make.make_topic(f"Topic {number}", f"alias {number}")
    rows = [
        f"Do thing number {i},Person{i % 400} Surname{i % 400},{1 + i % 28}/{1 + i % 12}/2019,Green,Topic {i % 60},{i}"
        for i in range(LIMITS.rows)
    ]
    text = "\n".join(["Action,Owner,Due,RAG,Topics,Notes", *rows])
    client = Client()
    client.force_login(grace)
    began = time.process_time()
    page = client.post(
        "/actions/import/",
        {"file": SimpleUploadedFile("log.csv", text.encode()), "forum": "dmt", "audience": "staff"},
    )
    looked = time.process_time() - began
    form = page.context["form"]
    data = {field.html_name: field.value() or "" for field in form} | {"do": "save", "text": text}
    began = time.process_time()
    answer = client.post("/actions/import/", data)
    saved = time.process_time() - began
    assert Action.objects.live().count() == LIMITS.rows
    began = time.process_time()
    client.post(f"{answer['Location']}undo/")
    undone = time.process_time() - began
    assert not Action.objects.live().exists()
    print(f"\n{LIMITS.rows} rows: read in {looked:.1f} s, kept in {saved:.1f} s, taken back in {undone:.1f} s")  # noqa: T201
