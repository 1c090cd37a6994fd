"""Topics out as CSV and in again: by command and from the page, all or nothing, and safe to run again."""

import csv
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from hackit.history import Event
from hackit.models import EntryTopic, Topic
from hackit.topics.csv_in import UnreadableTopics, read_topics
from tests import factories as make

pytestmark = pytest.mark.django_db

FILE = """name,aliases,description,broader
Mobile phones,handset; SIM; BYOD,"Phones, and what runs on them",Devices
Devices,,,
"""


@pytest.fixture
def grace():
    return make.make_user("Grace Li")


def brought(tmp_path, text, **options):
    file = tmp_path / "topics.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    out = StringIO()
    call_command("import_topics", str(file), stdout=out, stderr=out, **options)
    return out.getvalue()


def refused(tmp_path, text):
    with pytest.raises(CommandError) as error:
        brought(tmp_path, text)
    return str(error.value)


def out():
    text = StringIO()
    call_command("export_topics", stdout=text)
    return text.getvalue()


def aliases_of(name):
    return [alias.text for alias in Topic.objects.get(name=name).aliases.all()]


# --- By command ---


def test_topics_come_in_with_their_names_and_a_broader_one_that_stands_further_down(tmp_path):
    assert "Topics: 2 new, 0 changed, 0 unchanged." in brought(tmp_path, FILE)
    topic = Topic.objects.get(name="Mobile phones")
    assert (topic.broader.name, topic.description) == ("Devices", "Phones, and what runs on them")
    assert aliases_of("Mobile phones") == ["BYOD", "SIM", "handset"]


def test_the_same_file_again_changes_nothing_and_leaves_no_event(tmp_path):
    brought(tmp_path, FILE)
    events = Event.objects.count()
    assert "0 new, 0 changed, 2 unchanged" in brought(tmp_path, FILE)
    assert Event.objects.count() == events


def test_what_goes_out_comes_in_as_it_was(tmp_path):
    broader = make.make_topic("Devices")
    make.make_topic("Mobile phones", "handset", "SIM", broader=broader, description="Two, three; and “four”")
    make.make_topic("=1+1", "@sum", description="+44 20 7946 0000")
    text = out()
    assert text.splitlines()[0] == "name,aliases,description,broader"
    assert "'=1+1,'@sum,'+44 20 7946 0000" in text
    assert ",SIM; handset," in text
    before = list(Topic.objects.order_by("pk").values_list("name", "description", "broader__name", "aliases__text"))
    assert "0 new, 0 changed, 3 unchanged" in brought(tmp_path, text)
    Topic.objects.all().delete()
    brought(tmp_path, text)
    after = Topic.objects.values_list("name", "description", "broader__name", "aliases__text")
    assert sorted(map(str, after)) == sorted(map(str, before))
    assert out() == text


def test_a_topic_that_comes_in_is_found_where_its_names_stand(tmp_path):
    make.make_decision("Every handset is counted", forum=make.make_forum())
    brought(tmp_path, FILE)
    assert EntryTopic.objects.get().topic.name == "Mobile phones"


def test_columns_that_are_not_there_leave_what_is_stored(tmp_path):
    make.make_topic("Mobile phones", "handset", description="Kept")
    assert "also called SIM; no longer called handset" in brought(tmp_path, "Aliases,NAME\nSIM,mobile phones\n")
    assert aliases_of("mobile phones") == ["SIM"]
    assert Topic.objects.get().description == "Kept"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings_that_spreadsheets_write(tmp_path, encoding):
    brought(tmp_path, "name;aliases\r\nCafé £5;“Kaffee”\r\n".encode(encoding))
    assert aliases_of("Café £5") == ["“Kaffee”"]


