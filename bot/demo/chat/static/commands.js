/** The bot's commands: all of them by the "/" button, those that fit while one types "/". */

import { el } from "./dom.js";
import { option, Options } from "./options.js";

export class CommandMenu extends Options {
  #world;
  #field;
  #send;
  #bot = null;

  /**
   * @param {import("./world.js").World} world
   * @param {HTMLTextAreaElement} field
   * @param {(command: string) => void} send
   */
  constructor(world, field, send, label) {
    super(field, "commands", label);
    this.#world = world;
    this.#field = field;
    this.#send = send;
    field.addEventListener("input", () => this.complete());
    field.addEventListener("blur", () => setTimeout(() => document.activeElement !== field && !this.element.contains(document.activeElement) && this.close(), 150));
  }

  /** All commands, or none. */
  toggle() {
    if (this.open) this.close();
    else this.#offer(this.#world.bot.commands);
    if (!matchMedia("(pointer: coarse)").matches) this.#field.focus();
  }

  /** Those that begin as what was typed. */
  complete() {
    const typed = /^\/([a-z0-9_]*)$/i.exec(this.#field.value);
    const fitting = typed ? this.#world.bot.commands.filter(({ command }) => command.startsWith(typed[1].toLowerCase())) : [];
    if (fitting.length) this.#offer(fitting);
    else this.close();
  }

  /** The bot's commands may become known, or change, while one types. */
  refresh() {
    if (this.#bot === this.#world.bot) return;
    this.#bot = this.#world.bot;
    this.complete();
  }

  insert(chosen) {
    this.#field.value = `${chosen.firstChild.textContent} `;
    this.close();
  }

  #offer(commands) {
    this.show(
      commands.map(({ command, description }, place) =>
        option(`command-${place}`, "", () => this.#choose(command), el("b", {}, `/${command}`), el("span", { dir: "auto" }, description)),
      ),
    );
  }

  #choose(command) {
    this.close();
    this.#field.value = "";
    this.#send(`/${command}`);
  }
}
