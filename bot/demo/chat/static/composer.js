/** The foot of a chat: where one writes, or what stands there instead. */

import { comment, Refused, write } from "./calls.js";
import { CommandMenu } from "./commands.js";
import { toast } from "./dialogs.js";
import { arrange, el, icon } from "./dom.js";
import { oneLine } from "./entities.js";
import { chips, hint } from "./hints.js";
import { InlineMenu } from "./inline.js";
import { stay } from "./options.js";
import { say } from "./words.js";

const LONGEST = 4096; // UTF-16 units, as the platform counts
const fingers = matchMedia("(pointer: coarse)");

export class Composer {
  #world;
  #toBot;
  #foot = document.getElementById("foot");
  #route = null;
  #drafts = new Map();
  #asked = 0; // the message that asks for a reply
  #declined = new Set();
  #quiet = el("div", { class: "foot-hints" });
  #strip = el("div", { class: "strip", hidden: true });
  #start;
  #field;
  #form;
  #menu;
  #inline;

  /**
   * @param {import("./world.js").World} world
   * @param {(command: string) => void} toBot writes a command to the bot, in private
   */
  constructor(world, toBot) {
    this.#world = world;
    this.#toBot = toBot;
    this.#start = el("button", { type: "button", class: "primary start", on: { click: () => this.send("/start") } }, say("start"));
    this.#field = el("textarea", { rows: "1", maxlength: String(LONGEST), dir: "auto", enterkeyhint: "send", autocomplete: "off" });
    this.#menu = new CommandMenu(world, this.#field, (command) => this.send(command), say("menu"));
    this.#inline = new InlineMenu(world, this.#field, (payload) => toBot(`/start ${payload}`), say("from here"));
    this.#form = this.#build();
  }

  #build() {
    this.#field.addEventListener("keydown", (event) => this.#key(event));
    this.#field.addEventListener("input", () => this.#fit());
    return el(
      "form",
      { class: "composer", on: { submit: (event) => (event.preventDefault(), this.#submit()) } },
      el("button", { type: "button", class: "round slash", "aria-label": say("menu"), title: say("menu"), on: { click: () => this.#menu.toggle(), pointerdown: stay } }, icon("slash")),
      this.#field,
      el("button", { type: "submit", class: "round send", "aria-label": say("send"), title: say("send") }, icon("send")),
    );
  }

  /** @param {{chat: string, post: number} | null} route */
  open(route) {
    if (this.#route) this.#drafts.set(this.#key_of(this.#route), this.#field.value);
    this.#route = route;
    this.#menu.close();
    this.#inline.close();
    this.#field.value = route ? (this.#drafts.get(this.#key_of(route)) ?? "") : "";
    this.refresh();
    this.#fit();
  }

  refresh() {
    const chat = this.#world.chats.get(this.#route?.chat);
    const leaving = document.activeElement === this.#start;
    arrange(this.#foot, chat ? this.#parts(chat) : []);
    if (leaving && !this.#start.isConnected) this.focus();
  }

  focus() {
    if (this.#form.isConnected && !fingers.matches) this.#field.focus({ preventScroll: true });
    else if (this.#start.isConnected) this.#start.focus({ preventScroll: true });
  }

  #parts(chat) {
    if (chat.kind === "private" && !chat.started) return [this.#start];
    const thread = this.#route.post > 0;
    const hints = thread ? [] : [hint(chat, this.#world, this.#toBot), chips(chat, this.#world, (command) => this.send(command), (text) => this.#fill(text))];
    const key = JSON.stringify(hints.map((each) => each?.textContent));
    if (key !== this.#quiet.dataset.key) this.#quiet.replaceChildren(...hints.filter(Boolean));
    this.#quiet.dataset.key = key;
    if (!thread && !chat.can_write) return [this.#quiet];
    this.#ask(thread ? null : chat);
    this.#menu.refresh();
    this.#inline.enter(thread ? null : chat.id);
    const name = say(thread ? "comment" : chat.kind === "channel" ? "post" : "message");
    this.#field.placeholder = name;
    this.#field.setAttribute("aria-label", name);
    this.#form.classList.toggle("bare", thread || chat.kind === "channel");
    return [this.#quiet, this.#strip, this.#menu.element, this.#inline.element, this.#form];
  }

  /** The newest message asks for a reply: show what is answered. */
  #ask(chat) {
    const last = chat ? this.#world.messages(chat.id).at(-1) : null;
    const asks = last?.asks && !this.#declined.has(last.id) ? last : null;
    if ((asks?.id ?? 0) === this.#asked) return;
    this.#asked = asks?.id ?? 0;
    this.#strip.hidden = !asks;
    if (!asks) return;
    this.#strip.replaceChildren(
      icon("reply"),
      el("p", {}, el("b", { dir: "auto" }, say("reply to", { name: asks.from.name })), el("span", { dir: "auto" }, oneLine(asks.text))),
      el("button", { type: "button", class: "round", "aria-label": say("cancel reply"), on: { click: () => this.#decline() } }, icon("close")),
    );
    this.focus();
  }

  #decline() {
    this.#declined.add(this.#asked);
    this.refresh();
    this.focus();
  }

  #key(event) {
    if (event.isComposing || this.#inline.takes(event) || this.#menu.takes(event)) return;
    if (event.key === "Escape" && this.#asked) this.#decline();
    if (event.key !== "Enter" || event.shiftKey || fingers.matches) return;
    event.preventDefault();
    this.#submit();
  }

  /** Begin to write something for the reader. */
  #fill(text) {
    this.#field.value = text;
    this.#field.dispatchEvent(new Event("input"));
    this.#field.focus({ preventScroll: true });
  }

  #submit() {
    if (this.#inline.meant) return this.#inline.take();
    const text = this.#field.value.trim();
    if (!text) return;
    this.#field.value = "";
    this.#fit();
    this.send(text);
  }

  /** Write into the open chat; what was refused comes back into the field. */
  async send(text) {
    const { chat, post } = this.#route;
    this.#menu.close();
    this.focus();
    try {
      if (post) await comment(chat, post, text);
      else await write(chat, text, text.startsWith("/") ? 0 : this.#asked); // a command is no answer
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      toast(error.message);
      if (!this.#field.value) this.#field.value = text;
    }
    this.#fit();
  }

  #fit() {
    this.#form.classList.toggle("ready", this.#field.value.trim() !== "");
    if (CSS.supports("field-sizing", "content")) return;
    this.#field.style.height = "auto";
    this.#field.style.height = `${this.#field.scrollHeight}px`;
  }

  #key_of({ chat, post }) {
    return `${chat}/${post}`;
  }
}
