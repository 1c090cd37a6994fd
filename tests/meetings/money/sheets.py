"""A spreadsheet of requests to finance, and what a browser does with one."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile

from hackit.models import ImportedItem, ImportRun
from meetings.models import BudgetLine, BudgetProfile, BudgetStep, BudgetYear, Position
from meetings.money.profile_models import Amounts, profiles_of

ADDRESS = "/money/bring-in/"
HEAD = (
    "Budget line,Request,Since,Who speaks of it,Topic,Total,Capital 2019/20,Revenue 19/20,2020/21 from capital,Why,"
    "How it stands,Figures,Period,By how much,Said on"
)
ROWS = [
    '"Handset refresh",With finance,30 May,GL/DO,mobile phones,"£590,000.00","£770,000","(£180,000.00)",,Slipped,,,,,',
    "Vendor increases,Proposed,,Daniel Okafor,,,,,,,over budget,working,P2 (May),£40k,7 June",
    "Licences,Set up,17.5.19,,,1.10,,1,0.10,,in line,final,May,,",
]
EVERYTHING = (BudgetLine, BudgetProfile, BudgetStep, BudgetYear, Position, ImportRun, ImportedItem)


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def sheet(*rows: str, head: str = HEAD) -> str:
    return "\n".join([head, *rows]) + "\n"


def look(client, text: str | bytes, **more):
    raw = text.encode() if isinstance(text, str) else text
    form = {"file": SimpleUploadedFile("requests.csv", raw), "forum": "dmt", "audience": "members"}
    return client.post(ADDRESS, form | more)


def keep(client, text: str, **more):
    page = look(client, text)
    assert page.status_code == 200, text_of(page)
    data = {field.html_name: field.value() or "" for field in page.context["form"]} | {"do": "save", "text": text}
    return client.post(ADDRESS, data | more, follow=True)


def amounts_of(title: str) -> dict[int, Amounts]:
    budget = BudgetLine.objects.get(title=title)
    return profiles_of([budget])[budget.pk][-1].amounts()
