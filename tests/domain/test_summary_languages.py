"""The summary's rules in the languages of Crier's readers, and some others: invented news with all that may go wrong.

Each article has a head, a caption, a pointer, a rights notice, an abbreviation, a hanging sentence after one that is
not worth its place, a quotation of two sentences and a credited source.
"""

import pytest

from bot.domain.cohesion import hangs
from bot.domain.salience import weigh
from bot.domain.sentences import split_sentences
from bot.domain.summary import summarize
from bot.domain.text import words

# language → the sentences of the news in order, the hanging ones, what must never be shown
ARTICLES: dict[str, tuple[list[str], list[str], list[str]]] = {
    "en": (
        ["The council of Amsel opened a bridge of 120 metres over the river on Monday.",
         "However, lorries must wait until spring.",
         "Mr. Rill, the mayor, said the bridge cost 40 million crowns.",
         "CNN reports that the old bridge of Amsel will be torn down."],
        ["However, lorries must wait until spring."],
        ["By Naila Vale", "Photo: Naila Vale", "Read more: Bridges of the north", "All rights reserved.",
         "“We are proud of the bridge. We waited long for the bridge,” said he."],
    ),
    "ru": (
        ["Совет города Амзель открыл в понедельник мост через реку длиной 120 метров.",
         "Однако грузовики подождут до весны.",
         "Мост обошёлся в 40 млн. крон, сообщает ТАСС со ссылкой на мэрию города Амзель.",
         "Старый мост города Амзель снесут в 2027 г. после паводка."],
        ["Однако грузовики подождут до весны."],
        ["Автор: Наиля Вейл", "Фото: Наиля Вейл", "Читайте также: мосты севера", "Все права защищены.",
         "«Мы гордимся мостом. Мы долго ждали моста», — сказал он."],
    ),
    "az": (
        ["Amzel şəhər şurası bazar ertəsi çayın üzərində 120 metrlik körpü açıb.",
         "Lakin yük maşınları yaza qədər gözləyəcək.",
         "Körpü Amzel şəhərinə 40 mln. krona başa gəlib, TASS məlumat yayıb.",
         "Amzel şəhərinin köhnə körpüsü söküləcək."],
        ["Lakin yük maşınları yaza qədər gözləyəcək."],
        ["Müəllif: Nailə Veyl", "Foto: Nailə Veyl", "Həmçinin oxuyun: Şimalın körpüləri", "Bütün hüquqlar qorunur.",
         "«Biz körpü ilə fəxr edirik. Körpünü çox gözləmişik», o deyib."],
    ),
    "tr": (
        ["Amzel belediye meclisi pazartesi günü nehrin üzerinde 120 metrelik köprü açtı.",
         "Ancak kamyonlar ilkbahara kadar bekleyecek.",
         "Köprünün Amzel kentine maliyeti 40 milyon kron oldu, ajans bildirdi.",
         "Amzel kentinin eski köprüsü Dr. Ril gözetiminde yıkılacak."],
        ["Ancak kamyonlar ilkbahara kadar bekleyecek."],
        ["Yazar: Naile Vel", "Fotoğraf: Naile Vel", "Haberin devamı için tıklayın", "Tüm hakları saklıdır.",
         "“Köprüyle gurur duyuyoruz. Köprüyü çok bekledik,” dedi."],
    ),
    "hy": (
        ["Ամզել քաղաքի խորհուրդը երկուշաբթի բացեց գետի վրայով 120 մետրանոց կամուրջ։",
         "Սակայն բեռնատարները կսպասեն մինչև գարուն։",
         "Կամուրջը Ամզել քաղաքին արժեցել է 40 մլն կրոն, հայտնում է «Արմենպրես»-ը։",
         "Ամզել քաղաքի հին կամուրջը կքանդեն։"],
        ["Սակայն բեռնատարները կսպասեն մինչև գարուն։"],
        ["Հեղինակ՝ Նայիլա Վեյլ", "Լուսանկարը՝ Նայիլա Վեյլի", "Կարդացեք նաև հյուսիսի կամուրջների մասին",
         "Բոլոր իրավունքները պաշտպանված են։", "«Հպարտ ենք կամրջով։ Երկար սպասեցինք կամրջին»,- ասաց նա։"],
    ),
    "ar": (
        ["افتتح مجلس مدينة أمزل يوم الاثنين جسرا طوله 120 مترا فوق النهر.",
         "لكن الشاحنات ستنتظر حتى الربيع.",
         "بلغت كلفة الجسر على مدينة أمزل 40 مليون كرونة، بحسب وكالة الأنباء.",
         "ستهدم مدينة أمزل الجسر القديم، كما أعلن المجلس."],
        ["لكن الشاحنات ستنتظر حتى الربيع."],
        ["بقلم: نائلة فيل", "الصورة: نائلة فيل", "اقرأ أيضا: جسور الشمال", "جميع الحقوق محفوظة.",
         "«نحن فخورون بالجسر. انتظرنا الجسر طويلا»، هكذا قال."],
    ),
    "zh": (
        ["安泽尔市议会周一开通了一座长120米的跨河大桥。",
         "但是卡车必须等到春天。",
         "据新华社报道，安泽尔市为大桥花费了4000万克朗。",
         "安泽尔市的旧桥将被拆除。"],
        ["但是卡车必须等到春天。"],
        ["作者：王小明", "图：王小明", "点击查看全文", "版权所有，翻印必究。",
         "他说：“我们为大桥感到骄傲。我们等大桥等了很久。”"],
    ),
}  # fmt: skip
LANGUAGES = sorted(ARTICLES)
# What the article says most of, in a sentence that hangs: by its opener, or by a connective behind its subject.
STRONG = {
    "en": ["However, the bridge of 120 metres over the river at Amsel must wait for 40 lorries.",
           "The council of Amsel also said the bridge of 120 metres over the river cost 40 crowns."],
    "ru": ["Однако по мосту через реку длиной 120 метров в городе Амзель не пройдут 40 грузовиков.",
           "Совет города Амзель также решил, что мост через реку длиной 120 метров откроют 40 грузовиков."],
    "az": ["Lakin çayın üzərində 120 metrlik körpü Amzel şəhərinə 40 krona başa gəlib.",
           "Amzel şurası isə çayın üzərində 120 metrlik körpünün 40 krona başa gəldiyini deyib."],
    "tr": ["Ancak nehrin üzerinde 120 metrelik köprü Amzel kentine 40 kron maliyeti oldu.",
           "Amzel meclisi ise nehrin üzerinde 120 metrelik köprünün 40 kron olduğunu söyledi."],
    "hy": ["Սակայն գետի վրայով 120 մետրանոց կամուրջը Ամզել քաղաքին արժեցել է 40 կրոն։",
           "Քաղաքի խորհուրդը նաև բացեց գետի վրայով 120 մետրանոց կամուրջ, որը արժեցել է 40 կրոն։"],
    "ar": ["لكن الجسر فوق النهر طوله 120 مترا وكلفة الجسر على مدينة أمزل 40 كرونة.",
           "مجلس مدينة أمزل أيضا افتتح جسرا فوق النهر طوله 120 مترا وكلفة الجسر 40 كرونة."],
    "zh": ["但是安泽尔市的120米跨河大桥花费了4000万克朗。", "安泽尔市也为120米的跨河大桥花费了4000万克朗。"],
}  # fmt: skip


