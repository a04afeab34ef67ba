"""The operator's file of leaked passwords: a binary search finds what is there, and no more."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties import examples
from webapp.core.leaks import is_leaked, problem

COUNTS = st.sampled_from([":1", ":37", ":9545824", ""])
ENDS = st.sampled_from(["\n", "\r\n"])
WORDS = st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=60, unique=True)


def sha1(password: str) -> str:
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


def write(folder: Path, words: list[str], counts: list[str], end: str, last: str) -> Path:
    lines = sorted(sha1(word) for word in words)
    text = end.join(line + count for line, count in zip(lines, counts, strict=False)) + last
    path = folder / "leaked.txt"
    path.write_bytes(text.encode())
    return path


@examples(150)
@given(words=WORDS, counts=st.lists(COUNTS, min_size=60, max_size=60), end=ENDS, data=st.data())
def test_every_line_is_found_and_nothing_else(tmp_path, words, counts, end, data):
    listed = [word for word in words if data.draw(st.booleans())] or words[:1]
    path = write(tmp_path, listed, counts, end, data.draw(st.sampled_from(["", end])))
    for word in words:
        assert is_leaked(word, path) is (word in listed)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["", "\n"])
@pytest.mark.parametrize("count", [1, 2, 3, 1000])
def test_the_first_the_last_and_a_stranger(tmp_path, end, last, count):
    words = sorted((f"word {number}" for number in range(count)), key=sha1)
    path = write(tmp_path, words, [f":{n * n}" for n in range(count)], end, last)
    assert is_leaked(words[0], path)
    assert is_leaked(words[-1], path)
    assert is_leaked(words[count // 2], path)
    assert not is_leaked("a stranger", path)


def test_before_the_first_and_after_the_last_there_is_nobody(tmp_path):
    words = sorted((f"word {number}" for number in range(50)), key=sha1)
    path = write(tmp_path, words[1:-1], [":1"] * 50, "\n", "\n")
    assert not is_leaked(words[0], path)
    assert not is_leaked(words[-1], path)


def test_an_empty_file_lists_nobody(tmp_path):
    path = tmp_path / "leaked.txt"
    path.write_bytes(b"")
    assert not is_leaked("word", path)


def test_small_letters_in_the_file_are_read_too(tmp_path):
    path = tmp_path / "leaked.txt"
    path.write_text(f"{sha1('word').lower()}:3\n")
    assert is_leaked("word", path)


@examples(50)
@given(words=WORDS, end=ENDS)
def test_a_sorted_file_is_in_order(tmp_path, words, end):
    assert problem(write(tmp_path, words, [":1"] * 60, end, end)) == ""


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"password\n123456\n", "not SHA1:count"),
        (b"0" * 32 + b":1\n", "not SHA1:count"),
        (b"\x00" * 5000, "not SHA1:count"),
        (b"B" * 40 + b":1\n" + b"A" * 40 + b":1\n", "not sorted"),
    ],
)
def test_a_file_that_would_find_nobody_is_said_to(tmp_path, content, words):
    path = tmp_path / "leaked.txt"
    path.write_bytes(content)
    assert words in problem(path)


def test_a_file_that_is_gone_is_said_to_be(tmp_path):
    assert problem(tmp_path / "nothing").startswith("The file cannot be read")
