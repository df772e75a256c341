"""What is furniture, and — more important — what is not."""

import pytest

from bot.adapters.reading.furniture import byline, is_furniture, without_bio, without_furniture


@pytest.mark.parametrize(
    "line",
    """
    By Naila Example|By Naila Example and Murad Sample|Автор: Наиля Пример|Müəllif: Nailə Nümunə|Views: 120
    Views 1 204|120 views|Просмотров: 1 204|Baxış sayı: 5|5 min read|Comments (3)|Share|Share this:
    Facebook X WhatsApp Telegram|Поделиться|Paylaş|A+ A-|A+ A−|Print|Copy link|Скопировать ссылку
    Photo: Example Agency|Фото: агентство|© 2026 Caliber.Az|All rights reserved|Read more
    Read also: Another story|Читайте также: Другая новость|Həmçinin oxuyun: Başqa xəbər
    Subscribe to our Telegram channel|Подписывайтесь на наш канал|Bizi izləyin|ADVERTISEMENT|Реклама|Reklam
    06 October 2024 22:04|6 октября 2024, 22:04|[…]|* * *|—|Continue reading Ministers agree →|Night theme
    Reporting by Ada Moss in Dorn and Bo Lind in Kellen; Editing by Cy Orr|Editor's note: this was published before.
    Do you have a story? Get in touch by email|If you enjoyed this piece, consider our book|Lire aussi : Une autre
    Go deeper: Another story|BUNU DA OXU: Başqa xəbər|Bizi Telegram-da izləyin!|Новости — в нашем телеграм-канале.
    Materiallardan istifadə edərkən hiperlinklə istinad olunmalıdır|Все фото (14)|※この記事は放送をもとにしています。
    Bakı, 6 oktyabr, Nailə Nümunə, AGENTLİK|Məhkəmə zalı (Foto: agentlik)|Bu gün, 15:27 · Oxunub: 23 917
    The post Ministers agree appeared first on Caliber.Az.|EN RU AZ
    """.strip()
    .replace("\n", "|")
    .split("|"),
)
def test_furniture(line: str) -> None:
    assert is_furniture(line.strip())


@pytest.mark.parametrize(
    "line",
    [
        "By signing the agreement, the ministers ended six years of talks.",
        "By Monday the road was open again.",
        "Views differ on who is to pay for it.",
        "Share prices fell by 3 per cent on Monday.",
        "The agreement was signed on 6 October 2024.",
        "Photo studios close one after another.",
        "Subscribers of the mobile network were cut off for two hours, the operator said, and will be compensated.",
        "Автор проекта рассказал, что линия протянется на 214 километров.",
        "“Yes,” he said.",
        "Reporting by human rights groups shows that the prisons are full.",
        "Do you have a question for the minister? We asked ten people in the street, and none had.",
        "If you enjoyed this year's festival, you were lucky: it was the last.",
        "On Monday, 6 ministers, 3 deputies and a dog came.",
        "Print runs of newspapers have halved since 2010.",
    ],
)
def test_no_furniture(line: str) -> None:
    assert not is_furniture(line)
    assert without_furniture([line]) == [line]


def test_names_stand_alone_but_not_in_sentences() -> None:
    lines = ["WORLD", "Ministers agree!", "Caliber.Az", "Caliber.Az reports that ministers agree."]
    assert without_furniture(lines, ["World", "Ministers agree", "caliber.az", ""]) == lines[3:]


def test_what_follows_a_press_release_goes() -> None:
    release = ["The bog hums.", "It is heard by few.", "A bog that hums is dry."]
    assert (
        without_furniture([*release, "ENDS", "Media contact", "Ada Moss, Press Office", "She tells more."]) == release
    )
    assert without_furniture([*release, "Notes to editors", "Pictures are there."]) == release
    assert without_furniture(["ENDS", *release])[-3:] == release


def test_who_the_author_is_is_told_last_and_goes() -> None:
    lines = ["One.", "Two.", "Three.", "Ada Moss keeps sheep."]
    assert without_bio(lines, ["Ada Moss"]) == lines[:3]
    assert without_bio(lines, ["Ada"]) == without_bio(lines, ["Bo Lind"]) == lines
    assert without_bio(lines[2:], ["Ada Moss"]) == lines[2:]


def test_a_list_of_other_stories_goes_with_its_heading() -> None:
    lines = [
        "A sentence.",
        "Related news",
        "Harbour workers accept a contract",
        "A museum opens",
        "The last sentence.",
        "A line",
    ]
    assert without_furniture(lines) == ["A sentence.", "The last sentence.", "A line"]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("By Naila Example", "Naila Example"),
        ("by Naila Example |", "Naila Example"),
        ("Автор: Наиля Пример", "Наиля Пример"),
        ("Müəllif: Nailə Nümunə", "Nailə Nümunə"),
        ("By signing it, they ended the talks.", ""),
        ("Naila Example", ""),
        ("By " + "x" * 200, ""),
    ],
)
def test_bylines(line: str, name: str) -> None:
    assert byline(line) == name
