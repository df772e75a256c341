"""The words that every text has, by language: the background against which an article's own words stand out.

In a few sentences "the" is as frequent as "harbour", so what an article *keeps coming back to* cannot be told from it
alone. These lists are our own: articles, prepositions, pronouns, conjunctions, auxiliary verbs, and what news says
everywhere ("said", "year"). Two classes do: a table of the frequencies of 300,000 words chose no better sentences
(`bench/RESULTS.md`), weighs a hundred times as much, and has no Azerbaijani and no Armenian.
"""

from functools import cache

from bot.domain.text import words

_WORDS = {
    "en": (
        "the a an and or but nor of to in on at by for with from as into about over after before between during under "
        "through against without within around out up down off than then so if when while where because since until "
        "although though is are was were be been being am has have had having do does did will would can could may "
        "might must shall should not no it its he his him she her they their them we our us you your i my me who whom "
        "whose which what that this these those there here how why all any some each every both more most much many "
        "few other another such same only also just even still now said says say told according one two first last "
        "new year years day time people make made get got go going come like well back very too yet own per"
    ),
    "ru": (
        "и в во не на с со что как по к ко из за у о об от до для при над под без через между после перед около а но "
        "или да же ли бы то если чтобы когда где куда откуда пока потому так также тоже ещё уже только лишь даже вот "
        "он она оно они его её их ему ей им него неё них мы нас нам вы вас вам я мне меня ты себя себе свой своего "
        "своей своих своём это этот эта эти этого этой этом этих этим тот та те того той тех тем том который которая "
        "которое которые которого которой которых котором был была было были быть есть будет будут может могут можно "
        "нужно весь вся всё все всех всего всем один одна два две первый других другие другой год года году лет день "
        "время человек людей более больше менее очень сейчас теперь сегодня однако сообщает сообщил сообщила заявил "
        "заявила сказал сказала отметил отметила словам"
    ),
    "uk": (
        "і й та в у не на з із зі що як по до від за про для при над під без через між після перед а але або чи же б "
        "якщо щоб коли де поки тому так також ще вже тільки лише навіть він вона воно вони його її їх йому їй їм ми "
        "нас нам ви вас я мені мене себе свій свого своєї своїх це цей ця ці цього цієї цих той та ті того який яка "
        "яке які якого якої яких був була було були бути є буде будуть може можуть треба весь вся все всі всіх один "
        "два перший інших рік року років день час людей більше дуже зараз сьогодні повідомляє повідомив заявив сказав"
    ),
    "az": (
        "və ilə bu o da də ki üçün bir olan olaraq edib olub etmək olmaq edən görə sonra əvvəl kimi isə həm ya amma "
        "lakin ancaq daha çox ən hər bütün öz onun onların ona onu onlar bunun buna bunu biz bizim siz sizin "
        "mən mənim "
        "həmin belə necə nə harada niyə var yox yoxdur idi edir olur ola bilər edilib olunub deyil artıq yalnız qədər "
        "üzrə arasında tərəfindən barədə haqqında bildirib deyib qeyd il ildə ilin gün vaxt zaman iki ilk yeni ölkə "
        "hazırda həmçinin bildirir məlumat"
    ),
    "tr": (
        "ve ile bu o da de ki için bir olan olarak oldu etti etmek olmak eden göre sonra önce gibi ise hem ya "
        "ama fakat "
        "ancak daha çok en her bütün tüm kendi onun onların ona onu onlar bunun buna bunu biz bizim siz sizin "
        "ben benim "
        "böyle nasıl ne nerede neden var yok değil idi ediyor oluyor olabilir edildi artık sadece kadar arasında "
        "tarafından hakkında dedi söyledi belirtti ifade yıl yılda gün zaman iki ilk yeni ayrıca şu diye üzere bunlar"
    ),
    "hy": (
        "և եւ է են էր էին որ որը որի որոնք մեջ համար հետ մասին ու իսկ բայց սակայն կամ եթե երբ որտեղ ինչպես ինչ ով նա "
        "նրա նրան նրանք նրանց մենք մեր մեզ դուք ձեր ես իմ իր իրենց այս այդ այն սա դա բոլոր ամեն մի մեկ երկու "
        "առաջին նոր "
        "ավելի շատ միայն նաև դեռ արդեն հետո առաջ մինչև ըստ կողմից վրա տակ միջև չի չեն կա չկա եղել լինել պետք կարող "
        "հայտնել ասել ասաց հայտնում տարի տարվա օրը օր ժամանակ"
    ),
    "ar": (
        "في من على إلى عن مع هذا هذه ذلك تلك التي الذي الذين أن إن أنه أنها كان كانت يكون قد لا لم لن ما ولا "
        "كما لكن أو "
        "ثم حتى بعد قبل بين عند خلال منذ حول ضد تحت فوق كل بعض غير أي هو هي هم نحن له لها لهم به بها فيه فيها "
        "منها منه "
        "عليه عليها إذا حيث لأن قال قالت وقال وأضاف أضاف أكد عام العام يوم أكثر أول وقد وفي ومن وهو وهي وكان "
        "وكانت الى ان"
    ),
    "zh": "一个 我们 他们 你们 没有 可以 这个 那个 这些 那些 自己 什么 怎么 因为 所以 但是 如果 就是 不是 也是 "
        "还是 已经 以及 对于 "
    "关于 进行 表示 一些 时候 今年 目前 其中 通过 根据 同时 成为 之后 之前 以上 的人 的是 了一 是一",
    "de": (
        "der die das den dem des ein eine einer einen einem eines und oder aber in im an am auf aus bei mit "
        "nach von vom "
        "vor zu zum zur für über unter um durch gegen ohne zwischen seit bis während als wie wenn weil dass ob "
        "ist sind "
        "war waren sein hat haben hatte hatten wird werden wurde wurden kann können muss soll nicht kein keine "
        "auch nur "
        "noch schon sehr mehr er sie es wir ihr ich sich sein seine seiner ihre ihrer ihren uns mich dieser "
        "diese dieses "
        "so dann da hier was wer wo welche alle man sagte sagt laut jahr jahre jahren tag neue zwei"
    ),
    "fr": (
        "le la les l un une des du de d et ou mais donc ni car à au aux en dans sur sous par pour avec sans "
        "entre vers "
        "chez depuis pendant avant après contre que qu qui quoi dont où si comme quand ce cet cette ces c s se "
        "son sa ses "
        "leur leurs notre nos votre mon ma il elle ils elles on nous vous je j y ne n pas plus moins très aussi "
        "est sont "
        "était étaient être a ont avait été avoir fait faire peut selon tout tous toute même an ans jour deux dit"
    ),
    "es": (
        "el la los las un una unos unas de del y o u pero ni que a al en con por para sin sobre entre hasta "
        "desde durante "
        "contra según como cuando donde quien cual si no se su sus lo le les me te nos mi es son era eran fue "
        "fueron ser "
        "ha han había sido está están hay más menos muy ya también este esta estos estas ese esa eso esto todo todos "
        "dijo año años día dos él ella ellos"
    ),
    "pt": (
        "o a os as um uma uns umas de do da dos das e ou mas que em no na nos nas com por pelo pela para sem "
        "sobre entre "
        "até desde durante contra segundo como quando onde quem se não seu sua seus suas lhe me nos meu é são "
        "era eram "
        "foi foram ser tem têm tinha sido está estão há mais menos muito já também este esta esse essa isso isto todo "
        "todos disse ano anos dia dois ele ela eles ao aos à"
    ),
    "it": (
        "il lo la i gli le un uno una di del della dei delle degli dello e o ma che a al alla ai in nel nella "
        "nei con per "
        "da dal dalla senza su sul sulla tra fra fino contro secondo come quando dove chi se non si suo sua "
        "suoi è sono "
        "era erano essere ha hanno aveva stato stata più meno molto già anche questo questa questi quello tutto tutti "
        "ha detto anno anni giorno due lui lei loro"
    ),
    "nl": (
        "de het een en of maar van in op aan bij met na voor over onder door tegen zonder tussen sinds tot als "
        "dan dat die "
        "dit deze is zijn was waren heeft hebben had wordt worden werd kan moet zal niet geen ook nog al zeer "
        "meer hij zij "
        "ze het wij we ik je u zich hun haar hem er om te uit naar zo wat wie waar alle jaar dag twee zei volgens"
    ),
    "sv": (
        "och i att en ett det som på är av för med den till inte har om de var vi så man han hon jag kan men "
        "från eller "
        "när vid efter hade också under sin sitt sina ska skulle nu där blir blev mot mellan utan över än mer "
        "mycket alla "
        "denna detta dessa år dag två säger sade enligt bara"
    ),
    "pl": (
        "i w we z ze na do od o po za u dla przez przed nad pod bez między przy że nie się jest są był była "
        "było były być "
        "ma mają to ten ta te tego tej tych który która które którego której których jak gdy kiedy gdzie czy "
        "ale lub oraz "
        "a bo więc jego jej ich go mu on ona oni my nas już tylko także też jeszcze bardzo więcej rok roku lat "
        "dzień dwa "
        "powiedział powiedziała według"
    ),
}  # fmt: skip


