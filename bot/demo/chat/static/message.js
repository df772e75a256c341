/** One message as a bubble: name, quote, picture, text, card, corner, keyboard, comment bar. */

import { el, hue, icon, paint } from "./dom.js";
import { oneLine, rendered } from "./entities.js";
import { keyboard } from "./keyboard.js";
import { card, photo, thumbnail } from "./media.js";
import { hashOf } from "./route.js";
import { count, moment, say, time } from "./words.js";

/**
 * @typedef {object} Setting where the message is shown
 * @property {import("./world.js").World} world
 * @property {import("./entities.js").Touch} touch
 * @property {boolean} group are there several who speak? Then names and faces stand beside the bubbles.
 * @property {boolean} thread is it shown among the comments?
 * @property {(id: number) => void} jump scrolls to another message
 */

/** @param {object} message @param {Setting} setting */
export function bubble(message, setting) {
  if (message.service) return el("p", { class: "service", dir: "auto", "data-id": message.id }, message.service);
  const own = message.from.kind === "me";
  return el(
    "article",
    { class: `message ${own ? "own" : "other"}${message.from.kind === "channel" ? " post" : ""}`, "data-id": message.id },
    setting.group && !own ? face(message.from) : null,
    el("div", { class: "stack" }, el("div", { class: "bubble" }, ...inside(message, setting, own), bar(message, setting)), keyboard(message, setting.world)),
  );
}

function inside(message, setting, own) {
  const { world } = setting;
  const preview = message.preview ? card(message.preview, world) : null;
  const body = el(
    "div",
    { class: "text", dir: "auto" },
    ...rendered(message.text, message.entities, setting.touch),
  );
  const words = message.text ? body : null;
  const tail = corner(message);
  const above = message.preview?.above;
  const holder = preview && !above ? null : words; // the corner stands in the text where the text is last
  holder?.append(tail);
  return [
    setting.group && !own ? el("p", { class: `name ${shade(message.from)}`, dir: "auto" }, message.from.name) : el("p", { class: "unseen" }, message.from.name),
    message.via ? el("p", { class: "via", dir: "auto" }, say("via", { name: `@${message.via}` })) : null,
    message.reply ? quote(message.reply, setting) : null,
    photo(message, world),
    above ? preview : null,
    words,
    above ? null : preview,
    holder ? null : tail,
  ];
}

/** The colour of a name; the bot's is the page's own. */
function shade(from) {
  return from.kind === "bot" ? "" : `hue-${hue(from.id)}`;
}

function face(from) {
  const avatar = el("span", { "aria-hidden": "true" });
  paint(avatar, { ...from, bot: from.kind === "bot" });
  return avatar;
}

function quote(reply, setting) {
  const lines = el(
    "span",
    { class: "quote-lines" },
    el("span", { class: "quote-name", dir: "auto" }, reply.name),
    el("span", { class: "quote-text", dir: "auto" }, oneLine(reply.text) || say("photo")),
  );
  const jump = { click: () => setting.jump(reply.id) };
  return el("button", { type: "button", class: "quote", on: jump }, thumbnail(reply.photo, setting.world), lines);
}

/** Time, "edited", without sound. */
function corner(message) {
  const date = new Date(message.date);
  const bell = message.silent ? el("span", { class: "bell", title: say("silent") }, icon("silent"), el("span", { class: "unseen" }, say("silent"))) : null;
  return el(
    "span",
    { class: "corner" },
    bell,
    message.edited ? `${say("edited")} ` : null,
    el("time", { datetime: message.date, title: moment(date) }, time(date)),
  );
}

/** "3 comments", under a post of a channel whose comments are on. */
function bar(message, setting) {
  if (message.comments === null || setting.thread) return null;
  const words = message.comments ? count("comments", message.comments) : say("leave a comment");
  return el("a", { class: "bar", href: hashOf(message.chat, message.id) }, icon("comment"), el("span", {}, words), icon("next"));
}
