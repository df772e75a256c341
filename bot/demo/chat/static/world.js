/**
 * What the page knows: chats, their messages, what is unread. Filled by the stream, read by the views.
 *
 * Fires "change" whenever any of it changes, and "arrival" (detail: the message) for one that was not there before.
 */

/** Messages kept, and shown, per chat. */
export const KEPT = 300;
const TYPING_MS = 5000;
const READS = "crier.read";

export class World extends EventTarget {
  me = { id: "", name: "" };
  bot = { id: "", name: "", username: "", description: "", commands: [], inline: false };
  ready = false;
  /** @type {Map<string, object>} by id, in the order of the list */
  chats = new Map();
  #site = "";
  #messages = new Map();
  #typing = new Map();
  #reads = loadReads();

  /** Everything anew: at the start, and after a gap. */
  replace({ me, bot, site, chats, messages }) {
    this.me = { ...me, id: String(me.id) };
    this.bot = bot;
    this.#site = site;
    this.chats = new Map(chats.map((chat) => [chat.id, chat]));
    const before = new Map([...this.#messages.values()].flat().map((message) => [JSON.stringify(message), message]));
    this.#messages = new Map(chats.map((chat) => [chat.id, []]));
    for (const message of messages) {
      this.#list(message.chat).push(before.get(JSON.stringify(message)) ?? message); // what did not change is not drawn anew
    }
    for (const [id, list] of this.#messages) {
      list.sort((a, b) => a.id - b.id).splice(0, list.length - KEPT);
      const newest = list.at(-1)?.id ?? 0;
      if (!(this.#reads[id] <= newest)) this.#reads[id] = newest; // never read, or another demo's numbers
    }
    this.ready = true;
    this.#changed();
  }

  /** A message that is new, or replaces the one it was. */
  put(message) {
    const list = this.#list(message.chat);
    let place = list.length;
    while (place > 0 && list[place - 1].id >= message.id) place -= 1;
    const known = list[place]?.id === message.id;
    list.splice(place, known ? 1 : 0, message);
    list.splice(0, list.length - KEPT);
    if (!known) {
      this.#typing.delete(message.chat);
      if (message.from.kind === "me") this.read(message.chat);
      this.dispatchEvent(new CustomEvent("arrival", { detail: message }));
    }
    this.#changed();
  }

  remove({ chat, id }) {
    const list = this.#list(chat);
    const place = list.findIndex((message) => message.id === id);
    if (place >= 0) list.splice(place, 1);
    this.#changed();
  }

  putChat(chat) {
    this.chats.set(chat.id, chat);
    this.#changed();
  }

  putBot(bot) {
    this.bot = bot;
    this.#changed();
  }

  /** The bot types in a chat; that is forgotten after a while, as messengers do. */
  type({ chat }) {
    clearTimeout(this.#typing.get(chat));
    this.#typing.set(chat, setTimeout(() => this.#typing.delete(chat) && this.#changed(), TYPING_MS));
    this.#changed();
  }

  isTyping(chat) {
    return this.#typing.has(chat);
  }

  /** Messages of a chat, oldest first. */
  messages(chat) {
    return this.#messages.get(chat) ?? [];
  }

  message(chat, id) {
    return this.messages(chat).find((message) => message.id === id);
  }

  /** Comments under a channel's post, oldest first; they stand in its discussion group. */
  comments(chat, post) {
    return [...this.#messages.values()]
      .flat()
      .filter((message) => message.thread?.chat === chat && message.thread.message === post);
  }

  chatNamed(username) {
    const name = username.toLowerCase();
    return [...this.chats.values()].find((chat) => chat.username?.toLowerCase() === name);
  }

  privateChat() {
    return [...this.chats.values()].find((chat) => chat.kind === "private");
  }

  /** The chats of the list; a discussion group is reached by its channel's posts. */
  listed() {
    return [...this.chats.values()].filter((chat) => chat.kind !== "discussion");
  }

  // --- what is read ------------------------------------------------------------------------------------------------

  /** The number of the newest message that was read. */
  readUpTo(chat) {
    return this.#reads[chat] ?? 0;
  }

  unread(chat) {
    const read = this.readUpTo(chat);
    return this.messages(chat).filter((message) => message.id > read && message.from.kind !== "me").length;
  }

  /** The reader saw everything up to a message; without one, all there is. */
  read(chat, upTo = this.messages(chat).at(-1)?.id ?? 0) {
    if (upTo <= this.readUpTo(chat)) return;
    this.#reads[chat] = upTo;
    saveReads(this.#reads);
    this.#changed();
  }

  // --- addresses ---------------------------------------------------------------------------------------------------

  /**
   * An address as it is reached from here: the demo's own site may have another name or port outside (a mapped port,
   * a host's name), so its origin gives way to the page's.
   */
  here(address) {
    const rest = this.#site && address.startsWith(this.#site) ? address.slice(this.#site.length) : null;
    return rest === "" || (rest && "/?#".includes(rest[0])) ? location.origin + rest : address;
  }

  /** The address of a picture, or "" where it is not our own: the page loads nothing from elsewhere. */
  picture(address) {
    const url = address ? parsed(this.here(address)) : null;
    return url?.origin === location.origin ? url.href : "";
  }

  /** An address that may be opened, or "": http(s), tg: and mailto: alone. */
  link(address) {
    const url = parsed(this.here(address));
    return url && ["http:", "https:", "tg:", "mailto:"].includes(url.protocol) ? url.href : "";
  }

  #list(chat) {
    if (!this.#messages.has(chat)) this.#messages.set(chat, []);
    return this.#messages.get(chat);
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

function parsed(address) {
  try {
    return new URL(address, location.origin);
  } catch {
    return null;
  }
}

function loadReads() {
  try {
    return JSON.parse(sessionStorage.getItem(READS)) ?? {};
  } catch {
    return {}; // storage may be switched off, or hold something else
  }
}

function saveReads(reads) {
  try {
    sessionStorage.setItem(READS, JSON.stringify(reads));
  } catch {
    // then what is unread is only known until the page is left
  }
}