_VOICES = {  # pronouns of the first and second person
    "en": "i me my mine we our ours you your yours im ive weve youre",
    "ru": "я меня мне мной мой моя моё мои мы нас нам нами наш наша наше наши ты тебя вы вас вам вами ваш ваша ваши",
    "uk": "я мене мені мій моя моє мої ми нас нам наш наша наше наші ти тебе ви вас вам ваш ваша ваші",
    "az": "mən məni mənə mənim biz bizə bizi bizim sən sənin siz sizə sizi sizin",
    "tr": "ben beni bana benim biz bize bizi bizim sen senin siz size sizi sizin",
    "hy": "ես ինձ իմ մենք մեզ մեր դու քեզ քո դուք ձեզ ձեր",
    "ar": "أنا نحن أنت أنتم",
    "zh": "我们 你们 我的 你的 咱们",
    "de": "ich mich mir mein meine meinen wir uns unser unsere du dich dir dein deine",
    "fr": "je j me moi mon ma mes nous notre nos vous votre vos tu toi ton ta tes",
    "es": "yo mí mi mis nosotros nuestro nuestra nuestros tú usted ustedes tu tus",
    "pt": "eu mim meu minha meus nós nosso nossa nossos você vocês",
    "it": "io mio mia miei noi nostro nostra nostri tu voi vostro",
    "nl": "ik mij mijn wij we ons onze jij je jouw u uw",
    "sv": "jag mig min mitt mina vi oss vår våra du dig din ni er",
    "pl": "ja mnie mi mój moja my nas nam nasz nasza ty ci wy was",
}  # fmt: skip


@cache
def common(language: str, letters: int) -> frozenset[str]:
    """The first `letters` letters of the language's common words, folded; none for a language without a list."""
    return frozenset(word[:letters] for word in words(_WORDS.get(language, "")))


@cache
def speaking(language: str) -> frozenset[str]:
    """The folded words by which somebody speaks of himself or to the reader; none for a language without a list."""
    return frozenset(words(_VOICES.get(language, "")))
