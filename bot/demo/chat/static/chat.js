/** The chat page: puts the parts together. */

import { publish, Refused, write } from "./calls.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { alert, close, toast } from "./dialogs.js";
import { el } from "./dom.js";
import { oneLine } from "./entities.js";
import { ChatList } from "./list.js";
import { back, current, go, hashOf, instead } from "./route.js";
import { follow } from "./stream.js";
import { say, shortly } from "./words.js";
import { World } from "./world.js";

const NAME = document.title;
const page = document.getElementById("page");
const narrow = matchMedia("(max-width: 720px)");

const world = new World();
const touch = { command: (text) => composer.send(text), tag: showTagged, mention: opener, link: (address) => world.link(address) };
const conversation = new Conversation(world, touch);
const composer = new Composer(world, writeToBot);
const list = new ChatList(world);
let opened = "nothing yet";

/** Show what the address says. A wide page always has a chat open. */
function show() {
  if (!world.ready) return;
  const route = known(current());
  if (!route && !narrow.matches && world.listed().length) return instead(hashOf(world.listed()[0].id));
  page.dataset.screen = route ? "chat" : "list";
  document.getElementById("back").hidden = !narrow.matches && !route?.post;
  const key = route ? hashOf(route.chat, route.post) : "";
  if (key === opened) return;
  const first = opened === "nothing yet";
  opened = key;
  list.refresh();
  composer.open(route);
  conversation.open(route);
  if (!first) composer.focus();
  for (const link of document.querySelectorAll("#languages a")) link.hash = location.hash;
}

function known(route) {
  return route && world.chats.has(route.chat) ? route : null;
}

let waiting = false;

/** Draw what changed; many changes at once are drawn once. */
function refresh() {
  if (waiting) return;
  waiting = true;
  setTimeout(() => {
    waiting = false;
    show();
    list.refresh();
    composer.refresh();
    conversation.refresh();
    const unread = world.listed().reduce((sum, chat) => sum + world.unread(chat.id), 0);
    document.title = unread ? `(${unread}) ${NAME}` : NAME;
  });
}

// --- what can be touched -------------------------------------------------------------------------------------------

/** What opens @name: one of our chats, else nothing. */
function opener(name) {
  const chat = world.chatNamed(name);
  return chat ? () => go(chat.id) : null;
}

/** The messages of this chat with a hashtag, newest first. */
function showTagged(tag) {
  const { chat } = current();
  const found = world.messages(chat).filter((message) => message.text.toLowerCase().includes(tag.toLowerCase()));
  const rows = found.reverse().map((message) =>
    el(
      "li",
      {},
      el(
        "button",
        { type: "button", on: { click: () => (close(), conversation.jump(message.id)) } },
        el("span", { dir: "auto" }, oneLine(message.text)),
        el("time", {}, shortly(new Date(message.date))),
      ),
    ),
  );
  alert(el("h3", {}, say("tagged", { tag })), el("ul", { class: "found" }, ...rows));
}

/** Open the private chat and write a command there. */
async function writeToBot(command) {
  const chat = world.privateChat();
  go(chat.id);
  await refused(() => write(chat.id, command));
}

async function publishNow(event) {
  const button = event.currentTarget;
  button.setAttribute("aria-busy", "true");
  await refused(async () => toast(say("published", { title: (await publish()).title })));
  button.removeAttribute("aria-busy");
}

async function refused(action) {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    toast(error.message);
  }
}

// --- the connection ------------------------------------------------------------------------------------------------

/** @param {"open" | "lost" | "stopped" | "full"} state */
function tell(state) {
  const line = document.getElementById("connection");
  line.hidden = state === "open";
  line.textContent = state === "open" ? "" : say(state);
}

/** Where an on-screen keyboard covers the page instead of making it smaller (iOS), make it smaller. */
function fit() {
  const { height, scale } = visualViewport;
  page.style.height = scale === 1 && height < innerHeight - 1 ? `${height}px` : "";
  if (page.style.height) scrollTo(0, 0);
}

visualViewport?.addEventListener("resize", fit);
for (const button of document.querySelectorAll("[data-publish]")) button.addEventListener("click", publishNow);
document.getElementById("back").addEventListener("click", back);
document.addEventListener("visibilitychange", () => document.hidden || conversation.look());
addEventListener("hashchange", show);
narrow.addEventListener("change", show);
world.addEventListener("change", refresh);
world.addEventListener("arrival", ({ detail }) => detail.from.kind === "me" && conversation.toEnd());
follow(world, tell);
