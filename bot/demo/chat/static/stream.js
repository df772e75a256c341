/**
 * The events of /chat/events (WHATWG HTML §9.2). An EventSource comes back by itself after a broken connection, not
 * after a refusal; here both are tried again for as long as the page is open.
 *
 * A page that nobody sees gives its connection back: browsers open six to one host (RFC 9112 §9.4 leaves the number to
 * them), and a demo is easily left open in as many tabs.
 */

import { language } from "./words.js";

const STOPPED_MS = 12_000;
const AGAIN_MS = 3000;
const GRACE_MS = 5000; // for a look at another tab

/**
 * @param {import("./world.js").World} world what the events fill
 * @param {(state: "open" | "lost" | "stopped" | "full") => void} tell is told when the connection comes and goes
 */
export function follow(world, tell) {
  let source = null;
  let again = 0;
  let stopped = 0;
  let hidden = 0;

  const events = {
    world: (data) => (found("open"), world.replace(data)),
    message: (data) => world.put(data),
    gone: (data) => world.remove(data),
    typing: (data) => world.type(data),
    chat: (data) => world.putChat(data),
    bot: (data) => world.putBot(data),
    full: () => (found("full"), close(), later()),
  };

  function open() {
    close();
    source = new EventSource(`/chat/events?lang=${language}`);
    for (const [name, take] of Object.entries(events)) {
      source.addEventListener(name, (event) => take(JSON.parse(event.data)));
    }
    source.addEventListener("error", lost);
  }

  /** The demo answers. */
  function found(state) {
    clearTimeout(stopped);
    stopped = 0;
    tell(state);
  }

  function lost() {
    if (!stopped) {
      tell("lost");
      stopped = setTimeout(() => tell("stopped"), STOPPED_MS);
    }
    if (source?.readyState === EventSource.CLOSED) later();
  }

  function later() {
    clearTimeout(again);
    again = setTimeout(open, AGAIN_MS);
  }

  function close() {
    clearTimeout(again);
    source?.close();
    source = null;
  }

  function look() {
    clearTimeout(hidden);
    if (document.hidden) hidden = setTimeout(close, GRACE_MS);
    else if (source?.readyState !== EventSource.OPEN) open();
  }

  addEventListener("pagehide", close); // a page kept for "back" must not hold one of the few connections
  addEventListener("pageshow", (event) => event.persisted && look());
  addEventListener("online", look);
  document.addEventListener("visibilitychange", look);
  look();
}
