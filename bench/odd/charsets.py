"""Texts in the encodings that sites use, with labels that are right, wrong or missing."""

import codecs

from bench.odd.languages import STORIES
from bench.odd.shapes import Odd, odd, rss, story, told

_RUSSIAN = (
    ("Совет города Верхнеозерска закрыл старый мост", "Движение трамваев восстановят весной, обещает мэрия."),
    ("Елку привезли раньше срока", "Жители встретили ее песнями и пирогами."),
)
_TURKISH = (("Göltepe'de eski köprü kapatıldı", "Tramvay seferleri ilkbaharda yeniden başlayacak, dedi belediye."),)
_CZECH = (("Město zavřelo starý most", "Tramvaje se vrátí na jaře."),)
_CHINESE = STORIES["zh"]


def feeds() -> tuple[Odd, ...]:
    made: list[Odd] = []
    for encoding in ("cp1251", "koi8-r", "iso8859-5", "cp866"):
        for label, content_type in (
            (encoding, ""),
            ("", f"text/xml; charset={encoding}"),
            ("", ""),
            ("utf-8", "text/xml; charset=utf-8"),
            (encoding, "text/xml; charset=iso-8859-1"),
        ):
            made.append(_in(f"ru-{encoding}", _RUSSIAN, encoding, label, content_type, len(made)))
    for encoding, texts, label in (
        ("utf-8", _RUSSIAN, "windows-1251"),
        ("utf-8", _RUSSIAN, "iso-8859-1"),
        ("utf-8-sig", STORIES["az"], "windows-1254"),
        ("utf-16", STORIES["hy"], "utf-16"),
        ("utf-16", STORIES["ru"], "utf-8"),
        ("utf-32", STORIES["az"], ""),
        ("cp1254", _TURKISH, "windows-1254"),
        ("cp1254", _TURKISH, "iso-8859-9"),
        ("iso8859-2", _CZECH, "iso-8859-2"),
        ("gb18030", _CHINESE, "gb2312"),
        ("gbk", _CHINESE, "gbk"),
        ("cp1252", STORIES["en"][:1], "iso-8859-1"),
        ("cp1252", STORIES["en"][:1], "us-ascii"),
    ):
        made.append(_in(encoding, texts, encoding, label, "", len(made)))
    plain = rss(*(story(number, *each) for number, each in enumerate(STORIES["ar"], 1)))
    wanted = [told(number, title) for number, (title, _) in enumerate(STORIES["ar"], 1)]
    made += [
        odd("utf-16-le-unmarked", plain.encode("utf-16-le"), *wanted, content_type="text/xml"),
        odd("utf-16-be-marked", codecs.BOM_UTF16_BE + plain.encode("utf-16-be"), *wanted, content_type="text/html"),
        odd("unknown-label", f'<?xml version="1.0" encoding="x-nonsense"?>{plain}', *wanted),
        odd("forbidden-label", f'<?xml version="1.0" encoding="utf-7"?>{plain}', *wanted),
        odd("two-marks", codecs.BOM_UTF8 * 2 + plain.encode(), *wanted),
        odd(
            "one-bad-byte",
            rss(story(1, body="Trams cross the river again, ¤."), story(2)).encode().replace("¤".encode(), b"\xff"),
            told(1),
            told(2),
        ),
    ]
    return tuple(made)


def _in(
    name: str, texts: tuple[tuple[str, str], ...], encoding: str, label: str, content_type: str, number: int
) -> Odd:
    prolog = f'<?xml version="1.0" encoding="{label}"?>\n' if label else ""
    stories = [(title.replace("&", "&amp;").replace("<", "&lt;"), text) for title, text in texts]
    text = rss(*(story(at, *each) for at, each in enumerate(stories, 1)), prolog=prolog)
    wanted = [told(at, title) for at, (title, _) in enumerate(texts, 1)]
    return odd(f"{name}-{number}", text.encode(encoding), *wanted, content_type=content_type)
