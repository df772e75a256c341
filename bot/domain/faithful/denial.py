"""Words by which a sentence says the opposite of another: denials, contraries, and claims too grave to be invented."""

import re
from collections.abc import Mapping
from typing import Final

from bot.domain.faithful.lexicon import Words
from bot.domain.text import words

NEGATORS: Final = {
    language: Words({"not": listed})
    for language, listed in {
        "en": "not no never nobody none nothing neither nor without cannot",
        "ru": "не ни нет без никогда никто никого никому ничего ничто нельзя",
        "uk": "не ні немає без ніколи ніхто нікого нічого",
        "az": "deyil* yox* heç",
        "tr": "değil* yok* hiç hiçbir",
        "hy": "չի չեն չէ չեմ չես չենք չեք չէր չէին չկա չկան",
        "de": "nicht kein* nie niemals niemand* ohne nichts",
        "fr": "ne pas jamais aucun* rien sans personne",
        "es": "no nunca ningún ninguna nadie sin tampoco",
        "it": "non mai nessun* senza",
        "pt": "não nunca nenhum* sem",
        "pl": "nie nigdy żaden bez nikt",
        "nl": "niet geen nooit niemand zonder",
        "ar": "لا لم لن ولا ولم ولن فلا فلم وليس ليس ليست ليسوا بدون دون غير",
    }.items()
}
SOFT: Final = {  # verbs that deny what they speak of
    language: Words({"not": listed})
    for language, listed in {
        "en": "off out against cancel* scrap* avert* ban bans banned refus* reject* fail* stop* prevent* deny denied "
        "denies "
        "drop* abandon* withdr* unsold",
        "ru": "отмен* отказ* запрет* прекра* сорва* опровер* отклон*",
        "uk": "скасу* відмов* заборон* припин* спросту* відхил*",
        "az": "ləğv dayandır* qadağa* imtina* rədd təkzib",
        "tr": "iptal vazgeç* yasak* durdur* reddet* kaldırıl*",
        "hy": "չեղարկ* արգել* հրաժար* մերժ* դադար*",
        "de": "abgesagt* gestoppt* verbot* abgelehnt* verzicht*",
        "fr": "annul* refus* interdi* rejet* renonc*",
        "es": "cancel* suspend* prohíb* rechaz* descart*",
    }.items()
}
SHUT: Final = {  # what is so does not open
    language: Words({"not": listed})
    for language, listed in {
        "en": "closed shut", "ru": "закрыт закрыта закрыто закрыты", "uk": "закрит*", "az": "bağlı", "tr": "kapalı",
        "de": "geschlossen", "fr": "fermé*", "es": "cerrad*",
    }.items()
}  # fmt: skip
# Turkish and Azerbaijani deny inside the verb, between root and ending: planla-n-mı-yor, dəy-mə-yəcək, say-mır.
_DENIED: Final = re.compile(
    r"(.{2,}?)(?:m[ae]y[ae]c[ae][kgqy]|m[iu]yor|m[ae]d[iu]|m[ae]m[iu]s|m[iu]r|m[ae]z|m[ae]yib|m[ae]y[ae]n"
    r"|m[ae]m[ai])\w*"
)
_TURKIC: Final = frozenset({"az", "tr"})


AFTER: Final = frozenset({"fr", "de", "nl", "az", "tr"})  # languages whose denials stand behind what they deny


def root_denied(word: str, language: str) -> str:
    """The root of a folded verb that is denied by its own form; "" if it is not."""
    if language in _TURKIC and (found := _DENIED.fullmatch(word)):
        return found[1]
    if language == "hy" and word.startswith("չ") and len(word) > 4:
        return word[1:]
    return ""


