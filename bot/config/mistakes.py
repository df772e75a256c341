"""What is wrong with a setting, in one line: the key, its value (never a secret's) and the remedy."""

import json
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

SECRETS = re.compile(r"token(?!s)|secret|passw|api_?key", re.IGNORECASE)
ADDRESSES = frozenset({"url", "proxy", "webhook_url", "base_url", "api_base_url"})  # may hold a password
OWN_VARIABLES = frozenset({"CRIER_CONFIG", "CRIER_SOURCES"})
DEEP = 3  # sources, number, key
SHOWN = 60  # characters of a value

_EXPECTED = {
    "string": "text in quotes",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "tuple": "a list such as []",
    "dict": "a table of its own",
    "model": "a table of its own",
}
_BOUNDS = {
    "greater_than_equal": ("ge", "{} at least"),
    "greater_than": ("gt", "more than {}"),
    "less_than_equal": ("le", "{} at most"),
    "string_too_short": ("min_length", "something: {} character at least"),
    "too_short": ("min_length", "something: {} character at least"),
    "string_too_long": ("max_length", "{} characters at most"),
    "too_long": ("max_length", "less: {} at most"),
}
_PATTERNS = {
    "id": "use a-z, 0-9 and hyphens, at most 64",
    "language": 'write a language tag such as "en"',
    "campaign": "write key=value pairs joined by &, without ?, # and spaces",
    "[key]": "use letters, digits and single hyphens in the name of a section",
}


def explain(error: ValidationError, model: type[BaseModel], where: str) -> str:
    """The first of what pydantic found. `where` names the file; empty: what the environment set."""
    details = error.errors(include_url=False)
    first = details[0]
    loc = first["loc"]
    key = _dotted(loc) if where else _variable(loc)
    more = f" (and {len(details) - 1} more)" if len(details) > 1 else ""
    shown = f"{where}: {key}" if where else key
    if first["type"] == "extra_forbidden":
        return f"{shown}: there is no such key: {_nearest(key, model, variable=not where)}{more}"
    if first["type"] == "missing":
        return f"{shown} is missing: write it{more}"
    return f"{shown} = {_value(loc, first['input'])}: {_remedy(first)}{more}"


def stray_variable(model: type[BaseModel], environ: Mapping[str, str]) -> str:
    """The first `CRIER_…` variable that looks like a setting and is none; "" if there is none.

    Names without `__` are the environment's own business (Kubernetes sets CRIER_PORT, for one), unless they
    are a setting's but for the underscores.
    """
    known = {_variable(tuple(key.split("."))) for key in keys(model)}
    tables = tuple(f"CRIER_{table.upper()}__" for table in model.model_fields)
    loose = {re.sub("_+", "_", name): name for name in known}
    for name in sorted(environ):
        upper = name.upper()
        if not upper.startswith("CRIER_") or upper in known | OWN_VARIABLES or upper.startswith(tables):
            continue
        meant = loose.get(re.sub("_+", "_", upper))
        if meant:
            return f"{name}: there is no such variable: write {meant}"
        if "__" in upper:
            return f"{name}: there is no such variable: {_nearest(upper, model, variable=True)}"
    return ""


def keys(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """Every key, dotted: "site.name", "sources.url", "summaries.llm.model"."""
    for name, field in model.model_fields.items():
        kinds = (field.annotation, *getattr(field.annotation, "__args__", ()))
        inner = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), None)
        if inner is None:
            yield f"{prefix}{name}"
        else:
            yield from keys(inner, f"{prefix}{name}.")


def _dotted(loc: tuple[int | str, ...]) -> str:
    """As it stands in the file; entries of a list are counted from one."""
    parts = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in loc if part != "[key]"]
    return "".join(parts).removeprefix(".")


def _variable(loc: tuple[int | str, ...]) -> str:
    parts = [str(part).upper() for part in loc[: 1 if loc[0] == "sources" else None] if isinstance(part, str)]
    return "CRIER_" + "__".join(parts)


def _nearest(key: str, model: type[BaseModel], *, variable: bool) -> str:
    known = list(keys(model))
    tables = sorted({dotted.rpartition(".")[0] for dotted in known} - {""})
    names = [_variable(tuple(dotted.split("."))) for dotted in known] if variable else known + tables
    plain = re.sub(r"\[\d+\]", "", key)
    table, _, last = plain.rpartition(".")
    same_name = [name for name in known if name.rpartition(".")[2] == last]
    siblings = [name for name in names if name.rpartition(".")[0] == table]
    near = get_close_matches(plain, siblings, 1, 0.6) or same_name[:1] or get_close_matches(plain, names, 1, 0.75)
    return f"did you mean {near[0]}?" if near else "see config.example.toml for those there are"


def _value(loc: tuple[int | str, ...], value: object) -> str:
    named = [str(part) for part in loc]
    text = json.dumps(value, ensure_ascii=False, default=str)
    may_hold_one = named[-1] in ADDRESSES and ("@" in text or SECRETS.search(text))
    may_hold_one = may_hold_one or (
        named[-1] == "base_url" and re.search("[?#]", text) is not None
    )  # a key has no place there at all
    if may_hold_one or any(SECRETS.search(part) for part in named):
        return "(not shown)"
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _remedy(error: ErrorDetails) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind == "literal_error":
        return f"write one of {str(context['expected']).replace(chr(39), '')}"
    if error["loc"][0] == "sources" and len(error["loc"]) < DEEP:
        return 'write a table of its own for each: [[sources]] and below it url = "https://…"'
    if kind in _BOUNDS:
        name, words = _BOUNDS[kind]
        return f"write {words.format(context[name])}"
    if kind == "string_pattern_mismatch":
        return _PATTERNS.get(str(error["loc"][-1]), "use letters, digits and signs only, without spaces")
    return f"write {_EXPECTED.get(kind.partition('_')[0], 'what config.example.toml shows')}"
