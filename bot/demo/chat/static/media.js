/** Pictures and preview cards. */

import { el } from "./dom.js";
import { say } from "./words.js";

const ratios = new Map(); // address → width / height of pictures seen before
const KEPT = 500;

/** A photo above its caption. Its place is held while it loads, so that nothing jumps. */
export function photo(message, world) {
  const src = world.picture(message.photo);
  if (!src) return null;
  const picture = image(src, "photo");
  picture.addEventListener("load", () => remember(src, picture.naturalWidth / picture.naturalHeight));
  if (ratios.has(src)) picture.style.aspectRatio = String(ratios.get(src)); // through the CSSOM: no style attribute
  return picture;
}

/** A small picture beside the words of a quote. */
export function thumbnail(address, world) {
  const src = world.picture(address);
  return src ? image(src, "thumbnail") : null;
}

/** What a link leads to: site, title, description, picture. */
export function card(preview, world) {
  const href = world.link(preview.url);
  if (!href) return null;
  const src = preview.image ? world.picture(preview.image) : "";
  const picture = src ? image(src, "card-picture") : null;
  const words = el(
    "span",
    { class: "card-words" },
    preview.site && el("span", { class: "card-site", dir: "auto" }, preview.site),
    preview.title && el("span", { class: "card-title", dir: "auto" }, preview.title),
    preview.description && el("span", { class: "card-text", dir: "auto" }, preview.description),
  );
  const kind = words.hasChildNodes() ? (preview.large ? "large" : "small") : "bare"; // a link to a picture is the picture
  return el("a", { class: `card ${kind}`, href, target: "_blank", rel: "noopener noreferrer", "aria-label": kind === "bare" ? say("photo") : null }, words, picture);
}

function image(src, kind) {
  return el("img", { class: kind, src, alt: "", loading: "eager", decoding: "async", on: { error: (event) => event.target.remove() } });
}

function remember(src, ratio) {
  if (!(ratio > 0)) return;
  if (ratios.size >= KEPT) ratios.delete(ratios.keys().next().value);
  ratios.set(src, Math.min(Math.max(ratio, 0.75), 2.5));
}
