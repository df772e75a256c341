"""The same text, whatever its bytes are called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.reading.charset import decode, legal

RUSSIAN = "Министры договорились о железной дороге через горы. Переговоры шли всю ночь; ёлка, Эльбрус."
AZERI = "Nazirler daglardan keçen demir yolu baresinde razılıga geldi: Şuşa, Iğdır, İsmayıllı, çörek."
FRENCH = "Le café était fermé à midi, où Noël fut fêté près de la forêt."
ENGLISH = "Ministers agreed – at last – on “the line”, a café owner said."
LABELS = ("utf-8", "windows-1251", "koi8-r", "iso-8859-1", "utf-16", "nonsense", "base64")
HEADERS = ("", "text/xml", *(f"text/xml; charset={label}" for label in LABELS))
HEADERS += (
    "text/xml; charset=iso-8859-1",
    "text/xml; charset=utf-16",
    "text/xml; charset=nonsense",
    "text/xml;charset=base64",
)


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize(
    "encoding",
    [
        "utf-8",
        "utf-8-sig",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "windows-1251",
        "koi8-r",
        "cp866",
        "iso8859-5",
    ],
)
def test_russian_whatever_the_header_says(encoding: str, header: str) -> None:
    for declared in ("", f' encoding="{encoding}"'):
        text = f'<?xml version="1.0"{declared}?><t>{RUSSIAN}</t>'
        assert decode(text.encode(encoding), header) == text


@pytest.mark.parametrize("header", HEADERS)
def test_latin_texts_whatever_the_header_says(header: str) -> None:
    assert decode(AZERI.encode("utf-8"), header) == AZERI
    if "8859-1" not in header:  # both are Latin letters, and nothing tells them apart
        assert decode(AZERI.encode("cp1254"), header) == AZERI
    assert decode(FRENCH.encode("cp1252"), header) == FRENCH
    assert decode(ENGLISH.encode("cp1252"), header) == ENGLISH


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("shift_jis", "今日のニュースです。東京で会議"),
        ("iso-2022-jp", "今日のニュースです。"),
        ("euc-kr", "오늘의 뉴스 보도"),
        ("gb2312", "今日新闻报道"),
        ("big5", "今日新聞報導"),
    ],
)
def test_eastern_texts_by_their_label(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding), f"text/html; charset={encoding}") == text
    page = f'<html><head><meta charset="{encoding}"></head>{text}</html>'
    assert decode(page.encode(encoding)) == page


def test_a_wrong_declaration_in_the_document_is_seen_through() -> None:
    text = f'<?xml version="1.0" encoding="koi8-r"?><t>{RUSSIAN}</t>'
    assert decode(text.encode("windows-1251")) == text
    assert decode(text.encode("utf-8"), "text/xml; charset=windows-1251") == text


def test_one_damaged_byte_does_not_change_the_encoding() -> None:
    damaged = RUSSIAN.encode().replace("ё".encode(), b"\xd1")
    assert decode(damaged, "text/html; charset=utf-8") == RUSSIAN.replace("ё", "\ufffd")


@given(st.binary(max_size=300), st.text(max_size=40))
def test_any_bytes_are_some_text(body: bytes, header: str) -> None:
    assert isinstance(decode(body, header), str)


@pytest.mark.parametrize("body", [b"", b"\0", b"\0\0\0\0", b"a\0b", b"<\0a\0>\0", b"\xff", b"\xfe\xff\xd8"])
def test_short_and_odd_bytes(body: bytes) -> None:
    assert isinstance(decode(body, "charset=utf_7"), str)


def test_what_xml_forbids() -> None:
    assert legal("a\0b\x0b\x1fc\ud800\uffff\n\t") == "abc\n\t"
