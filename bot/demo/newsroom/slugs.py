"""The last part of an article's address: small Latin letters, digits and hyphens."""

from bot.domain.text import words

LONGEST = 62  # characters, before the number
_LATIN = str.maketrans(
    dict(
        zip(
            "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
            "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya".replace("_", "").split(" "),
            strict=True,
        )
    )
)


def slug(title: str, number: int) -> str:
    """A title as part of an address, with the story's number, which makes it the only one for good.

    Russian is transliterated as in passports; the letters of Azerbaijani lose their marks, ə becomes e.
    """
    kept = ""
    for word in words(title):
        latin = "".join(filter(str.isascii, word.translate(_LATIN)))
        if len(kept) + 1 + len(latin) > LONGEST:
            break
        kept = f"{kept}-{latin}" if kept and latin else kept or latin
    return f"{kept}-{number}" if kept else str(number)
