/** The list of chats. */

import { arrange, el, icon, paint } from "./dom.js";
import { oneLine } from "./entities.js";
import { current, hashOf } from "./route.js";
import { count, moment, say, shortly } from "./words.js";

const KINDS = { group: "group", channel: "channel" };

export class ChatList {
  #world;
  #list = document.getElementById("chats");
  #rows = new Map();

  /** @param {import("./world.js").World} world */
  constructor(world) {
    this.#world = world;
    this.#list.addEventListener("keydown", (event) => this.#walk(event));
  }

  refresh() {
    const open = current()?.chat;
    const chats = this.#world.listed();
    const rows = chats.map((chat) => {
      if (!this.#rows.has(chat.id)) this.#rows.set(chat.id, new Row(chat));
      const row = this.#rows.get(chat.id);
      row.show(chat, this.#world, chat.id === open);
      return row.element;
    });
    arrange(this.#list, rows);
  }

  /** Up and down among the chats, Home and End. */
  #walk(event) {
    const links = [...this.#list.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    links[Math.min(Math.max(to, 0), links.length - 1)].focus();
  }
}

/** A chat's row; kept, so that the focus stays on it. */
class Row {
  #face = el("span", { "aria-hidden": "true" });
  #title = el("span", { class: "chat-title", dir: "auto" });
  #when = el("time", { class: "chat-when" });
  #last = el("span", { class: "chat-last", dir: "auto" });
  #badge = el("span", { class: "badge" });
  #kind = el("span", { class: "chat-kind" });
  #link;

  constructor(chat) {
    if (KINDS[chat.kind]) this.#kind.append(icon(chat.kind), el("span", { class: "unseen" }, say(KINDS[chat.kind])));
    this.#link = el(
      "a",
      { class: "chat", href: hashOf(chat.id) },
      this.#face,
      el("span", { class: "chat-top" }, this.#kind, this.#title, this.#when),
      el("span", { class: "chat-bottom" }, this.#last, this.#badge),
    );
    this.element = el("li", {}, this.#link);
  }

  show(chat, world, open) {
    const message = world.messages(chat.id).at(-1);
    paint(this.#face, { id: chat.id, name: chat.title, bot: chat.kind === "private" });
    this.#title.textContent = chat.title;
    this.#last.classList.toggle("typing", world.isTyping(chat.id));
    this.#last.replaceChildren(...this.#says(chat, message, world));
    this.#time(message);
    this.#count(open ? 0 : world.unread(chat.id));
    if (open) this.#link.setAttribute("aria-current", "page");
    else this.#link.removeAttribute("aria-current");
  }

  #says(chat, message, world) {
    if (world.isTyping(chat.id)) return [say("typing"), "…"];
    if (!message) return [chat.kind === "private" && !chat.started ? say("what it does") : say("no messages")];
    const text = oneLine(message.service || message.text) || say("photo");
    const named = message.from.kind === "me" ? say("you") : chat.kind === "group" && !message.service ? message.from.name : "";
    return named ? [el("span", { class: "chat-who" }, el("bdi", {}, named), ": "), text] : [text];
  }

  #time(message) {
    if (!message) return this.#when.replaceChildren();
    const date = new Date(message.date);
    this.#when.textContent = shortly(date);
    this.#when.dateTime = message.date;
    this.#when.title = moment(date);
  }

  #count(unread) {
    this.#badge.hidden = unread === 0;
    const shown = el("span", { "aria-hidden": "true" }, unread > 99 ? "99+" : String(unread));
    this.#badge.replaceChildren(shown, el("span", { class: "unseen" }, count("new", unread)));
  }
}
