/**
 * The events of /chat/events (WHATWG HTML §9.2). An EventSource comes back by itself after a broken connection, not
 * after a refusal; here both are tried again for as long as the page is open.
 */

import { language } from "./words.js";

const STOPPED_MS = 12_000;
const AGAIN_MS = 3000;

/**
 * @param {import("./world.js").World} world what the events fill
 * @param {(state: "open" | "lost" | "stopped") => void} tell is told when the connection comes and goes
 */
export function follow(world, tell) {
  let source = null;
  let again = 0;
  let stopped = 0;

  const events = {
    world: (data) => world.replace(data),
    message: (data) => world.put(data),
    gone: (data) => world.remove(data),
    typing: (data) => world.type(data),
    chat: (data) => world.putChat(data),
    bot: (data) => world.putBot(data),
  };

  function open() {
    close();
    source = new EventSource(`/chat/events?lang=${language}`);
    for (const [name, take] of Object.entries(events)) {
      source.addEventListener(name, (event) => take(JSON.parse(event.data)));
    }
    source.addEventListener("open", () => {
      clearTimeout(stopped);
      stopped = 0;
      tell("open");
    });
    source.addEventListener("error", lost);
  }

  function lost() {
    if (!stopped) {
      tell("lost");
      stopped = setTimeout(() => tell("stopped"), STOPPED_MS);
    }
    if (source?.readyState === EventSource.CLOSED) {
      clearTimeout(again);
      again = setTimeout(open, AGAIN_MS);
    }
  }

  function close() {
    clearTimeout(again);
    source?.close();
    source = null;
  }

  const wake = () => source?.readyState === EventSource.OPEN || open();
  addEventListener("pagehide", close); // a page kept for "back" must not hold one of the few connections
  addEventListener("pageshow", (event) => event.persisted && open());
  addEventListener("online", wake);
  document.addEventListener("visibilitychange", () => !document.hidden && wake());
  open();
}
