/** Choices above the field: walked by keys while one goes on typing, taken by Enter or a touch. */

import { el } from "./dom.js";

/** A press that leaves the focus where it is, so that the field's blur does not close what the press opens. */
export const stay = (event) => event.preventDefault();

export class Options {
  #field;
  #options = [];
  #at = -1;

  /**
   * @param {HTMLTextAreaElement} field
   * @param {string} id
   * @param {string} label
   * @param {(list: HTMLElement) => HTMLElement} wrapped what is shown and hidden with the list
   */
  constructor(field, id, label, wrapped = (list) => list) {
    this.#field = field;
    this.list = el("ul", { id, role: "listbox", "aria-label": label });
    this.element = wrapped(this.list);
    this.element.classList.add("menu");
    this.element.hidden = true;
    field.setAttribute("aria-autocomplete", "list");
  }

  get open() {
    return !this.element.hidden;
  }

  /** How many there are. */
  get size() {
    return this.#options.length;
  }

  /** The one that Enter takes. */
  get chosen() {
    return this.#options[this.#at];
  }

  /**
   * @param {HTMLElement[]} options see `option`
   * @param {number} at the one to begin with; -1: none
   */
  show(options, at = -1) {
    this.#options = options;
    this.list.replaceChildren(...options);
    this.element.hidden = options.length === 0;
    this.#field.setAttribute("aria-controls", this.list.id);
    this.#move(at);
  }

  /** Further ones; what was chosen stays so. */
  add(options) {
    this.#options.push(...options);
    this.list.append(...options);
  }

  close() {
    this.element.hidden = true;
    this.#move(-1);
  }

  /** Did a key do something here? */
  takes(event) {
    if (!this.open) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.size) this.#move((this.#at + step + this.size + (this.#at < 0 && step < 0 ? 1 : 0)) % this.size);
    else if (event.key === "Escape") this.close();
    else if (event.key === "Tab" && !event.shiftKey && this.chosen) this.insert(this.chosen);
    else if (event.key === "Enter" && this.chosen) this.chosen.click();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  /** What Tab does with a choice. */
  insert(option) {
    option.click();
  }

  #move(to) {
    this.#at = to;
    this.#options.forEach((option, place) => option.setAttribute("aria-selected", String(place === to)));
    this.chosen?.scrollIntoView({ block: "nearest" });
    if (this.chosen) this.#field.setAttribute("aria-activedescendant", this.chosen.id);
    else this.#field.removeAttribute("aria-activedescendant");
  }
}

/** One choice; `id` is the page's only one. */
export function option(id, look, choose, ...content) {
  return el("li", { role: "option", id, class: look, "aria-selected": "false", on: { click: choose, pointerdown: stay } }, ...content);
}
