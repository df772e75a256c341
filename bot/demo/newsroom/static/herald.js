// The reader's own choices (theme, size of letters), printing, copying, searching. Nothing here is needed to read.
"use strict";

const root = document.documentElement;
const SIZES = 5;

function kept(name) {
  try {
    return localStorage.getItem(`herald-${name}`) || "";
  } catch {
    return ""; // storage may be forbidden
  }
}

function keep(name, value) {
  try {
    localStorage.setItem(`herald-${name}`, value);
  } catch {
    // the choice then holds for this page
  }
}

function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

async function copy(text) {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text);
  }
  const field = document.createElement("textarea"); // an address that is neither https nor local has no clipboard
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

function resize(step) {
  const size = Math.min(SIZES - 1, Math.max(0, Number(root.dataset.size || 1) + step));
  root.dataset.size = size;
  keep("size", size);
}

function on(id, act) {
  const button = document.getElementById(id);
  button?.addEventListener("click", () => act(button));
}

// Before anything is painted.
root.dataset.theme = kept("theme");
root.dataset.size = kept("size") || 1;

document.addEventListener("DOMContentLoaded", () => {
  const night = document.getElementById("night");
  night.setAttribute("aria-pressed", isDark());
  on("night", (button) => {
    root.dataset.theme = isDark() ? "light" : "dark";
    button.setAttribute("aria-pressed", isDark());
    keep("theme", root.dataset.theme);
  });
  on("larger", () => resize(1));
  on("smaller", () => resize(-1));
  on("print", () => print());
  on("copy", async (button) => {
    await copy(location.origin + location.pathname);
    button.classList.add("done");
    setTimeout(() => button.classList.remove("done"), 2000);
  });
  // Forms may not be sent under this site's content security policy, so the search is an address.
  document.querySelector("form.search").addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    location.assign(`${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`);
  });
});