def test_a_check_writes_nothing(tmp_path):
    assert "2 new" in brought(tmp_path, FILE, check=True)
    assert not Topic.objects.exists()


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("A,,,Nowhere", "Row 2: There is no topic “Nowhere”, here or in the file, to be the broader one"),
        ("A,,,B\nB,,,C\nC,,,A", "Row 2: “A” would be its own broader topic: B lies below it"),
        ("A,,,a", "Row 2: “A” would be its own broader topic"),
        ("Devices,,,Phones", "Row 2: “Devices” would be its own broader topic: Phones lies below it"),
        ("A,handset,,", "Row 2: “handset” is what Phones is also called"),
        ("A,c,,\nB,c,,", "Row 3: “c” is what A is also called"),
        ("A,,,\nB,,,\na,,,", "Row 4: “a” stands in row 2 already"),
        (",handy,,", "Row 2: Enter what the topic is called"),
        ("x" * 81 + ",,,", "Row 2: The name must be 80 characters or fewer"),
        ("A," + "y" * 81 + ",,", "must be 80 characters or fewer"),
        ("A,," + "y" * 301 + ",", "Row 2: The description must be 300 characters or fewer"),
        ("A," + ";".join(f"n{i}" for i in range(41)) + ",,", "Row 2: Give 40 other names at most"),
    ],
)
def test_a_row_that_is_wrong_is_named_and_nothing_comes_in(tmp_path, rows, says):
    make.make_topic("Phones", "handset", broader=make.make_topic("Devices"))
    assert says in refused(tmp_path, f"name,aliases,description,broader\n{rows}\nGood,,,\n")
    assert set(Topic.objects.values_list("name", flat=True)) == {"Phones", "Devices"}


@pytest.mark.parametrize(
    ("rows", "says", "names"),
    [
        ("A,phones; x", "Row 2: “phones” is a topic of its own, so A is not called that as well", {"A": ["x"]}),
        ("A,b; x\nB,", "Row 2: “b” is a topic of its own, so A is not called that as well", {"A": ["x"], "B": []}),
        (
            "Handset,",
            "Row 2: Phones is no longer called “Handset”: it is a topic of its own",
            {"Handset": [], "Phones": ["SIM"]},
        ),
        (
            "Phones,handset; SIM; kit\nHandset,set",
            "Row 3: Phones is no longer called “Handset”: it is a topic of its own",
            {"Handset": ["set"], "Phones": ["SIM", "kit"]},
        ),
    ],
)
def test_a_topics_name_is_no_other_name_of_a_second_and_the_rest_comes_in(tmp_path, rows, says, names):
    make.make_topic("Phones", "handset", "SIM")
    rows = f"name,aliases\n{rows}\nGood,\n"
    assert says in brought(tmp_path, rows, check=True)
    assert says in brought(tmp_path, rows)
    assert {name: aliases_of(name) for name in names} == names
    assert Topic.objects.filter(name="Good").exists()
    events = Event.objects.count()
    assert "0 new, 0 changed" in brought(tmp_path, rows)
    assert Event.objects.count() == events


def test_a_topic_that_loses_a_name_to_a_new_one_keeps_all_else_and_its_history_tells(tmp_path):
    phones = make.make_topic("Phones", "handset", "SIM", description="Kept", broader=make.make_topic("Devices"))
    brought(tmp_path, "name,description\nHandset,\nPhones,New words\n")
    phones.refresh_from_db()
    assert (phones.description, phones.broader.name, aliases_of("Phones")) == ("New words", "Devices", ["SIM"])
    assert Event.objects.about(phones).last().values.get(field="also_called").new == "SIM"


def test_what_two_share_comes_in_elsewhere_under_the_name_of_one(tmp_path):
    make.make_topic("Kit")
    make.make_topic("Phones", "kit", "SIM")
    text = out()
    assert "2 unchanged" in brought(tmp_path, text)
    Topic.objects.all().delete()
    brought(tmp_path, text)
    assert aliases_of("Phones") == ["SIM"]


def test_names_that_two_topics_share_already_may_stay(tmp_path):
    make.make_topic("Phones", "kit")
    make.make_topic("Laptops", "kit")
    assert "2 unchanged" in brought(tmp_path, out())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "nothing in it"),
        ("a,b\n1,2\n", "first row must be headings"),
        ("name\n", "no topics below"),
        ("name\nA\x00\n", "not a text file"),
        (b"%PDF-1.4 ...", "PDF"),
        ("name\n" + "a\n" * 2001, "At most 2,000 topics"),
        ('name\n"' + "x" * 140_000 + '"\n', "A cell is too long"),
    ],
)
def test_a_file_that_is_none(tmp_path, text, says):
    assert says in refused(tmp_path, text)


