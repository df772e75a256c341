/** Which chat is open stands in the address: `#/<chat>`, and `#/<chat>/<post>` for the comments under a post. */

/** @returns {{chat: string, post: number} | null} null: the list */
export function current() {
  const match = /^#\/(-?\d+)(?:\/(\d+))?$/.exec(location.hash);
  return match ? { chat: match[1], post: Number(match[2] ?? 0) } : null;
}

export function hashOf(chat, post = 0) {
  return post ? `#/${chat}/${post}` : `#/${chat}`;
}

/** Open a chat, or the comments under a post. */
export function go(chat, post = 0) {
  location.hash = hashOf(chat, post);
}

/** Show another chat in the place of this one, without a step in the history. */
export function instead(hash) {
  history.replaceState(history.state, "", hash || location.pathname + location.search);
  dispatchEvent(new HashChangeEvent("hashchange"));
}

let steps = history.state?.step ?? 0; // taken inside the page, so that "back" never leaves it
history.replaceState({ step: steps }, "");

addEventListener("hashchange", () => {
  steps = history.state?.step ?? steps + 1; // an entry that has no number yet is a new one
  history.replaceState({ step: steps }, "");
});

/** As the browser's own "back"; from a chat that was opened by its address, up to what it belongs to. */
export function back() {
  const here = current();
  if (steps > 0) history.back();
  else instead(here?.post ? hashOf(here.chat) : "");
}
