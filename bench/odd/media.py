"""Video, audio and galleries keep their mark and their link."""

from bench.odd.shapes import SITE, Odd, atom, atom_story, odd, rss, story, told


def _marked(name: str, fields: str, media: str) -> Odd:
    return odd(name, rss(story(1) + fields), told(1, media=media))


def feeds() -> tuple[Odd, ...]:
    picture = '<media:content url="/{0}.jpg" medium="image" width="{0}"/>'
    sizes = "".join(picture.format(width) for width in (300, 600, 1200))
    gallery = "".join(f'<media:content url="/photo-{name}.jpg" medium="image"/>' for name in ("lake", "tram", "dusk"))
    enclosed = "".join(
        f'<enclosure url="/p/{name}.jpg" type="image/jpeg" length="1"/>' for name in ("lake", "tram", "dusk")
    )
    shown = "".join(f'&lt;img src="/p/{name}.jpg" width="800"&gt;' for name in ("lake", "tram"))
    return (
        _marked("media-none", "", ""),
        _marked("media-audio", '<enclosure url="/1.mp3" type="audio/mpeg" length="9"/>', "audio"),
        _marked("media-video", '<enclosure url="/1.mp4" type="video/mp4" length="9"/>', "video"),
        _marked("media-by-name", '<enclosure url="/1.mp4" type="" length="9"/>', "video"),
        _marked("media-octets", '<enclosure url="/1.mp3" type="application/octet-stream" length="9"/>', "audio"),
        _marked("media-picture", '<enclosure url="/1.jpg" type="image/jpeg" length="9"/>', ""),
        _marked("media-content-video", '<media:content url="/1.mp4" medium="video"/>', "video"),
        _marked(
            "media-group-video", '<media:group><media:content url="/1.mp4" type="video/mp4"/></media:group>', "video"
        ),
        _marked("media-group-sizes", f"<media:group>{sizes}</media:group>", ""),
        _marked("media-gallery", gallery, "gallery"),
        _marked("media-gallery-enclosed", enclosed, "gallery"),
        _marked("media-two-thumbnails", '<media:thumbnail url="/1.jpg"/><media:thumbnail url="/2.jpg"/>', ""),
        _marked("media-two-in-text", f"<content:encoded>{shown}</content:encoded>", ""),
        _marked("media-player", f'<media:player url="{SITE}/player/1"/><media:thumbnail url="/1.jpg"/>', "video"),
        odd(
            "media-atom-enclosure",
            atom(atom_story(1) + '<link rel="enclosure" type="audio/ogg" href="/1.ogg"/>'),
            told(1, media="audio"),
        ),
        odd(
            "media-video-site",
            atom(
                atom_story(1)
                + '<media:group xmlns:media="http://search.yahoo.com/mrss/"><media:title>Other</media:title>'
                '<media:content url="/v/1" type="application/x-shockwave-flash" medium="video"/>'
                '<media:thumbnail url="/1.jpg"/></media:group>'
            ),
            told(1, media="video"),
        ),
    )
