"""What the demo draws and files: pictures, PDF, tables, logs."""

import csv
import re
from datetime import UTC, datetime
from io import BytesIO, StringIO

from PIL import Image

from webapp.demo import papers, pictures
from webapp.demo.clients import KOVALENKO
from webapp.demo.people import ANNA, MAYA

NOVEMBER = datetime(2026, 11, 1, tzinfo=UTC)


def test_a_pdf_says_where_its_objects_begin():
    content = papers.pdf("a.pdf", ["Invoice (1)", "Größe: 12 € \\ 3"]).content
    assert content.startswith(b"%PDF-1.4\n")
    assert content.endswith(b"%%EOF\n")
    start = int(re.search(rb"startxref\n(\d+)\n", content)[1])
    assert content[start:].startswith(b"xref\n")
    places = [int(place) for place in re.findall(rb"(\d{10}) 00000 n", content)]
    for number, place in enumerate(places, start=1):
        assert content[place:].startswith(b"%d 0 obj\n" % number)
    length = int(re.search(rb"/Length (\d+)", content)[1])
    assert len(re.search(rb"stream\n(.*)\nendstream", content, re.DOTALL)[1]) == length
    assert rb"(Invoice \(1\)) Tj" in content


def test_a_table_of_traffic_can_be_read():
    rows = list(csv.reader(StringIO(papers.usage(KOVALENKO, NOVEMBER).content.decode())))
    assert len(rows) == 28 * len(KOVALENKO.services) + 1
    assert {len(row) for row in rows} == {4}


def test_logs_are_of_the_server_and_in_order():
    for name in papers.LOGS:
        lines = papers.log(name, "web1.example", NOVEMBER).content.decode().splitlines()
        assert lines == sorted(lines)
        assert all(" web1.example " in line for line in lines)


def test_portraits_are_square_small_and_always_the_same():
    faces = pictures.portraits()
    assert ANNA in faces
    assert MAYA not in faces
    assert len(set(faces.values())) == len(faces) >= 10
    assert faces == pictures.portraits()
    for face in faces.values():
        with Image.open(BytesIO(face)) as image:
            assert (image.format, image.size) == ("PNG", (512, 512))
        assert len(face) < 20_000


def test_banners_differ():
    assert len({pictures.banner(issue) for issue in range(11)}) == 11
