"""Forms of a word meet, in an article and in a query, however they are typed."""

import sys
import threading
import unicodedata
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import stemming
from bot.domain.language import USUAL
from bot.domain.stemming import stems
from bot.domain.text import fold, words

# Of each line all forms meet each other.
FORMS = {
    "az": """
        prezident prezidenti prezidentin prezidentinin prezidentə prezidentdən prezidentlər prezidentlərin
        Azərbaycan Azərbaycanda Azərbaycanın Azərbaycandan Azərbaycana Azərbaycanı Azərbaycandakı Azərbaycandır
        Bakı Bakıda Bakının Bakıdan Bakıya Bakını Bakıdakı
        Gəncə Gəncədə Gəncənin Gəncədən Gəncəyə Gəncəni
        Şuşa Şuşada Şuşanın Şuşadan Şuşaya Şuşanı
        Rusiya Rusiyada Rusiyanın Rusiyadan Rusiyaya Rusiyanı
        Əliyev Əliyevin Əliyevə Əliyevi Əliyevlə Əliyevdən
        Ərdoğan Ərdoğanın Ərdoğana Ərdoğanla
        nazirlik nazirliyi nazirliyin nazirliyinin nazirliyə nazirliklər nazirlikdən
        ürək ürəyi ürəyin ürəyə ürəkdən ürəklər
        çörək çörəyi çörəyə çörəklər
        kömək köməyi köməyin köməyə
        çıraq çırağı çırağın çıraqlar çıraqdan
        otaq otağı otağa otaqda otaqlar
        uşaq uşağı uşağın uşaqlar uşaqların uşaqlarımız
        oğul oğlu oğlunun oğullar
        ağız ağzı ağzında ağızlar
        fikir fikri fikrində fikirlər
        şəkil şəkli şəklin şəkillər
        məclis məclisi məclisin məclisində məclisdə
        insan insanı insanın insanlar insanların
        saray sarayı sarayda sarayın saraylar
        ölkə ölkəsi ölkəsində ölkənin ölkəyə ölkələr ölkələrin ölkələrində
        hadisə hadisəsi hadisələr hadisələrin hadisədən
        söz sözü sözlər sözdən
        kitab kitabı kitablar kitablarımızdan
        hökumət hökumətin hökuməti hökumətlə hökumətlər
        seçki seçkisi seçkilər seçkilərin seçkilərdə seçkidə
        qanun qanunu qanunun qanunlar qanunla
        sülh sülhü sülhün sülhdən
        qatar qatarı qatarlar qatarla
        açıldı açılıb açılacaq açılmışdır açılır açılması açılmasının açılmaq
        keçirildi keçirilib keçiriləcək keçirilir keçirilməsi
        """,
    "tr": """
        Ankara Ankara'da Ankara'nın Ankara'dan Ankara'ya Ankarada Ankaranın
        İstanbul İstanbul'un İstanbul'da İstanbul'a İstanbulda
        cumhurbaşkanı cumhurbaşkanının cumhurbaşkanına cumhurbaşkanları
        bakan bakanı bakanın bakanlar bakanların
        bakanlık bakanlığı bakanlığın bakanlığının bakanlıklar bakanlıkta
        seçim seçimi seçimin seçimler seçimlerin seçimlerde seçimden
        ülke ülkesi ülkesinde ülkenin ülkeye ülkeler ülkelerin
        kitap kitabı kitabın kitaplar kitapta
        çocuk çocuğu çocuğun çocuklar çocukların
        ağaç ağacı ağacın ağaçlar
        şehir şehri şehrin şehirler şehirde
        oğul oğlu oğlunun oğullar
        akıl aklı aklın
        saat saati saatin saatler saatlerde
        ekonomi ekonomisi ekonominin ekonomide
        hükümet hükümeti hükümetin hükümetten
        deprem depremi depremin depremler depremde
        meclis meclisi meclisin mecliste
        kitaplık kitaplığı kitaplıkta
        kalıp kalıbı kalıplar
        açıldı açılıyor açılacak açılmış açılması açılmak açılır
        """,
    "ru": """
        правительство правительства правительством правительстве
        Азербайджан Азербайджана Азербайджану Азербайджане Азербайджаном
        Узбекистан Узбекистана Узбекистане
        Пашинян Пашиняна Пашиняну Пашиняном
        Алиев Алиева Алиеву Алиевым Алиеве
        Керимов Керимова Керимову Керимовым
        Путин Путина Путину Путиным
        Корея Кореи Корее Корею Кореей
        Россия России Россию Россией
        рынок рынка рынку рынки рынков
        поездка поездки поездке поездок
        отец отца отцу отцом
        боец бойца бойцы бойцов
        европеец европейца европейцы европейцев
        армянин армянина армяне армянами
        музей музея музее музеи музеев
        материал материала материалу материалы материалов
        выборы выборов выборам выборах
        ёлка елка ёлки ёлок
        закон закона законы законов законе
        президент президента президентом президенты
        турецкий турецкая турецкого турецкими
        """,
    "hy": """
        նախագահ նախագահի նախագահը նախագահին նախագահներ նախագահների նախագահները նախագահներից
        Երևան Երեւան Երևանի Երևանում Երևանից ԵՐԵՎԱՆ
        Հայաստան Հայաստանի Հայաստանում Հայաստանից Հայաստանը
        ընտրություն ընտրության ընտրությունը ընտրություններ ընտրությունների ընտրությամբ
        կառավարություն կառավարության կառավարությունը կառավարությանը
        երկիր երկրի երկրում երկրներ երկրների երկիրը
        խորհուրդ խորհրդի խորհուրդը
        Ալիև Ալիևի Ալիևը Ալիևին
        Մոսկվա Մոսկվայի Մոսկվայում Մոսկվայից
        վարչապետ վարչապետի վարչապետը վարչապետին
        պարգև պարգևի պարգևը պարգևներ պարգևներից
        գնացք գնացքի գնացքը գնացքներ գնացքով
        միացում միացման միացումը
        """,
    "ar": """
        رئيس الرئيس للرئيس والرئيس ورئيس بالرئيس
        وزارة الوزارة ووزارة والوزارة للوزارة بوزارة
        بلاد البلاد والبلاد بلادنا
        حكومة الحكومة حكومات الحكومات حكومته للحكومة
        انتخابات الانتخابات والانتخابات انتخاباتها
        اتفاق الاتفاق اتفاقا لاتفاق
        أذربيجان بأذربيجان لأذربيجان وأذربيجان
        مدينة المدينة مدينته
        مسلم المسلمون المسلمين مسلمات
        """,
    "en": """
        election elections
        state states state's
        Baku Baku's
        agree agreed agreeing
        city cities
        Aliyev Aliyev's
        """,
    "fr": "élection élections",
}  # fmt: skip
STRANGERS = {  # each two of a line have nothing to do with each other
    "az": """
        nazir nazirlik
        Bakı bayraq
        Azərbaycan Ermənistan
        qatar qardaş
        seçki seçim
        """,
    "tr": """
        bakan bakanlık
        seçim seçki
        İstanbul istasyon
        """,
    "ru": """
        Алиев Али
        выбор выборка
        сырок сыр
        """,
    "hy": "Երևան երեք",
    "ar": "وزير وزارة",
    "en": """
        universe university
        new news
        """,
}


