/** The bot's commands: all of them by the "/" button, those that fit while one types "/". */

import { el } from "./dom.js";

export class CommandMenu {
  #world;
  #field;
  #send;
  #list = el("ul", { class: "menu", id: "commands", role: "listbox", hidden: true });
  #options = [];
  #at = -1;
  #bot = null;

  /**
   * @param {import("./world.js").World} world
   * @param {HTMLTextAreaElement} field
   * @param {(command: string) => void} send
   */
  constructor(world, field, send, label) {
    this.#world = world;
    this.#field = field;
    this.#send = send;
    this.#list.setAttribute("aria-label", label);
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", "commands");
    field.addEventListener("input", () => this.complete());
    field.addEventListener("blur", () => setTimeout(() => document.activeElement !== field && !this.#list.contains(document.activeElement) && this.close(), 150));
  }

  get element() {
    return this.#list;
  }

  get open() {
    return !this.#list.hidden;
  }

  /** All commands, or none. */
  toggle() {
    if (this.open) this.close();
    else this.#show(this.#world.bot.commands);
    if (!matchMedia("(pointer: coarse)").matches) this.#field.focus();
  }

  /** Those that begin as what was typed. */
  complete() {
    const typed = /^\/([a-z0-9_]*)$/i.exec(this.#field.value);
    const fitting = typed ? this.#world.bot.commands.filter(({ command }) => command.startsWith(typed[1].toLowerCase())) : [];
    if (fitting.length) this.#show(fitting);
    else this.close();
  }

  /** The bot's commands may become known, or change, while one types. */
  refresh() {
    if (this.#bot === this.#world.bot) return;
    this.#bot = this.#world.bot;
    this.complete();
  }

  close() {
    this.#list.hidden = true;
    this.#move(-1);
  }

  /** Did the menu use this key? */
  takes(event) {
    if (!this.open) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.#move((this.#at + step + this.#options.length + (this.#at < 0 && step < 0 ? 1 : 0)) % this.#options.length);
    else if (event.key === "Escape") this.close();
    else if (event.key === "Tab" && this.#at >= 0) this.#insert();
    else if (event.key === "Enter" && this.#at >= 0) this.#options[this.#at].click();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  #show(commands) {
    this.#options = commands.map(({ command, description }, place) =>
      el(
        "li",
        { role: "option", id: `command-${place}`, "aria-selected": "false", on: { click: () => this.#choose(command), pointerdown: (event) => event.preventDefault() } },
        el("b", {}, `/${command}`),
        el("span", { dir: "auto" }, description),
      ),
    );
    this.#list.replaceChildren(...this.#options);
    this.#list.hidden = commands.length === 0;
    this.#move(-1);
  }

  #choose(command) {
    this.close();
    this.#field.value = "";
    this.#send(`/${command}`);
  }

  #insert() {
    this.#field.value = `${this.#options[this.#at].firstChild.textContent} `;
    this.close();
  }

  #move(to) {
    this.#at = to;
    this.#options.forEach((option, place) => option.setAttribute("aria-selected", String(place === to)));
    const option = this.#options[to];
    if (option) {
      option.scrollIntoView({ block: "nearest" });
      this.#field.setAttribute("aria-activedescendant", option.id);
    } else this.#field.removeAttribute("aria-activedescendant");
  }
}
