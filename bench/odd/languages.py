"""Seven languages in five shapes."""

from bench.odd.shapes import Odd, in_every_shape

STORIES = {
    "en": (
        ("Council votes for “quiet nights” – trams to stop at 1 a.m.", "The vote was close: 21 to 19."),
        ("R&D budget < last year's", "Spending on research falls by 3% & nobody objects."),
    ),
    "ru": (
        ("Совет города Верхнеозёрска закрыл старый мост «Лебединый»", "Движение трамваев восстановят весной."),
        ("Ёлку привезли раньше срока", "Жители встретили её песнями."),
    ),
    "az": (
        ("Gölüstü şəhərində köhnə körpü bağlandı", "Tramvayların hərəkəti yazda bərpa olunacaq."),
        ("İşçilər “sakit gecə” istəyir", "Ərizəni iki min nəfər imzalayıb."),
    ),
    "hy": (
        ("Լճաշենում փակվեց հին կամուրջը", "Տրամվայները կվերսկսեն աշխատանքը գարնանը։"),
        ("Քաղաքապետը խոստացավ լռություն", "Որոշումն ընդունվել է միաձայն։"),
    ),
    "tr": (
        ("Göltepe'de eski köprü kapatıldı", "Tramvay seferleri ilkbaharda yeniden başlayacak."),
        ("Işıklar söndü, İstasyon karanlıkta", "Arıza iki saatte giderildi."),
    ),
    "ar": (
        ("إغلاق الجسر القديم في مدينة البحيرة", "تعود عربات الترام في الربيع."),
        ("المجلس يصوّت على ليالٍ هادئة", "صوّت واحد وعشرون عضوًا بنعم."),
    ),
    "zh": (
        ("湖城旧桥关闭，电车改道", "市政府表示，春天将恢复通车。"),
        ("居民要求夜间安静", "两千人在请愿书上签名。"),
    ),
}


def feeds() -> tuple[Odd, ...]:
    return tuple(odd for language, texts in STORIES.items() for odd in in_every_shape(language, texts))