def _lines(of: dict[str, str]) -> list[tuple[str, str]]:
    return [(language, line) for language, lines in of.items() for line in lines.strip().splitlines()]


def _forms(word: str, *languages: str) -> set[str]:
    return {form for folded in words(word) for form in (folded, *stems(folded, languages))}


def _plain(word: str) -> str:
    """As it is typed on a keyboard without the letters of the language."""
    bare = unicodedata.normalize("NFD", word).translate(str.maketrans("əƏıİ", "eEiI"))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


@pytest.mark.parametrize(("language", "line"), _lines(FORMS))
def test_all_forms_of_a_word_meet(language: str, line: str) -> None:
    for one, other in combinations(line.split(), 2):
        assert _forms(one, language) & _forms(other, language), (one, other)


@pytest.mark.parametrize(("language", "line"), [line for line in _lines(FORMS) if line[0] in ("az", "tr")])
def test_a_query_needs_neither_diacritics_nor_the_right_language(language: str, line: str) -> None:
    for form in line.split():
        assert _forms(_plain(form), *USUAL) & _forms(form, language) == _forms(form, language)


@pytest.mark.parametrize(("language", "line"), _lines(STRANGERS))
def test_other_words_do_not_meet(language: str, line: str) -> None:
    for one, other in combinations(line.split(), 2):
        assert not _forms(one, language) & _forms(other, language), (one, other)


