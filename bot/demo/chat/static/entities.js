/**
 * Text and its entities (Bot API, "MessageEntity") → nodes. Offsets count UTF-16 units, as JavaScript's strings do.
 * Entities nest; one that would cross the end of another is cut there. Plain stretches are searched for what
 * messengers make touchable by themselves: commands, hashtags, mentions and bare addresses.
 */

import { el } from "./dom.js";
import { say } from "./words.js";

/** Who acts when something in a text is touched, and how an address is reached from here.
 * @typedef {{command(text: string): void, tag(text: string): void, mention(name: string): (() => void) | null,
 *            link(address: string): string}} Touch */

const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};
const LITERAL = new Set(["code", "pre", "text_link"]); // nothing inside is made touchable
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const TOUCHED = { url: "url", bot_command: "command", hashtag: "hashtag", mention: "mention", email: "email" };
const MOST = 400; // entities; the platform allows a hundred
const TOUCHABLE = new RegExp(
  [
    String.raw`(?<url>\bhttps?:\/\/[^\s<>"“”«»]{1,2000})`,
    String.raw`(?<![\p{L}\p{N}_/@])(?<command>\/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]{3,32})?)(?![\p{L}\p{N}_/@])`,
    String.raw`(?<![\p{L}\p{N}_/@])(?<mention>@[A-Za-z][A-Za-z0-9_]{3,31})(?![\p{L}\p{N}_@])`,
    String.raw`(?<![\p{L}\p{N}_/&])(?<hashtag>#[\p{L}\p{N}_]{0,127}\p{L}[\p{L}\p{N}_]{0,127})`,
  ].join("|"),
  "gu",
);

/**
 * @param {string} text
 * @param {Array<{type: string, offset: number, length: number, url?: string, language?: string}>} entities
 * @param {Touch} touch
 * @returns {Node[]}
 */
export function rendered(text, entities, touch) {
  const sorted = entities.filter((entity) => entity.length > 0).slice(0, MOST);
  sorted.sort((a, b) => a.offset - b.offset || b.length - a.length);
  let next = 0;

  function between(start, end, literal) {
    const nodes = [];
    let at = start;
    while (next < sorted.length && sorted[next].offset < end) {
      const entity = sorted[next++];
      const from = Math.max(entity.offset, at);
      const to = Math.min(entity.offset + entity.length, end);
      if (to <= from) continue;
      nodes.push(...plain(text.slice(at, from), touch, literal));
      const covered = text.slice(from, to);
      const kind = literal ? undefined : TOUCHED[entity.type];
      const inner = between(from, to, literal || Boolean(kind) || LITERAL.has(entity.type));
      nodes.push(kind ? touched(kind, covered, inner, touch) : wrapped(entity, inner, touch, literal));
      at = BLOCKS.has(entity.type) && text[to] === "\n" ? to + 1 : to; // a block ends its line by itself
    }
    nodes.push(...plain(text.slice(at, end), touch, literal));
    return nodes;
  }

  return between(0, text.length, false);
}

/** Text as one line: for lists and quotes. */
export function oneLine(text) {
  return text.slice(0, 300).replace(/\s+/gu, " ").trim();
}

function wrapped(entity, inner, touch, literal) {
  if (entity.type === "text_link" && !literal) return anchor(entity.url ?? "", inner, touch);
  if (entity.type === "spoiler") return spoiler(inner);
  if (entity.type === "pre") return el("pre", { "data-language": entity.language }, el("code", {}, ...inner));
  const tag = TAGS[entity.type];
  return el(tag ?? "span", entity.type === "expandable_blockquote" ? { class: "long" } : {}, ...inner);
}

function plain(text, touch, literal) {
  if (!text) return [];
  if (literal) return [text];
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(TOUCHABLE)) {
    const [kind, found] = Object.entries(match.groups).find(([, value]) => value !== undefined);
    const shown = kind === "url" ? trimmed(found) : found;
    nodes.push(text.slice(at, match.index), touched(kind, shown, [shown], touch));
    at = match.index + shown.length;
  }
  nodes.push(text.slice(at));
  return nodes.filter((node) => node !== "");
}

/** A full stop or bracket after an address belongs to the sentence. */
function trimmed(address) {
  const end = address.replace(/[.,:;!?…'")\]]+$/u, "");
  return end.includes("(") && address[end.length] === ")" ? `${end})` : end;
}

function touched(kind, text, inner, touch) {
  if (kind === "url") return anchor(/^[a-z]+:/i.test(text) ? text : `https://${text}`, inner, touch);
  if (kind === "email") return anchor(`mailto:${text}`, inner, touch);
  const act = {
    command: () => () => touch.command(text),
    hashtag: () => () => touch.tag(text),
    mention: () => touch.mention(text.slice(1)),
  }[kind]();
  return act ? el("button", { type: "button", class: "touch", on: { click: act } }, ...inner) : el("span", { class: "touch" }, ...inner);
}

function anchor(address, inner, touch) {
  const href = touch.link(address);
  return href ? el("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...inner) : el("span", {}, ...inner);
}

/** Covered until it is touched; that touch only shows, it does not follow a link inside. */
function spoiler(inner) {
  const cover = el("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": say("spoiler") }, el("span", {}, ...inner));
  const show = (event) => {
    event.preventDefault();
    event.stopPropagation();
    cover.classList.add("open");
    for (const name of ["role", "tabindex", "aria-label"]) cover.removeAttribute(name);
    cover.removeEventListener("click", show, true);
    cover.removeEventListener("keydown", showByKey);
  };
  const showByKey = (event) => ["Enter", " "].includes(event.key) && show(event);
  cover.addEventListener("click", show, true);
  cover.addEventListener("keydown", showByKey);
  return cover;
}
