"""What corrections of posts carry with them (`Owed.payload`), as JSON: an update's parent, a strike's reason."""

import json
from typing import Any


def update(parent: int) -> str:
    """The payload of an update, which answers the post of the item `parent`."""
    return json.dumps({"parent": parent})


def parent_of(payload: str) -> int:
    """The item whose post an update answers; 0 for none."""
    parent = _stored(payload).get("parent")
    return parent if isinstance(parent, int) else 0


def strike(reason: str) -> str:
    """The payload of a strike, with the source's own words."""
    return json.dumps({"reason": reason}, ensure_ascii=False)


def reason_of(payload: str) -> str:
    """Why an article was taken down; "" where nobody said."""
    return str(_stored(payload).get("reason", ""))


def _stored(payload: str) -> dict[str, Any]:
    try:
        stored = json.loads(payload)
    except ValueError:
        return {}
    return stored if isinstance(stored, dict) else {}
