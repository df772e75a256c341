/** Short words that pass by, and words that wait to be read. */

import { el } from "./dom.js";

const SHOWN_MS = 4500;
const MOST = 3;
const toasts = document.getElementById("toasts");
const dialog = document.getElementById("dialog");
const body = document.getElementById("dialog-text");

/** A line that goes away by itself. */
export function toast(text) {
  const line = el("p", { class: "toast", dir: "auto" }, text);
  toasts.append(line);
  while (toasts.children.length > MOST) toasts.firstChild.remove();
  setTimeout(() => line.remove(), SHOWN_MS);
}

/** Something to be read, with a button to close it; Escape closes it as well. */
export function alert(...content) {
  body.replaceChildren(...content);
  if (!dialog.open) dialog.showModal();
}

export function close() {
  dialog.close();
}

dialog.addEventListener("click", (event) => event.target === dialog && dialog.close()); // beside it