def text_of(language: str) -> str:
    """Head, first sentence, caption, the rest, quotation, pointer, notice; nothing between Chinese sentences."""
    news, _, never = ARTICLES[language]
    gap = "" if language == "zh" else " "
    byline, caption, pointer, rights, quotation = never
    return "\n".join([byline, gap.join(news[:2]), caption, gap.join([*news[2:], quotation]), pointer, rights])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sentences", [1, 2, 3, 4])
def test_only_the_news_is_told(language: str, sentences: int) -> None:
    news, hanging, _ = ARTICLES[language]
    found = summarize("", text_of(language), language, sentences=sentences, max_chars=600)
    assert found
    assert found[0] == news[0]
    assert list(found) == [each for each in news if each in found]  # nothing else, in order, verbatim
    for each in set(hanging) & set(found):
        assert news[news.index(each) - 1] in found


@pytest.mark.parametrize(("language", "strong"), [(each, strong) for each in LANGUAGES for strong in STRONG[each]])
def test_a_hanging_sentence_does_not_stand_without_its_predecessor(language: str, strong: str) -> None:
    news, hanging, _ = ARTICLES[language]
    assert hangs(hanging[0])
    assert hangs(strong)
    dull = {"zh": "下雨了。", "hy": "Անձրև էր։", "ru": "Шёл дождь.", "ar": "هطل المطر."}.get(language, "Yağış yağdı.")
    sentences = [news[0], dull, strong, *news[2:]]
    _, scores = weigh([words(each) for each in sentences], language)
    assert max(scores[2:]) == scores[2]
    # The title has said what it hangs on, so that goes; the rule alone leaves out the strongest of what is left.
    found = summarize(dull, ("" if language == "zh" else " ").join(sentences), language, sentences=2, max_chars=600)
    assert len(found) == 2
    assert not {dull, strong} & set(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_sentences_end(language: str) -> None:
    news = ARTICLES[language][0]
    assert split_sentences(("" if language == "zh" else " ").join(news), language) == news


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_short_text_is_given_as_it_is(language: str) -> None:
    news = ARTICLES[language][0]
    text = ("" if language == "zh" else " ").join(news[:2])
    assert summarize("", text, language, sentences=3, max_chars=600) == tuple(news[:2])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_title_is_not_said_again(language: str) -> None:
    news = ARTICLES[language][0]
    found = summarize(news[0].rstrip(".。։"), text_of(language), language, sentences=3, max_chars=600)
    assert found
    assert news[0] not in found


@pytest.mark.parametrize("language", LANGUAGES)
def test_lengths_are_kept(language: str) -> None:
    for units in (10, 40, 80, 160):
        found = summarize("", text_of(language), language, sentences=3, max_chars=units)
        assert found
        assert len(" ".join(found)) <= units


def test_a_long_chinese_paragraph_without_a_stop_is_no_heading() -> None:
    line = "安泽尔市议会周一开通了一座长120米的跨河大桥并宣布旧桥将在春天拆除同时修建新的道路和码头以及公园"
    assert summarize("", f"大桥开通\n{line}", "zh", sentences=3, max_chars=600) == (line,)
