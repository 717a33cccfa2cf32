// Keeps an open page up to date: replaces the elements that the server says have changed. Pages are whole without it.
"use strict";

const patience = 5000; // milliseconds without a connection before the page says so
const silentFor = 40000; // milliseconds without an event after which the stream is taken for dead
const hiddenFor = 60000; // milliseconds in the background after which a page asks no more

const banner = document.getElementById("connection");
let version = document.body.dataset.version;
let stream = null;
let silence = 0;
let watchdog = 0;
let rest = 0;

function say(text) {
  banner.textContent = text;
  banner.hidden = text === "";
}

// Elements that are to be replaced, by their ids.
const pending = new Map();
let isPressed = false;

// Whether the reader is about something within an element that would be lost: a click, typing, a selection.
function isInUse(element) {
  if (isPressed) return true;
  const focus = document.activeElement;
  if (focus && element.contains(focus) && focus.matches("input, select, textarea")) return true;
  const selection = getSelection();
  return selection && !selection.isCollapsed && selection.containsNode(element, true);
}

// False where the page lacks an element that the server thinks it has.
function apply() {
  for (const [id, html] of pending) {
    const old = document.getElementById(id);
    if (!old) return false;
    if (isInUse(old)) continue;
    pending.delete(id);
    replace(old, html);
  }
  return true;
}

// What the reader has done to an element outlives its replacement: what is open, and where the keyboard is.
function replace(old, html) {
  const open = new Set(Array.from(old.querySelectorAll("details[open]"), (element) => element.id));
  const focus = old.contains(document.activeElement) ? document.activeElement : null;
  const path = focus && (focus.id ? "#" + CSS.escape(focus.id) : focus.getAttribute("href")
    && "a[href=\"" + CSS.escape(focus.getAttribute("href")) + "\"]");
  const scrolled = Array.from(old.querySelectorAll(".scroll, pre"), (element) => [element.scrollLeft, element.scrollTop]);
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const fresh = holder.content.firstElementChild;
  if (!fresh) return;
  for (const element of fresh.querySelectorAll("details")) {
    if (open.has(element.id)) element.open = true;
  }
  // A picture is shown once it is there, and the old one until then.
  const pictures = new Map(Array.from(old.querySelectorAll("img"), (image) => [image.getAttribute("src"), image]));
  for (const image of fresh.querySelectorAll("img")) {
    const known = pictures.get(image.getAttribute("src"));
    if (known && !image.closest("picture")) image.replaceWith(known);
  }
  old.replaceWith(fresh);
  Array.from(fresh.querySelectorAll(".scroll, pre")).forEach((element, index) => {
    if (scrolled[index]) [element.scrollLeft, element.scrollTop] = scrolled[index];
  });
  if (path) fresh.querySelector(path)?.focus({ preventScroll: true });
}

function change(event) {
  const news = JSON.parse(event.data);
  document.title = news.title + " · percolate";
  for (const [id, html] of news.elements) {
    const element = document.getElementById(id);
    for (const other of pending.keys()) {
      if (element?.contains(document.getElementById(other))) pending.delete(other);
    }
    pending.set(id, html);
  }
  version = event.lastEventId;
  if (apply()) return;
  pending.clear();
  version = "";
  follow();
}

function release() {
  isPressed = false;
  apply();
}

document.addEventListener("pointerdown", (event) => {
  isPressed = event.button === 0;
  // Menus and other windows keep the release for themselves.
  setTimeout(release, 2000);
});
for (const name of ["pointerup", "pointercancel", "contextmenu", "dragstart"]) {
  // After the click that belongs to it.
  document.addEventListener(name, () => setTimeout(release));
}
addEventListener("blur", release);
document.addEventListener("focusout", () => setTimeout(apply));
document.addEventListener("selectionchange", () => { if (getSelection()?.isCollapsed) apply(); });

// A server that hangs and a tunnel that is dead end nothing by themselves.
function hear() {
  clearTimeout(watchdog);
  watchdog = setTimeout(() => {
    say("The page's server is silent. This page goes on by itself once it is heard.");
    follow();
  }, silentFor);
}

function follow() {
  stream?.close();
  hear();
  const address = location.pathname + location.search;
  stream = new EventSource("/events?page=" + encodeURIComponent(address) + "&since=" + encodeURIComponent(version));
  stream.addEventListener("change", (event) => { hear(); say(""); change(event); });
  stream.addEventListener("alive", () => { hear(); say(""); });
  stream.addEventListener("open", () => {
    clearTimeout(silence);
    silence = 0;
    say("");
    hear();
  });
  stream.addEventListener("error", () => {
    if (!silence) {
      silence = setTimeout(() => say("The page's server does not answer. This page goes on by itself once it does."), patience);
    }
    if (stream.readyState !== EventSource.CLOSED) return;
    // It answered, and did not let us in: it was started anew, or is not there.
    fetch(address, { method: "HEAD", cache: "no-store" }).then((answer) => {
      if (answer.status === 403) say("The page's server was started anew. Open the address that it printed.");
    }, () => {}).finally(() => setTimeout(() => { if (stream.readyState === EventSource.CLOSED) follow(); }, 3000));
  });
}

document.addEventListener("visibilitychange", () => {
  clearTimeout(rest);
  if (document.hidden) {
    rest = setTimeout(() => { stream?.close(); stream = null; clearTimeout(watchdog); }, hiddenFor);
  } else if (!stream) {
    follow();
  }
});

// "/" goes to the search, as elsewhere.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input, select, textarea")) return;
  const field = document.querySelector("input[type=search]");
  if (field) { event.preventDefault(); field.focus(); }
});

follow();