# Each list has its languages in this order: en | ru | az | tr | hy | de | fr | es | uk.
_LANGUAGES: Final = ("en", "ru", "az", "tr", "hy", "de", "fr", "es", "uk")
# Pairs of contraries. A summary may use one side only if the article does.
_CONTRARIES: Final = (
    (
        "rose rises rise rising risen raise raises raised increase* grew grow grows growth climb* jumped gain* soar*"
        "|повыс* вырос* растет расти рост роста увелич* подня* подорож*|artıb artır* artdı yüksəl* qalxıb qaldır* "
        "bahalaş*"
        "|arttı artış* yükseldi yükselt* çıktı çıktığ* çıkar*|աճ* բարձրաց* ավելաց* թանկաց*|steig* stieg* erhöh* wuchs"
        "|augment* hausse*|subi* aument*|зріс* зросл* підвищ* збільш*",
        "fell fall falls falling fallen drop* decrease* decline* cut cuts slow* shrank shrink* reduc* weaken* slid* "
        "sank"
        "|сниз* упал* падает падени* сократ* уменьш* опусти* подешев*|azalıb azal* enib endir* düşüb ucuzlaş*"
        "|düştü düşüş* düştüğ* azaldı geriled* indi indir* ucuzla*|նվազ* իջե* կրճատ*|senk* sank* fiel* sinkt gesunken"
        "|baiss* dimin*|baj* cay* redu*|знизи* впа* зменш* скороти*",
    ),
    (
        "won win wins winning beat beats beaten|победи* выигра* обыгра*|qalib* qələbə*|kazandı yendi galip|հաղթ*"
        "|gewann* gewonnen|gagn*|ganó ganar venció|перемог* виграл*",
        "lost lose loses losing|проигра* уступи*|məğlub* uduz*|kaybetti yenil*|պարտվ*|verlor*|perdu|perdió|програ*",
    ),
    (
        "acquit* innocent|оправда* невинов*|bəraət*|beraat*|արդարաց*|freigesprochen|acquitt* relax*|absuel*|виправда*",
        "guilty convict* jailed sentenced|виновн* осужд* осудил* приговор*|məhkum* təqsirli*|suçlu mahkum*"
        "|դատապարտ* մեղավոր|schuldig* verurteil*|coupable* condamn*|culpable* conden*|винн* засудж*",
    ),
    (
        "accept* approv* adopt* support* welcom*|принял* одобри* поддерж*|qəbul|kabul onayla* destek*"
        "|ընդունե* հավանություն*|angenomm* zugestimm*|accept* approuv*|acept* aprob*|прийня* схвал* підтрим*",
        "reject* refus* turned oppos*|отклони* отказ* отверг*|imtina* rədd*|reddet* karşı|մերժ* հրաժար*"
        "|abgelehn* abgewies*|rejet* refus*|rechaz*|відхил* відмов*",
    ),
    (
        "open* reopen* start* begin* began launch* resum*|открыл* откры* запуст* начал* начн*|açıl* açıb başla*"
        "|açıldı açıl* başla*|բացվե* սկսվ* մեկնարկ*|eröffn* öffn* starte*|ouvr* rouvr* commenc*|abri* inaugur*"
        "|відкри* запуст* почал* почн*",
        "close* shut* end ended ends stop* halt* suspend*|закры* прекра* останов*|bağlan* dayan*|kapan* kapat* durdur*"
        "|փակվ* փակե* դադար*|schließ* geschlossen gestoppt|fermé* ferm*|cerr* suspend*|закри* припин*",
    ),
    (
        "confirm*|подтверд*|təsdiq*|doğrula*|հաստատ*|bestätig*|confirm*|confirm*|підтверд*",
        "deny denies denied denying|опровер* отрица*|təkzib*|yalanla*|հերք*|dement* bestreit*|démen*|desmint*|спросту*",
    ),
)
_GRAVE: Final = {
    "death": "die died dies dead death* kill* fatal*|погиб* умер* убит* убил* смерт* жертв*|həlak* ölən* qətl*"
    "|ölen* öldürül* ölümü|զոհվ* մահ* սպան*|tot tote* starb* getöt* ums|mort* tué* décéd*"
    "|muert* murió murieron víctim* falleci*|загину* помер* вбит*",
    "arrest": "arrest* detain* detention|задерж* арест*|saxlanıl* həbs*|gözaltı* tutukla*|ձերբակալ* կալանավոր*"
    "|festgenomm* verhaft*|arrêté* interpell*|detuv* detenid* arrest*|затрима* заарешт*",
    "crime": "guilty fraud* murder* bribe* theft thief corrupt* rape terror*"
    "|виновн* мошен* взятк* краж* вор коррупц* терро*|rüşvət* oğur* dələduz* korrupsiya*"
    "|rüşvet* hırsız* yolsuzluk* dolandır*|կաշառ* գող* կոռուպց* խարդախ*|betrüger* betrugs* bestech* korrupt* diebstahl*"
    "|fraude* corrup* vol|fraude* corrup* robo soborn*|шахрай* хабар* крад*",
    "violence": "war attack* bomb* explo* shooting invasi* missile*|войн* атак* бомб* взрыв* стрельб* вторж*"
    "|müharib* hücum* partlay* bomba*|savaş* saldır* patla*|պատերազմ* հարձակ* պայթ* ռմբակ*|krieg* angriff* explosi*"
    "|guerre* attaqu* explos*|guerra* ataqu* explos*|війн* вибух* обстріл*",
    "resignation": "resign* sacked fired|уволи* отстав*|istefa*|istifa* kovul*|հրաժարական*|zurückgetreten rücktritt*"
    "|démiss*|dimit* dimisi*|звільн* відстав*",
}


