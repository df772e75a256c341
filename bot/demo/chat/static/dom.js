/** Making elements. Outside text only ever becomes text nodes and checked addresses, never markup. */

/**
 * An element: `el("a", { class: "x", href: "…", on: { click } }, "text", child, null)`.
 * Attributes that are null, undefined or false are left out; true is the empty attribute.
 */
export function el(tag, { on = {}, ...attributes } = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  for (const [event, listener] of Object.entries(on)) element.addEventListener(event, listener);
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/** An icon of the page's sprite; it says nothing to a screen reader. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/**
 * Make `parent` hold exactly `nodes`, in order, moving and removing as little as possible: what stays keeps its
 * focus, its selection and its loaded pictures.
 */
export function arrange(parent, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...parent.childNodes]) if (!wanted.has(child)) child.remove();
  nodes.forEach((node, place) => {
    if (parent.childNodes[place] !== node) parent.insertBefore(node, parent.childNodes[place] ?? null);
  });
}

/** The face of a chat or person: initials on a colour that never changes; the bot's is its bell. */
export function paint(face, { id, name, bot }) {
  face.className = bot ? "avatar crier" : `avatar hue-${hue(id)}`;
  if (!bot) face.textContent = initials(name);
  else if (!face.querySelector("svg")) face.replaceChildren(icon("bell"));
}

/** A stable colour of seven for an id. */
export function hue(id) {
  let sum = 0;
  for (const char of String(id)) sum = (sum * 31 + char.codePointAt(0)) % 9973;
  return sum % 7;
}

function initials(name) {
  const firsts = name.split(/[\s'’]+/u).map((word) => [...word].find((char) => /[\p{L}\p{N}]/u.test(char)) ?? "");
  return firsts.filter(Boolean).slice(0, 2).join("") || "?";
}
