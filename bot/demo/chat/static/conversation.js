/**
 * The open chat, or the comments under a post: header, messages by day and sender, the divider above what is new.
 *
 * Whoever reads further up is never moved: the log follows new messages only while its end is in sight.
 */

import { arrange, el, paint } from "./dom.js";
import { bubble } from "./message.js";
import { count, dayName, moment, say } from "./words.js";

const NEAR_END = 80; // pixels
const LEAVING_MS = 1200; // of a smooth scroll away from the end, whose first pixels are not to be taken for standing there
const PEEK = 40; // pixels of a message that count as seen
const RUN_MS = 10 * 60_000; // of one sender, shown as one group
const still = matchMedia("(prefers-reduced-motion: reduce)");

export class Conversation {
  #world;
  #touch;
  #route = null;
  #bubbles = new WeakMap(); // message → its element; a changed message is another object
  #days = new Map();
  #shown = new Set(); // ids that stand there already: the others arrive
  #mark = 0; // what was read when the chat was opened; 0: all
  #follows = true;
  #leaving = 0; // until then it does not follow
  #divider = el("p", { class: "divider" }, say("unread"));
  #log = document.getElementById("log");
  #column = document.getElementById("column");
  #down = document.getElementById("down");

  /** @param {import("./world.js").World} world @param {import("./entities.js").Touch} touch */
  constructor(world, touch) {
    this.#world = world;
    this.#touch = touch;
    this.#log.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.#down.addEventListener("click", () => this.toEnd(true));
    this.#down.title = say("to the newest");
    const grown = new ResizeObserver(() => this.#follows && this.toEnd());
    grown.observe(this.#column);
    grown.observe(this.#log);
  }

  /** @param {{chat: string, post: number} | null} route */
  open(route) {
    this.#route = route;
    this.#bubbles = new WeakMap();
    this.#days.clear();
    this.#shown.clear();
    this.#mark = route && !route.post && this.#world.unread(route.chat) ? this.#world.readUpTo(route.chat) : 0;
    this.#follows = this.#mark === 0;
    this.#log.setAttribute("aria-live", "off"); // what stood there before is not read out
    this.#draw();
    setTimeout(() => this.#log.setAttribute("aria-live", "polite"), 500);
    if (this.#divider.isConnected) this.#log.scrollTop = this.#divider.offsetTop - this.#log.clientHeight / 4;
    else this.toEnd();
    this.#scrolled();
  }

  refresh() {
    this.#draw();
    this.#seen();
  }

  #draw() {
    const chat = this.#world.chats.get(this.#route?.chat);
    if (!chat) return arrange(this.#column, []);
    this.#head(chat);
    const focus = held(this.#column);
    arrange(this.#column, this.#route.post ? this.#thread(chat) : this.#items(chat));
    focus();
    if (this.#follows) this.toEnd();
  }

  /** To the newest message. */
  toEnd(smoothly = false) {
    this.#follows = true;
    this.#log.scrollTo({ top: this.#log.scrollHeight, behavior: smoothly && !still.matches ? "smooth" : "instant" });
  }

  /** Scroll to a message and let it light up. */
  jump(id) {
    const target = this.#column.querySelector(`[data-id="${Number(id)}"]`);
    if (!target) return;
    this.#follows = false;
    this.#leaving = performance.now() + LEAVING_MS;
    setTimeout(() => this.#scrolled(), LEAVING_MS + 100);
    target.scrollIntoView({ block: "center", behavior: still.matches ? "instant" : "smooth" });
    target.classList.add("lit");
    setTimeout(() => target.classList.remove("lit"), 1600);
  }

  // --- the header --------------------------------------------------------------------------------------------------

  #head(chat) {
    const { post } = this.#route;
    paint(document.getElementById("face"), { id: chat.id, name: chat.title, bot: chat.kind === "private" });
    document.getElementById("title").textContent = post ? say("discussion") : chat.title;
    const subtitle = document.getElementById("subtitle");
    subtitle.classList.toggle("typing", this.#world.isTyping(chat.id));
    subtitle.replaceChildren(...this.#subtitle(chat, post));
  }

  #subtitle(chat, post) {
    if (post) return [el("bdi", {}, chat.title)];
    if (this.#world.isTyping(chat.id)) return [say("typing"), el("span", { class: "dots" }, el("i"), el("i"), el("i"))];
    if (chat.kind === "private") return [say("bot")];
    const people = count(chat.kind === "channel" ? "subscribers" : "members", chat.members);
    const role = { creator: "owner", administrator: "administrator", member: chat.kind === "channel" ? "" : "member" }[chat.role];
    return [people, role ? `, ${say(role)}` : ""];
  }

  // --- the messages ------------------------------------------------------------------------------------------------

  #items(chat) {
    const messages = this.#world.messages(chat.id);
    const items = this.#withDays(messages, this.#setting(chat.kind === "group" || chat.kind === "discussion", false));
    if (chat.kind === "private" && !chat.started && !messages.length) return [intro(this.#world.bot)];
    return items.length ? items : [el("p", { class: "service empty" }, say("no messages"))];
  }

  #thread(chat) {
    const post = this.#world.message(chat.id, this.#route.post);
    const comments = this.#world.comments(chat.id, this.#route.post);
    const items = post ? [this.#bubble(post, this.#setting(false, true), true, true)] : [];
    const words = comments.length ? count("comments", comments.length) : say("no comments");
    return [...items, this.#note("thread", words), ...this.#withDays(comments, this.#setting(true, true), post)];
  }

  #setting(group, thread) {
    return { world: this.#world, touch: this.#touch, group, thread, jump: (id) => this.jump(id) };
  }

  #withDays(messages, setting, before = null) {
    const items = [];
    messages.forEach((message, place) => {
      const after = messages[place + 1];
      const day = dayName(new Date(message.date));
      const newDay = !before || dayName(new Date(before.date)) !== day;
      if (newDay) items.push(this.#note(`day ${day}`, day, new Date(message.date)));
      const divides = this.#divides(message, before, setting);
      if (divides) items.push(this.#divider);
      const first = newDay || divides || !together(before, message);
      items.push(this.#bubble(message, setting, first, !together(message, after)));
      before = message;
    });
    return items;
  }

  #divides(message, before, setting) {
    if (!this.#mark || setting.thread || message.id <= this.#mark) return false;
    return !before || before.id <= this.#mark;
  }

  #note(key, words, date) {
    if (!this.#days.has(key)) this.#days.set(key, el("p", { class: "service day" }));
    const note = this.#days.get(key);
    note.textContent = words;
    if (date) note.title = moment(date);
    return note;
  }

  #bubble(message, setting, first, last) {
    let element = this.#bubbles.get(message);
    if (!element) {
      element = bubble(message, setting);
      const key = `${message.chat}/${message.id}`;
      element.classList.toggle("new", this.#column.childElementCount > 0 && !this.#shown.has(key));
      this.#shown.add(key);
      this.#bubbles.set(message, element);
    }
    element.classList.toggle("first", first);
    element.classList.toggle("last", last);
    return element;
  }

  // --- where the reader is -----------------------------------------------------------------------------------------

  #scrolled() {
    const left = this.#log.scrollHeight - this.#log.clientHeight - this.#log.scrollTop;
    this.#follows = left < NEAR_END && performance.now() > this.#leaving;
    this.#seen();
  }

  #seen() {
    if (!this.#route || this.#route.post) return void (this.#down.hidden = this.#follows);
    if (!document.hidden) this.#world.read(this.#route.chat, this.#lastInSight());
    const unread = this.#world.unread(this.#route.chat);
    this.#down.hidden = this.#follows;
    document.getElementById("news").textContent = unread ? count("new", unread) : "";
  }

  /** The number of the last message of which the beginning can be seen. */
  #lastInSight() {
    const edge = this.#log.scrollTop + this.#log.clientHeight - PEEK;
    const seen = [...this.#column.children].findLast((item) => item.dataset.id && item.offsetTop < edge);
    return Number(seen?.dataset.id ?? 0);
  }

  /** The page came to the front again. */
  look() {
    this.#seen();
  }
}

/** What stands in a private chat before it is started. */
function intro(bot) {
  const avatar = el("span", { "aria-hidden": "true" });
  paint(avatar, { ...bot, bot: true });
  return el(
    "section",
    { class: "intro" },
    avatar,
    el("h3", {}, say("what it does")),
    el("p", { dir: "auto" }, bot.description),
  );
}

/** Do two messages stand in one group? */
function together(one, other) {
  if (!one || !other || one.service || other.service) return false;
  const apart = new Date(other.date) - new Date(one.date);
  return one.from.id === other.from.id && one.from.kind === other.from.kind && apart < RUN_MS;
}

/** Remember which button has the focus; the function returned gives it to its successor, should it go. */
function held(column) {
  const active = column.contains(document.activeElement) ? document.activeElement : null;
  const id = active?.closest("[data-id]")?.dataset.id;
  const key = active?.dataset.key;
  return () => {
    if (!active || active.isConnected) return;
    const message = id && column.querySelector(`[data-id="${id}"]`);
    const heir = message?.querySelector(`[data-key="${key}"]`) ?? message?.querySelector("[data-key]");
    (heir ?? document.getElementById("log")).focus({ preventScroll: true });
  };
}