def test_a_file_that_is_not_there():
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_topics", "/nowhere/topics.csv")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_topics", "/nowhere/topics.csv")


def test_headings_say_which_column_is_which():
    table = read_topics("Broader topic\tAlso called\tTopic\nDevices\thandset;SIM\tPhones\n")
    assert (table.lines[0].name, table.lines[0].aliases, table.lines[0].broader) == (
        "Phones", ("handset", "SIM"), "Devices",
    )  # fmt: skip
    with pytest.raises(UnreadableTopics):
        read_topics("\ufeff")


# --- From the page ---


def test_the_page_shows_what_would_come_and_brings_it_in_once(client, grace):
    client.force_login(grace)
    address = reverse("topics-import")
    make.make_topic("Devices", description="Old")
    answer = client.post(address, {"file": SimpleUploadedFile("t.csv", b"\xef\xbb\xbf" + FILE.encode()), "token": "t1"})
    html = answer.content.decode()
    assert "It would be 1 new, 1 changed, 0 unchanged." in html
    assert "Also called handset, SIM, BYOD" in html
    assert Topic.objects.count() == 1
    again = {"text": answer.context["pasted"], "token": answer.context["token"], "do": "save"}
    answers = [client.post(address, again) for _ in range(2)]
    assert [one.url for one in answers] == [reverse("topics")] * 2
    assert set(Topic.objects.values_list("name", flat=True)) == {"Devices", "Mobile phones"}
    assert Event.objects.filter(actor_label="Grace Li").count() == 3


def test_the_page_notes_which_name_a_topic_loses(client, grace):
    client.force_login(grace)
    make.make_topic("Phones", "handset")
    html = client.post(reverse("topics-import"), {"text": "name\nHandset\n"}).text
    assert "Row 2: Phones is no longer called “Handset”: it is a topic of its own" in html
    assert aliases_of("Phones") == ["handset"]


def test_mistakes_on_the_page_keep_everything_out(client, grace):
    client.force_login(grace)
    address = reverse("topics-import")
    answer = client.post(address, {"text": "name,broader\nA,\nB,Nowhere\n", "do": "save"})
    assert answer.status_code == 422
    assert "Row 3: There is no topic “Nowhere”" in answer.content.decode()
    assert not Topic.objects.exists()
    for data, says in [({}, "Choose a file, or paste the cells"), ({"text": "x,y\n1,2"}, "must be headings")]:
        answer = client.post(address, data)
        assert answer.status_code == 422
        assert says in answer.content.decode()


def test_the_download_opens_in_a_spreadsheet_and_is_for_staff(client, grace):
    make.make_topic("=cmd", "handset")
    assert client.get(reverse("topics-export")).status_code == 302
    client.force_login(make.make_user("Priya Nair", role="none"))
    assert client.get(reverse("topics-export")).status_code in (403, 404)
    client.force_login(grace)
    text = b"".join(client.get(reverse("topics-export")).streaming_content).decode("utf-8")
    assert text.startswith("\ufeff")
    assert list(csv.reader(StringIO(text[1:]))) == [
        ["name", "aliases", "description", "broader"], ["'=cmd", "handset", "", ""],
    ]  # fmt: skip


def test_an_auditor_takes_topics_out_and_brings_none_in(client):
    client.force_login(make.make_user("Ruth Bello", role="auditor"))
    assert client.get(reverse("topics-export")).status_code == 200
    assert client.post(reverse("topics-import"), {"text": FILE, "do": "save"}).status_code == 403
    assert not Topic.objects.exists()


def test_a_long_file_asks_no_more_of_the_database_before_it_is_brought_in(client, grace, django_assert_num_queries):
    client.force_login(grace)
    for count in (1, 30):
        text = "name,aliases\n" + "".join(f"Topic {n},alias {n}\n" for n in range(count))
        client.post(reverse("topics-import"), {"text": text})
        with django_assert_num_queries(5):
            client.post(reverse("topics-import"), {"text": text})
