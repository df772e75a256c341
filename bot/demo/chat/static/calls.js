/** What the reader does, told to the server. Each raises a `Refused` whose message can be shown. */

import { language, say } from "./words.js";

export class Refused extends Error {}

/** Write into a chat. */
export function write(chat, text, replyTo) {
  return call("say", { chat, text, ...(replyTo ? { reply_to: replyTo } : {}) });
}

/** Press a button; the bot's answer: {text, alert, url}. */
export function press(chat, message, row, column) {
  return call("press", { chat, message, row, column });
}

/** What the bot offers for words after its name: {query, results, next, note, payload}. */
export function offer(chat, text, offset) {
  return call("offer", { chat, text, offset });
}

/** Send one of that into the chat. */
export function choose(query, result) {
  return call("choose", { query, result });
}

/** Write a comment under a channel's post. */
export function comment(chat, message, text) {
  return call("comment", { chat, message, text });
}

/** Let the newsroom publish now: {title}. */
export function publish() {
  return call("publish", {});
}

async function call(what, body) {
  let response;
  let answer;
  try {
    response = await fetch(`/chat/${what}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...body, language }),
    });
    const text = await response.text();
    answer = text ? JSON.parse(text) : {};
  } catch {
    throw new Refused(say("failed")); // no connection, or an answer of something in between
  }
  if (!response.ok) throw new Refused(answer.error || say("failed"));
  return answer;
}
