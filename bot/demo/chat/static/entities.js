/**
 * Text and its entities (core.telegram.org/bots/api#messageentity) → nodes. Offsets count UTF-16 units, as JavaScript's
 * strings do. Entities nest; one that would cross the end of another is cut there.
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
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const SEALED = new Set(["code", "pre", "text_link", "url", "email", "bot_command", "hashtag", "mention"]);
const MOST = 400; // entities looked at; the platform allows a hundred, and finds some more by itself

/**
 * @param {string} text
 * @param {Array<{type: string, offset: number, length: number, url?: string, language?: string}>} entities
 * @param {Touch} touch
 * @returns {Array<Node | string>}
 */
export function rendered(text, entities, touch) {
  const sorted = entities.filter((entity) => entity.length > 0).slice(0, MOST);
  sorted.sort((a, b) => a.offset - b.offset || b.length - a.length);
  let next = 0;

  function between(start, end, sealed) {
    const nodes = [];
    let at = start;
    while (next < sorted.length && sorted[next].offset < end) {
      const entity = sorted[next++];
      const from = Math.max(entity.offset, at);
      const to = Math.min(entity.offset + entity.length, end);
      if (to <= from) continue;
      const inner = between(from, to, sealed || SEALED.has(entity.type));
      nodes.push(text.slice(at, from), wrapped(entity, inner, text.slice(from, to), sealed, touch));
      at = BLOCKS.has(entity.type) && text[to] === "\n" ? to + 1 : to; // a block ends its line by itself
    }
    return [...nodes, text.slice(at, end)].filter((node) => node !== "");
  }

  return between(0, text.length, false);
}

/** Text as one line: for lists and quotes. */
export function oneLine(text) {
  return text.slice(0, 300).replace(/\s+/gu, " ").trim();
}

/** `sealed`: it stands inside a link or code, where nothing more is touched. */
function wrapped(entity, inner, text, sealed, touch) {
  const type = entity.type;
  if (type === "spoiler") return spoiler(inner);
  if (type === "pre") return el("pre", {}, el("code", {}, ...inner));
  if (SEALED.has(type) && type !== "code") return sealed ? el("span", {}, ...inner) : touched(entity, inner, text, touch);
  return el(TAGS[type] ?? "span", type === "expandable_blockquote" ? { class: "long" } : {}, ...inner);
}

function touched(entity, inner, text, touch) {
  switch (entity.type) {
    case "text_link":
      return anchor(entity.url ?? "", inner, touch);
    case "url":
      return anchor(/^[a-z]+:/i.test(text) ? text : `https://${text}`, inner, touch);
    case "email":
      return anchor(`mailto:${text}`, inner, touch);
    case "bot_command":
      return button(() => touch.command(text), inner);
    case "hashtag":
      return button(() => touch.tag(text), inner);
    default:
      return button(touch.mention(text.slice(1)), inner);
  }
}

function button(act, inner) {
  return act ? el("button", { type: "button", class: "touch", on: { click: act } }, ...inner) : el("span", {}, ...inner);
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
