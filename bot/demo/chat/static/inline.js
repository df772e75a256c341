/**
 * What the bot offers for "@bot words" in any chat: title, two lines, a picture; the next page as one scrolls.
 *
 * While one types "@", the bot itself is offered. The first card is chosen from the beginning, so that Enter sends it.
 */

import { choose, offer, Refused } from "./calls.js";
import { toast } from "./dialogs.js";
import { el, paint } from "./dom.js";
import { thumbnail } from "./media.js";
import { option, Options, stay } from "./options.js";
import { count, say } from "./words.js";

const PAUSE_MS = 300; // after a key: who types on is not answered yet
const NEAR_END = 160; // pixels

export class InlineMenu extends Options {
  #world;
  #field;
  #start;
  #note = el("button", { type: "button", class: "plain offer-note", dir: "auto", on: { click: () => this.#started(), pointerdown: stay } });
  #status = el("p", { role: "status", class: "offer-status" });
  #chat = null; // null: nothing is offered there
  #typed = null; // what it was asked last, or is about to be
  #answered = false;
  #next = ""; // the offset of the page after
  #payload = "";
  #turn = 0; // an answer to an earlier one comes too late
  #timer = 0;

  /**
   * @param {import("./world.js").World} world
   * @param {HTMLTextAreaElement} field
   * @param {(payload: string) => void} start starts the bot, in private
   */
  constructor(world, field, start, label) {
    super(field, "offers", label, (list) => el("div", {}, list));
    this.#world = world;
    this.#field = field;
    this.#start = start;
    this.element.prepend(this.#note);
    this.element.append(this.#status);
    this.element.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    field.addEventListener("input", () => this.look());
  }

  /** @param {string | null} chat where it is written; null: where nothing can be sent so */
  enter(chat) {
    if (this.#chat === chat) return;
    this.#chat = chat;
    this.#typed = null;
    this.look();
  }

  close() {
    super.close();
    this.#forget();
  }

  /** Is what is typed said to the bot, and to nobody else? */
  get meant() {
    return this.#typed !== null;
  }

  /** Send what is chosen, as by Enter; while there is no answer to what was typed last, nothing. */
  take() {
    if (this.#answered) this.chosen?.click();
  }

  takes(event) {
    if (event.key === "Tab" && this.meant) return false; // Enter alone sends; Tab leads on, and back to the note
    if (event.key !== "Enter" || event.shiftKey || !this.meant || this.#answered) return super.takes(event);
    event.preventDefault();
    return true;
  }

  /** What is typed may be meant for the bot. */
  look() {
    const { username, inline } = this.#world.bot;
    const text = this.#chat && inline ? this.#field.value : "";
    const name = `@${username}`.toLowerCase();
    const words = text.toLowerCase().startsWith(name) && /\s/.test(text[name.length] ?? "") ? text.slice(name.length + 1).trim() : null;
    if (words !== null) this.#ask(words);
    else if (text.startsWith("@") && name.startsWith(text.toLowerCase())) this.#offerBot(name);
    else if (this.open || this.#typed !== null) this.close();
  }

  #offerBot(name) {
    this.#forget();
    this.#tell("", "");
    const face = el("span", { "aria-hidden": "true" });
    paint(face, { ...this.#world.bot, bot: true });
    this.show([option("offer-bot", "offer", () => this.#named(name), face, lines(name, say("search from here")))], 0);
  }

  #named(name) {
    this.#field.value = `${name} `;
    this.#field.dispatchEvent(new Event("input"));
    this.#field.focus({ preventScroll: true });
  }

  #ask(words) {
    if (words === this.#typed) return;
    const pause = this.#typed === null ? 0 : PAUSE_MS;
    this.#forget();
    this.#typed = words;
    this.#timer = setTimeout(() => this.#page(""), pause);
  }

  /** Ask for a page, and show it: in the place of all, or after what is there. */
  async #page(offset) {
    const turn = ++this.#turn;
    this.#next = "";
    this.element.setAttribute("aria-busy", "true");
    try {
      const page = await offer(this.#chat, this.#typed, offset);
      if (turn === this.#turn) this.#offered(page, offset !== "");
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (turn === this.#turn) this.#failed(error.message, offset !== "");
    }
    if (turn === this.#turn) this.element.removeAttribute("aria-busy");
  }

  #offered(page, further) {
    const from = further ? this.size : 0;
    const cards = page.results.map((result, place) => this.#card(page.query, result, from + place));
    this.#next = page.next;
    if (further) return this.add(cards);
    this.element.scrollTop = 0;
    this.#payload = page.payload;
    this.show(cards, 0);
    this.#answered = true;
    this.element.hidden = false;
    this.#tell(page.note, cards.length ? "" : say("nothing found"));
    this.#status.append(cards.length ? el("span", { class: "unseen" }, count("results", cards.length)) : "");
  }

  #failed(why, further) {
    if (!further) this.show([]);
    this.element.hidden = false;
    this.#tell("", why);
  }

  #card(query, result, place) {
    const picture = thumbnail(result.image, this.#world) ?? el("span", { class: "offer-letter", "aria-hidden": "true" }, [...result.title][0] ?? "");
    return option(`offer-${place}`, "offer", () => this.#send(query, result.id), picture, lines(result.title, result.text));
  }

  async #send(query, result) {
    const text = this.#field.value;
    this.#field.value = "";
    this.#field.dispatchEvent(new Event("input"));
    try {
      await choose(query, result);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      toast(error.message);
      this.#field.value ||= text;
    }
  }

  #started() {
    this.close();
    this.#field.value = "";
    this.#start(this.#payload);
  }

  #tell(note, status) {
    this.#note.textContent = note;
    this.#note.hidden = !note;
    this.#status.textContent = note ? "" : status; // the bot's own words say more
  }

  #scrolled() {
    const left = this.element.scrollHeight - this.element.clientHeight - this.element.scrollTop;
    if (this.#next && left < NEAR_END) this.#page(this.#next);
  }

  #forget() {
    clearTimeout(this.#timer);
    this.#turn += 1;
    this.#typed = null;
    this.#answered = false;
    this.#next = "";
    this.element.removeAttribute("aria-busy");
  }
}

function lines(title, text) {
  return el("span", { class: "offer-lines" }, el("b", { dir: "auto" }, title), el("span", { dir: "auto" }, text));
}
