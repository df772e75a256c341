"""Pages in the shapes that news sites have, with words of our own."""

PARAGRAPHS = (
    "Ministers from three countries agreed late on Sunday to build a railway through the northern mountains, ending "
    "six years of talks.",
    "The line will be 214 kilometres long and carry its first freight trains next spring, the transport minister "
    "said after the signing. However, passenger services will need another year, because two tunnels have to be "
    "widened first.",
    "Villages along the route have asked for compensation and for a station of their own; a commission is to answer "
    "them before the first rails are laid.",
)

OTHERS = (
    "Harbour workers accept a new contract",
    "A museum opens its cellars to the public",
    "Football: the cup final in pictures",
)


def caliber(
    title: str = "Ministers agree on a rail corridor through the mountains",
    section: str = "WORLD",
    date: str = "06 October 2024 22:04",
    author: str = "Naila Example",
    head: str = "",
    paragraphs: tuple[str, ...] = PARAGRAPHS,
) -> str:
    """A page in the shape of Caliber.Az: a lot of furniture, all of it in plain divs, few of them named."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    others = "".join(f'<div class="item"><a href="/en/post/{i}"><h3>{t}</h3></a></div>' for i, t in enumerate(OTHERS))
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} | Caliber.Az</title>{head}
<script>var tracking = "ignore me";</script><style>.a {{ color: red }}</style></head><body>
<header><div class="top"><a href="https://t.example/">Telegram</a><a href="https://x.example/">X</a>
<a href="https://a.example/">App Store</a><a href="https://g.example/">Google Play</a>
<form action="/search"><input name="q" placeholder="Search"><button>Search</button></form>
<a href="#">Night theme</a><a href="/en/">EN</a><a href="/">RU</a></div>
<nav><ul><li><a href="/en/world">World</a></li><li><a href="/en/sport">Sport</a></li></ul></nav></header>
<div class="wrap"><div class="left"><div class="news">
<div>{section}</div><div><a href="#">A+</a> <a href="#">A-</a></div>
<h1>{title}</h1><div>{date}</div>
<img src="/media/rail.jpg" width="800" height="450" alt="">
<div class="text">{body}</div>
<div>By {author}</div><div>Caliber.Az</div><div>Views: 120</div>
<div><span>Share:</span> <a href="#">Facebook</a> <a href="#">X</a> <a href="#">WhatsApp</a> <a href="#">Print</a>
<a href="#">Copy link</a></div>
<div>Subscribe to our Telegram channel</div><div>ADVERTISEMENT</div>
</div><div class="more"><div>Related news</div>{others}</div></div>
<div class="right"><div>Latest news</div>{others}</div></div>
<footer><p>© 2024 Caliber.Az. All rights reserved. Any use of materials is allowed only with a hyperlink to the
source.</p></footer></body></html>"""
