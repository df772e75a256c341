"""Pictures that the bot uploaded, the last ones: the stand-in shows them again, and forgets them soon."""

from collections import OrderedDict
from dataclasses import dataclass, field

MOST = 50
MOST_BYTES = 32 * 1024 * 1024


@dataclass(slots=True)
class Uploads:
    """By photo. At most `MOST` and `MOST_BYTES` are kept; the oldest go first."""

    _contents: OrderedDict[str, bytes] = field(default_factory=OrderedDict)

    def keep(self, photo_id: str, content: bytes) -> None:
        """Keep what was uploaded as a photo."""
        self._contents[photo_id] = content
        while len(self._contents) > MOST or sum(map(len, self._contents.values())) > MOST_BYTES:
            self._contents.popitem(last=False)

    def get(self, file_unique_id: str) -> bytes | None:
        """The picture of one of a photo's sizes (all are the same here); None if it is not, or no longer, kept."""
        return self._contents.get(file_unique_id[1:-1])

    def __contains__(self, file_unique_id: str) -> bool:
        return file_unique_id[1:-1] in self._contents