def _by_language(lists: Mapping[str, str]) -> dict[str, Words]:
    found: dict[str, dict[str, str]] = {language: {} for language in _LANGUAGES}
    for meaning, listed in lists.items():
        for language, its in zip(_LANGUAGES, listed.split("|"), strict=True):
            found[language][meaning] = its
    return {language: Words(its) for language, its in found.items()}


CONTRARIES: Final = tuple(_by_language({"one": one, "other": other}) for one, other in _CONTRARIES)
GRAVE: Final = _by_language(_GRAVE)

# A summary tells; it addresses nobody and asks for nothing.
ADDRESSING: Final = frozenset(
    words(
        "you your yours yourself вам вас вами ваш ваша ваше ваши вашу вашего ваших вашей вашим ваші вашої siz sizin "
        "reader readers читатель читатели читателям oxucu oxucular oxucularımız okur okuyucular "
        "ընթերցող ընթերցողներ leser lecteurs lectores читачі читачам "
        "sizi sizə sizdən size sizden ձեր ձեզ դուք votre vos vous usted ustedes كم"
    )
)
SAYING: Final = frozenset(
    words(
        "said says told added сказал сказала заявил заявила сообщил сообщила рассказал рассказала сказав сказала "
        "заявив "
        "заявила deyib bildirib dedi söyledi belirtti açıkladı ասել հայտնել sagte teilte dijo afirmó"
    )
)
IMPERATIVES: Final = {
    "en": re.compile(
        "(?:visit|click|send|message|subscribe|call|follow|buy|download|contact|join|text|email|reply|sign|register|donate|"
        "enter|scan|share|ignore|write|sell|pay|transfer|vote|tell|ask|type|copy|forward|log|install)"
    ),
    "ru": re.compile(r".{3,}(?:ите|йте|ьте|йтесь|итесь)"),
    "uk": re.compile(r".{3,}(?:іть|йте|йтеся|іться)"),
    "az": re.compile(r".{3,}n[iu]z(?:[iuae]|[nd]?[iuae]n?|d[ae]n?)?"),
    "tr": re.compile(r".{3,}n[iu]z(?:[iuae]|[nd]?[iuae]n?|d[ae]n?)?"),
    "hy": re.compile(r".{3,}(?:եք|ացեք|եցեք)"),
}
