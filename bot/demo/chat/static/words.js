/** What the page says, in the reader's language: words come from the server's catalogue, numbers and times from Intl. */

const words = JSON.parse(document.getElementById("words").textContent);

/** The page's language: "en", "ru" or "az". */
export const language = document.documentElement.lang;

const locale = language === "en" ? "en-GB" : language;
const plural = new Intl.PluralRules(locale);
const number = new Intl.NumberFormat(locale);
const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long" });
const shortDay = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
const whole = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short", hourCycle: "h23" });

/** A sentence with its {placeholders} filled. */
export function say(key, values = {}) {
  return fill(words[key], values);
}

/** A sentence that counts; each has the forms for 1, 2 and 5 of the language. */
export function count(key, n) {
  const form = { one: 0, few: 1 }[plural.select(n)] ?? 2;
  return fill(words[key][form], { count: number.format(n) });
}

/** @param {Date} moment */
export function time(moment) {
  return clock.format(moment);
}

/** A moment in full, for those who ask. */
export function moment(date) {
  return whole.format(date);
}

/** A day as people say it: "Today", "Yesterday", "21 November". */
export function dayName(date, now = new Date()) {
  const days = Math.round((midnight(now) - midnight(date)) / 86_400_000); // rounded: a day may have 23 or 25 hours
  return days === 0 ? say("today") : days === 1 ? say("yesterday") : day.format(date);
}

/** When, as short as a list wants it: the time today, else the day. */
export function shortly(date, now = new Date()) {
  return midnight(now) === midnight(date) ? clock.format(date) : shortDay.format(date);
}

function midnight(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (slot, name) => (name in values ? String(values[name]) : slot));
}
