"""What must not stand in a summary, by patterns of the judge's own: nothing here is taken from what it judges."""

import re

_FLAGS = re.IGNORECASE


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), _FLAGS)


_NAMED = r"[A-ZÀ-ÞƏĞİŞÇÖÜА-ЯЁԱ-Ֆ][\w'’.-]+"
BYLINE = re.compile(
    rf"(?i:^(?:written |reporting |edited |editing |story |report )?by)\.? {_NAMED}(?:,? (?i:and|for"
    rf"|in)?\s*{_NAMED}){{0,6}}\W*$"
    r"|(?i:^\W*(?:reporting|editing|additional reporting) by )"
    r"|(?i:^\W*(?:автор|текст|подготовил\w*|müəllif|yazar|haber|hazırladı|հեղինակ|كتب|بقلم|تحرير|作者|记者|編輯|编辑|责任编辑"
    r"|文)\s*[:：՝/])"
    r"|(?i:^\W*(?:first |last )?(?:published|updated|posted|опубликовано|обновлено|yayınlanma|güncelleme"
    r"|yenilənib)\W{1,3}\d)"
    r"|^(?:[\w .,'’/-]{1,60})?\((?:CNN|Reuters|REUTERS|AP|AFP|UPI|Xinhua)\)\s*(?:--|[—–-])"
    r"|(?i:\bcontributed to this (?:report|story|article))"
    rf"|(?i:^(?:von|par|por|da|di|door) ){_NAMED} {_NAMED}\W*$"
)
CAPTION = _any(
    r"\((?:\w+ )?(?:pictured|above|below|left|right|centre|center|inset|circled|foreground|file|file photo|photo"
    r"|image)"
    r"(?:[ ,][^)]{0,60})?\)",
    r"^\W*(?:pictured|photos?|pictures?|images?|video|caption|graphic|illustration|screenshot|gallery)\s?(?:[:：/"
    r"|©(]| by\b)",
    r"^\W*pictured\b|\bpictured (?:above|below|left|right|here|together)\b|[,–—-] pictured\W*$",
    r"\b(?:photo|image|picture)s? (?:by|credit|courtesy)\b|\bgetty images\b|\bshutterstock\b|\bcourtesy photo",
    r"\bscroll down for|^\W*(?:фото|видео|снимок|иллюстрация|скриншот)\s?[:：/|©(]|^\W*на (?:фото|снимке)\b",
    r"^\W*(?:foto|şəkil|şəkildə|görsel|fotoğraf|video)\s?[:：/|©(]|^\W*լուսանկար\w*\s?[՝:։]|^\W*(?:الصورة"
    r"|صورة)\s?[:：]",
    r"^\W*(?:图|圖|图片|资料图|摄影|照片)\s?[:：]|^图为|(?:新华社|图片)发",
)
LABEL = re.compile(
    r"^(?!(?i:(?:breaking|update|updated|urgent|exclusive|live|just in)\b[^:]{0,8}:)|[^:]* (?:said|told|wrote|asked):)"
    r"(?:[A-Z][\w'’-]+)(?: [\w'’-]+){0,3}: [A-Z]"
)  # before a quotation it tells who speaks; a newsroom's own label may stand
POINTER = _any(
    r"\bread (?:more|also|next|the (?:full|whole|rest|original|entire) \w+)\b(?!.*\bsaid\b)|\bcontinue reading\b",
    r"\bclick (?:here|on the|through|to)\b|^\W*see (?:also|more)\b|^\W*(?:related|more on|watch|listen)\s?:",
    r"\bfollow (?:us|me|him|her|@\w+) on\b|\bjoin (?:us|our) (?:on|channel|telegram)\b|\bsign up (?:for|to) (?:our"
    r"|the|get)\b",
    r"\bsubscribe to (?:our|the|my|this) (?:\w+ ){0,2}(?:newsletter|channel|feed|podcast)\b",
    r"\b(?:appeared first|first appeared) on\b",
    r"читайте (?:также|подробнее|ещ[её]|нас)|смотрите также|подробнее (?:на|в|по|читайте)|^\W*подробнее\W*$"
    r"|подписывайтесь",
    r"читать (?:далее|дальше|полностью|ещ[её])",
    r"həmçinin oxuyun|^\W*oxuyun|ətraflı (?:oxu|bax)|^\W*(?:daha )?ətraflı\W*$|abunə olun|bizi izləyin",
    r"devamını oku|devamı için|ayrıca okuyun|tıklayın|bizi takip|կարդացեք (?:նաև|ավելին)|հետևեք մեզ",
    r"اقر[أا] أيض|للمزيد|تابعونا|اضغط هنا|点击(?:这里|查看|阅读|关注|进入)"
    r"|阅读(?:全文|原文|更多)|查看更多|關注我們|关注我们",
    r"\bweiterlesen\b|\blire (?:la suite|aussi)\b|\bleer más\b|\bseguir leyendo\b|\bleggi (?:anche|tutto)\b"
    r"|\bmehr (?:lesen|dazu)\b|\bleia mais\b|\bsaiba mais\b|\blees (?:verder|meer)\b",
    r"\bhier klicken\b|\bcliquez ici\b|\bhaz clic\b|続きを読む",
)
RIGHTS = _any(
    r"(?<!Ã)©|\(c\) ?\d{4}|\bcopyright \d{4}|\ball rights reserved\b|\bmay not be (?:published|reproduced|copied"
    r"|redistributed)\b",
    r"все права (?:защищены|принадлежат)|использовани[ие] материалов|перепечатка (?:материал|возможна|без|запрещ)",
    r"hüquqlar\w* qorun|materiallardan istifadə|hakları saklı|իրավունքները պաշտպանված|جميع الحقوق|حقوق النشر",
    r"版权所有|版權所有|未经(?:授权|许可|本网)|转载请|转载时|本文转载|alle rechte vorbehalten|tous droits réservés",
    r"todos los derechos|無断転載|\bcreative commons (?:attribution|license)",
)
PAYWALL = _any(
    r"\bsubscribe (?:now )?to (?:continue|read|keep|unlock|get)\b|\balready a (?:subscriber|member)\b"
    r"|\bsubscribers? only\b",
    r"\b(?:exclusive|available|only|reserved) (?:to|for) (?:our )?(?:paid |paying )?(?:subscribers|members)\b",
    r"\b(?:log|sign) ?in to (?:continue|read|view|comment)\b|\bcreate (?:a|your) free account\b"
    r"|\bregister to (?:read|continue)\b",
    r"\bfree articles? (?:left|remaining|this month)\b|\bto (?:continue|keep) reading\b"
    r"|\bstart your (?:free )?(?:trial|subscription)\b",
    r"(?:доступ\w*|читать) (?:только )?(?:по подписке|подписчикам)|только (?:для|по) подписчик|оформите подписку",
    r"войдите,? чтобы|зарегистрируйтесь,? чтобы|для (?:чтения|продолжения).{0,20}подписк",
    r"(?:yalnız |sadəcə )?abunəçilər üçün|abunə olaraq oxu|abonelere özel|(?:okumak|devam etmek) için (?:abone"
    r"|giriş)",
    r"միայն բաժանորդ|للمشتركين|سجل الدخول|اشترك (?:الآن|لقراءة)|仅限(?:订阅|会员)|订阅后|登录后|付费阅读|会员专享",
    r"nur für abonnenten|réservé aux abonnés|solo para suscriptores|riservato agli abbonati",
)
KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("byline", BYLINE),
    ("caption", CAPTION),
    ("caption by label", LABEL),
    ("pointer", POINTER),
    ("rights notice", RIGHTS),
    ("paywall line", PAYWALL),
)
