"""The words by which `domain.asides` knows notices and captions. Phrases are lower case and stand anywhere; openings
and `STAFF` are patterns for a sentence's beginning, and for all of it."""

NOTICE_OPENINGS = (
    # read on, elsewhere
    r"more\W*$",
    r"read (?:more|also|next|on\b|(?:the )?(?:full|whole|rest|entire|original)\b|this (?:article|story|post)\b)",
    r"(?:to )?(?:read|see|watch|view) (?:the|this|our) (?:\w+ ){0,3}(?:in full|here\b|online\b)",
    r"to read (?:this|the) (?:article|story|post)\b|(?:continue|keep) reading\b|view (?:the )?(?:original|full)\b",
    r"(?:please )?click (?:here|on|the|through|to|below)\b|tap (?:here|to)\b|(?:see|find out|learn|get) more\W*$",
    r"(?:for )?more (?:information|details|info)\b.{0,40}(?:here|click|visit|website|http)",
    r"visit (?:our|the) (?:website|site)\b|the post .* appeared\b|(?:video|audio|photos?|more) (?:after|below)\b",
    r"(?:follow|find|join) (?:us|me|him|her|them|our|@\w+)\b.{0,60}\b(?:on|at|channel|twitter|facebook"
    r"|telegram)\b",
    r"sign(?:ing)? up (?:for (?:our|the|free)|to (?:our|the|get)|here|now)\b|(?:listen|subscribe) (?:here|now|via"
    r"|on)\b",
    r"subscribe to (?:our|my|the|this)\b|download (?:our|the|it|this) (?:app|episode)\b|scroll down\b|related:",
    r"(?:share|tweet|email|print|comment on|leave a (?:comment|reply)) (?:this|on|here|in|below)\b.{0,30}$"
    r"|permalink\b",
    "читайте (?:также|подробнее|ещ[её]|нас|на|в|об)|читать (?:далее|дальше|полностью|ещ[её]|также|подробнее)",
    "смотрите (?:также|видео|фото)|смотри также|подписывайтесь|подпишитесь на|присоединяйтесь к нам|следите за наш",
    r"подробнее(?:\W*$| (?:об этом|читайте|смотрите|по ссылке|на сайте|в (?:материале|статье|сюжете)))"
    r"|больше новостей",
    r"подробности (?:по ссылке|на сайте)|наш telegram|читайте також|підписуйтесь|докладніше\W*$",
    r"(?:həmçinin |bunu da )?oxuyun|(?:daha )?ətraflı(?:\W*$| (?:oxu|bax|məlumat üçün|burada))|davamı(?:nı)?(?:\W*$"
    r"| oxu)",
    "abunə olun|bizi izləyin|bizə qoşulun|(?:haberin )?devamı(?:nı)? (?:oku|için)|ayrıca oku|tıklayın|bizi takip",
    r"abone olun|կարդացեք|կարդալ ավելին|ավելին\W*$|դիտեք նաև|հետևեք մեզ|բաժանորդագրվ",
    r"اقر[أا] (?:أيضا|المزيد|ايضا)|للمزيد|لمزيد من|تابعونا|تابعنا|اشترك|اضغط هنا|شاهد أيضا|المزيد\W*$",
    "(?:请)?点击|点此|阅读(?:全文|原文|更多)|查看(?:更多|全文|原文)|更多(?:精彩|内容|资讯|新闻)|扫(?:码|描)|欢迎(?:关注|订阅)",
    "(?:关注|關注)(?:我们|我們|本|公众)|相关阅读|延伸阅读|原文(?:链接|地址)|続きを読む|もっと読む|詳しくは",
    r"weiterlesen|mehr (?:dazu|lesen|zum thema|infos?)\b|lesen sie (?:auch|hier|mehr)|hier (?:klicken|geht es|lesen)",
    r"zum artikel|jetzt (?:abonnieren|lesen)|der beitrag .* erschien|lire (?:la suite|aussi|l['’]article)"
    r"|à lire aussi",
    r"cliquez|abonnez-vous|(?:cet|l['’]) ?article .* est apparu|leer más|lea (?:también|más)|seguir leyendo"
    r"|suscr[ií]bete",
    r"ha(?:z|ga) clic|la entrada .* (?:se publicó|aparece)|leia (?:mais|também)|continue lendo|clique aqui"
    r"|saiba mais",
    r"o post .* apareceu|veja (?:mais|também)|confira (?:mais|também)|leggi (?:anche|tutto|di più)"
    r"|continua a leggere",
    r"clicca|iscriviti|(?:l['’]|questo )articolo .* (?:sembra|proviene)|lees (?:verder|meer|ook)|klik hier"
    r"|läs (?:mer|också)",
    "klicka här|czytaj (?:więcej|także|dalej|też)|kliknij",
    r"this (?:article|story|post|page|report) (?:was|is|has been|first|originally) (?:\w+ )?(?:updated|published|"
    r"corrected|edited|appeared)\b",
    # who may read
    r"(?:please )?(?:subscribe|log ?in|sign ?in|register|upgrade)(?: now| here| today)? (?:to (?:read|continue|keep"
    r"|unlock)|or)\b",
    r"to (?:continue|keep|unlock|access) (?:reading|this)\b|(?:войдите|авторизуйтесь"
    r"|зарегистрируйтесь)\b.{0,20}чтобы",
    "оформите подписку|سجل الدخول",
    # whose it is
    r"(?<!Ã)©|\(c\) ?\d{4}|copyright (?:©|\(c\)|\d{4})|some rights reserved|no part of this|the views expressed",
)
NOTICE_PHRASES = (
    "originally appeared on", "originally published on", "click here",
    "clicking here", "read more link", "read the full story", "read the full article", 
    "için tıklayın", "tıklayınız", "follow him on", "follow her on", "follow us on",
    "follow me on", "follow them on", "sign up for our", "sign up for the newsletter", "sign up for a 30-day",
    # who may read
    "already a subscriber", "already a member", "free account", "free trial", "for subscribers", "to subscribers",
    "subscribers only", "subscriber-only", "subscriber only", "members only", "members-only", "free articles",
    "free article", "to continue reading", "to keep reading", "start your subscription",
    "только для подписчиков", "только подписчикам", "davamı üçün daxil ol", "davamı üçün abunə",
    "только по подписке", "доступен по подписке", "доступно подписчикам",
    "чтобы читать дальше", "чтобы продолжить чтение", "abunəçilər üçün", "abunə olaraq", "abonelere özel",
    "okumak için abone", "okumak için giriş", "միայն բաժանորդ", "للمشتركين", "仅限订阅", "僅限訂閱",
    "仅限会员", "订阅后",
    "登录后", "注册后", "付费阅读", "会员专享", "für abonnenten", "réservé aux abonnés", "para suscriptores",
    "riservato agli abbonati", "solo per gli abbonati", "para assinantes",
    # whose it is
    "all rights reserved", "may not be published", "may not be reproduced", "may not be copied",
    "may not be broadcast",
    "may not be redistributed", "is licensed under", "are licensed under", "все права защищены", "усі права",
    "hüquqları qorun",
    "hüquqlar qorun", "materiallardan istifadə", "istinad zəruri", "hakları saklı", "իրավունքները պաշտպանված",
    "հղումը պարտադիր", "جميع الحقوق", "حقوق النشر", "版权所有", "版權所有", "未经授权", "未经许可", "未经本网",
    "未经允许",
    "转载请", "转载时", "转载须", "禁止转载", "本文转载", "無断転載", "alle rechte vorbehalten",
    "tous droits réservés",
    "todos los derechos reservados", "todos os direitos reservados", "tutti i diritti riservati",
    "contributed to this report", "contributed to this story", "contributed to this article",
)  # fmt: skip
STAFF = (
    r"[(（](?:photo|image|picture|video|фото|foto)\b[^)）]{0,150}[)）].{0,60}",
    r"\(?(?:additional )?(?:reporting|editing|writing|graphics?|translation) by\b.{0,200}",
    r"(?:автор|текст|подготовил\w*|редактор|корреспондент|müəllif|hazırladı|redaktor|yazar|editör"
    r"|muhabir)\s?[:/].{0,80}",
    r"(?:հեղինակ|խմբագիր)\w*\s?[՝:].{0,80}|(?:كتب|بقلم|تحرير|ترجمة|إعداد)\s?[:：].{0,80}",
    r"(?:作者|记者|編輯|编辑|责编|责任编辑|来源|文|撰文|编译|校对)\s?[:：/／|].{0,60}",
    r"[（(](?:记者|编辑|責任編輯|责任编辑|作者|完)[^）)]{0,30}[）)]",
)
CAPTION_OPENINGS = (
    r"(?:pictured|shown|seen) (?:here|above|below|left|right|is|are)\b|pictured\b",
    r"(?:photo|picture|image|video|caption|graphic|illustration|screenshot|gallery|figure)s?(?: \d+)?\s?[:：/|©(]",
    r"(?:photo(?:graph)?|image|picture)s? (?:by|credit|courtesy)\b|courtesy photo",
    r"(?:фото|видео|снимок|иллюстрация|скриншот|источник (?:фото|изображения))\s?[:：/|©(]|на (?:фото|снимке|видео)\b",
    r"(?:foto|şəkil|şəkildə|görsel|fotoğraf|resim|լուսանկար\w*|صورة|الصورة)\s?[:：/|©(՝։]|(?:fotoda|fotoğrafta)\b",
    "(?:图|圖|图片|資料圖|资料图|摄影|照片|视频|配图|图源)\\s?[:：/|]|图为|上图|下图",
    r"(?:bild|grafik|crédit|credito|crédito|fot)\.?\s?[:：|©]",
)
CAPTION_PHRASES = (
    "pictured above", "pictured below", "pictured here", "pictured left", "pictured right", "pictured together",
    ", pictured", "- pictured", "getty images", "shutterstock", "photo courtesy", "photo credit", "image credit",
    "image courtesy", "photo by ", "image by ", "photo illustration", "in the photo above", "in the picture above",
    "in the image above", "in the video above", "in the video below", "scroll down for",
)  # fmt: skip
SHOWN = (
    "pictured|above|below|left|right|far left|far right|centre|center|inset|circled|foreground|background|front|file|"
    "file photo|photo|image|picture|video|l-r|top|bottom|seen here|stock image|stock photo|на фото|слева|справа|"
    "в центре|фото|solda|sağda|şəkildə|fotoda|[^()（）]{0,20}(?:摄影|摄|供图|资料图|图)"
)
KICKERS = (
    "breaking(?: news)?|just in|urgent|updated?(?: \\d+)?|exclusive|live|latest|developing|flash",
    "срочно|молния|обновлено|обновление|эксклюзив|важно|главное|онлайн|терміново|оновлено",
    "təcili|son dəqiqə|yenilənib|eksklüziv|canlı|son dakika|güncelleme|özel haber|acil",
    "շտապ|թարմացված|բացառիկ|հրատապ|عاجل|حصري|تحديث|快讯|快訊|突发|突發|更新|独家|獨家|最新",
    "eilmeldung|exklusiv|urgent|exclusif|última hora|urgente|exclusiva",
)
SAYING = (
    "said|says|told|asked|added|wrote|writes|announced|stated|warned",
    "сказала?|сообщила?|сообщили|заявила?|заявили|написала?|отметила?|пишет|пишут",
    "dedi|deyib|bildirib|yazıb|söylədi|söyledi|açıkladı|yazdı|ասաց|ասել է|գրել է|说|表示|指出",
)
