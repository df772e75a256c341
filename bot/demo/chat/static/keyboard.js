/** The inline keyboard under a message. */

import { press, Refused } from "./calls.js";
import { alert, toast } from "./dialogs.js";
import { el, icon } from "./dom.js";
import { say } from "./words.js";

/**
 * @param {object} message
 * @param {import("./world.js").World} world
 * @returns {HTMLElement | null}
 */
export function keyboard(message, world) {
  if (!message.keyboard.length) return null;
  const rows = message.keyboard.map((row, y) =>
    el("div", { class: "keys-row" }, ...row.map((button, x) => key(button, message, y, x, world))),
  );
  return el("div", { class: "keys" }, ...rows);
}

function key(button, message, row, column, world) {
  const label = el("span", { dir: "auto" }, button.text);
  const place = `${row}:${column}`; // by which the focus is found again when the message changes
  if (button.kind === "url") return address(button, label, place, world);
  const press = { copy: () => copy(world.here(button.copy)), callback: () => ask(element, message, row, column, world) }[button.kind];
  const element = el(
    "button",
    { type: "button", class: `key ${button.kind}`, "data-key": place, disabled: !press, on: press ? { click: press } : {} },
    label,
    button.kind === "copy" ? icon("copy") : null,
  );
  return element;
}

function address(button, label, place, world) {
  const href = world.link(button.url);
  const drawn = /↗\s*$/u.test(button.text) ? "key" : "key url"; // some labels bring their own arrow
  return href
    ? el("a", { class: drawn, href, target: "_blank", rel: "noopener noreferrer", "data-key": place }, label)
    : el("button", { type: "button", class: "key", disabled: true }, label);
}

async function ask(element, message, row, column, world) {
  if (element.getAttribute("aria-busy")) return;
  element.setAttribute("aria-busy", "true");
  try {
    const answer = await press(message.chat, message.id, row, column);
    const href = answer.url ? world.link(answer.url) : "";
    if (href) alert(el("a", { href, target: "_blank", rel: "noopener noreferrer" }, answer.text || href));
    else if (answer.text) (answer.alert ? alert : toast)(answer.text);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    toast(error.message);
  } finally {
    element.removeAttribute("aria-busy");
  }
}

/** Copy, also where the page is not a "secure context" (by a host's name over http), with the older way. */
async function copy(text) {
  try {
    if (navigator.clipboard) await navigator.clipboard.writeText(text);
    else if (!copyBySelection(text)) throw new DOMException("refused", "NotAllowedError");
    toast(say("copied"));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    alert(say("copy refused"), " ", el("code", {}, text));
  }
}

function copyBySelection(text) {
  const field = el("textarea", { class: "unseen", readonly: true });
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}
