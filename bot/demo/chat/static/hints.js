/** What a newcomer may want to know or try next: chips with commands, and a line above the composer. */

import { el } from "./dom.js";
import { say } from "./words.js";

const CHIPS = {
  private: () => ["/subscribe", "/latest", say("search example"), "/subscriptions", "/help"],
  group: () => ["/subscribe", "/latest"],
};

/**
 * Commands that were not tried in this chat yet. Who subscribed it by a button has no need of the command either. `fill`
 * begins a message, for what is not sent as it stands.
 */
export function chips(chat, world, send, fill) {
  const tried = commandsTried(chat, world);
  if (!isMember(chat) && world.messages(chat.id).some(confirms)) tried.add("/subscribe");
  const left = (CHIPS[chat.kind]?.() ?? []).filter((command) => !tried.has(command.split(" ")[0]));
  const buttons = left.map((command) => chip(command, () => send(command)));
  const { inline, username } = world.bot;
  const sent = world.messages(chat.id).some(({ from, via }) => via && from.kind === "me");
  if (inline && CHIPS[chat.kind] && !sent) buttons.push(chip(`@${username} …`, () => fill(`@${username} `)));
  if (!buttons.length) return null;
  return el("div", { class: "chips", role: "group", "aria-label": say("suggestions") }, ...buttons);
}

function chip(text, click) {
  return el("button", { type: "button", class: "chip", on: { click } }, text);
}

/**
 * A line about this chat, or null. `write` sends a command to the bot, in private.
 * @param {(command: string) => void} write
 */
export function hint(chat, world, write) {
  if (chat.kind === "group") return isMember(chat) && !commandsTried(chat, world).size ? line(say("member only")) : null;
  if (chat.kind !== "channel") return null;
  if (chat.role !== "creator") return told("channel of others", `/subscribe @${chat.username}`);
  const posts = world.messages(chat.id).some((message) => message.from.kind !== "me" && !message.via && !message.service);
  return posts
    ? told("to stop", `/unsubscribe @${chat.username}`, write, "plain")
    : told("own channel", `/subscribe @${chat.username}`, write, "primary");
}

function commandsTried(chat, world) {
  const own = world.messages(chat.id).filter((message) => message.from.kind === "me");
  return new Set(own.map((message) => message.text.split(/[\s@]/)[0]).filter((word) => word.startsWith("/")));
}

/** In somebody else's group. */
function isMember(chat) {
  return chat.kind === "group" && chat.role === "member";
}

/** The bot's answer to a subscription says how to stop, and names no other command; with a @name it is a channel's. */
function confirms({ from, text, entities }) {
  const commands = entities.filter(({ type }) => type === "bot_command").map(({ offset }) => text.slice(offset));
  return from.kind === "bot" && commands.length > 0 && commands.every((rest) => /^\/unsubscribe\b(?! @)/.test(rest));
}

/** A sentence with a command in it, and a button that writes the command. */
function told(key, command, write, look) {
  const [before, after] = say(key, { command: "\u0000" }).split("\u0000");
  const button = write && el("button", { type: "button", class: look, on: { click: () => write(command) } }, say("do it"));
  return line(before, el("code", {}, command), after, button);
}

function line(...content) {
  const button = content.at(-1) instanceof HTMLButtonElement ? content.pop() : null;
  return el("div", { class: "hint" }, el("p", {}, ...content.filter(Boolean)), button);
}