def test_stems_follow_the_script_of_the_word() -> None:
    assert stems("elections", ("ru",)) == ("elect",)  # no language of its script: the script's commonest
    assert stems("elections", ("en", "ru", "en-GB")) == ("elect",)
    assert len(stems("elections", ("en", "az", "fr"))) > 1
    assert stems("2024") == ("2024",)
    assert stems("中国") == ("中国",)
    assert stems("a" * 50 + "ing") == ("a" * 50 + "ing",)
    assert stems("да", ("bg",)) == ("да",)  # no algorithm


@pytest.mark.parametrize(
    ("language", "word", "expected"),
    [
        ("az", "kitablarimizdan", ("kitap",)),
        ("az", "ureyinin", ("urek",)),
        ("az", "baki", ("bak",)),
        ("az", "baku", ("baku",)),  # u does not follow a
        ("az", "oglu", ("ogl",)),
        ("az", "bmt", ("bmt",)),
        ("az", "a", ("a",)),
        ("tr", "halkta", ("halk",)),
        ("ru", "алиев", ("алиев",)),
        ("ru", "алиева", ("алиев",)),
        ("ru", "материала", ("материа", "материал")),
        ("hy", "պոմպերից", ("պոմպ",)),
        ("ar", "وبريس", ("وبريس", "ريس")),
        ("ar", "للرييس", ("رييس",)),
    ],
)
def test_stems(language: str, word: str, expected: tuple[str, ...]) -> None:
    assert stems(word, (language,)) == expected


@given(
    st.text(max_size=80)
    | st.text("abdeiklmnoqrstuyəıİğşçöüaeiou'", max_size=30)
    | st.text("ابوفلكهةتيءئؤإأ", max_size=12)
)
def test_every_word_has_stems_that_are_folded_words(text: str) -> None:
    for word in words(text):
        found = stems(word, ("en", "az", "tr", "ru", "ar", "hy", "fr", "hi"))
        assert found and all(found)
        assert all(len(stem) <= len(word) for stem in stems(word, ("az", "ar", "hy")))
        assert [fold(stem) for stem in found] == [*found]


def test_stems_are_the_same_from_several_threads() -> None:
    """Snowball's stemmers keep the word in themselves: shared, they would mix the threads' words."""
    forms = [f"{a}{b}{c}ationally" for a in ("gener", "oper") for b in "abcdefghijklmno" for c in "aeioumnr"]
    expected = {form: stems(form, ("en", "fr", "de")) for form in forms}
    stemming._stems.cache_clear()
    wrong: list[str] = []
    start = threading.Barrier(4)

    def work(turn: int) -> None:
        start.wait()
        mine = forms[turn::4]
        wrong.extend(form for form in mine if stems(form, ("en", "fr", "de")) != expected[form])

    threads = [threading.Thread(target=work, args=(turn,)) for turn in range(4)]
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(usual)
    assert not wrong
