// Keyboard, copying, drafts, remaining time: everything here only speeds up pages that work without it.
//
// All words and addresses stand in the page; this file has none.
//
//   html[data-frozen]            the clock stands still: remaining times are not refreshed
//   html[data-left] [data-over]  patterns for remaining time, e.g. "残り {t}" and "超過 {t}"
//   data-key="1, m m"            pressing the key (or the two keys in turn) presses the element
//   data-of-current              what belongs to the open row: its keys sleep while another row has the focus
//   data-list > data-item        rows that J K ↓ ↑ walk through; O opens, X selects, Shift+X selects a range
//   data-single-keys             checkbox that switches single keys on and off
//   data-copy="#id" or text      copies; data-copied is the word for "copied"
//   data-copy-walk               Enter copies and goes to the next copy button, Shift+Enter to the previous
//   form[data-draft=key]         unsent text is kept in the tab; [data-draft-offer] appears, [data-draft-restore] fills in
//   [data-due=instant]           remaining time inside [data-due-text], classes due-near / due-over on it or its .strip-item;
//                                data-due-name is read before it when a threshold is crossed
//   [data-voice]                 the page's one polite live region
//   [data-errors]                error summary, focused on load
//   [data-menu]                  details that close on Escape and on a press elsewhere
//   form[data-live]              a change shows the answer of the form's own address without a load: [data-part] by id, inputs by name
//   [data-say]                   a part that is read out when it changed
//   input[data-kept=name]        the text of that field as it was last answered
//   [data-toast]                 leaves after ten seconds unless pointed at or focused
//   form[data-theme-switch]      the pressed button's value (light, dark, auto) takes effect at once
//   [data-filter] [data-keys] [data-keys-here]   F focuses · ? opens · the dialog's list of this page's keys

const root = document.documentElement;
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const one = (selector, within = document) => within.querySelector(selector);
const visible = (element) => element.checkVisibility?.() ?? element.getClientRects().length > 0;

const SINGLE_KEYS = "hinomi.single-keys";
const DRAFT = "hinomi.draft.";
const CHORD_MS = 1200;
const TOAST_MS = 10_000;
const COPIED_MS = 2_000;
const LIVE_TYPED_MS = 250;
const NEAR_MS = 6 * 3_600_000;
const MINUTE_MS = 60_000;
const DRAFT_CHARS_MAX = 200_000;

// Storage may be forbidden by the browser's settings; then the page forgets, and nothing else happens.
function recall(store, key) {
  try { return store.getItem(key); } catch { return null; }
}
function keep(store, key, value) {
  try { value === null ? store.removeItem(key) : store.setItem(key, value); } catch { /* see above */ }
}

function say(text) {
  const voice = one("[data-voice]");
  if (voice && text) voice.textContent = text;
}

/* ---- keyboard ---- */

const singleKeysOn = () => recall(localStorage, SINGLE_KEYS) !== "off";

function singleKeysSwitch() {
  for (const box of all("[data-single-keys]")) {
    box.checked = singleKeysOn();
    box.addEventListener("change", () => {
      keep(localStorage, SINGLE_KEYS, box.checked ? null : "off");
      for (const other of all("[data-single-keys]")) other.checked = box.checked;
    });
  }
}

function inTextField(target) {
  if (!(target instanceof Element)) return false;
  if (target.closest("textarea, select, [contenteditable]:not([contenteditable=false])")) return true;
  const input = target.closest("input");
  return Boolean(input) && !["checkbox", "radio", "button", "submit", "reset", "file", "range", "color"].includes(input.type);
}

// Two keys in turn (`g t`) win over one; the first half of a pair waits for the second.
let chord = "";
let chordTimer = 0;

function keysOf(element) {
  return element.dataset.key.toLowerCase().split(",").map((keys) => keys.trim());
}

// A key on a focused row acts on that row by its own hidden acts, never on the row that is open beside the list.
function elementFor(keys) {
  const scope = one("dialog[open]") ?? document;
  const row = document.activeElement?.closest("[data-item]:not([aria-current])");
  const own = row && all("[data-key]", row).find((element) => keysOf(element).includes(keys) && !element.disabled);
  if (own) return own;
  return all("[data-key]", scope).find((element) => keysOf(element).includes(keys) && !element.disabled && !(row && element.closest("[data-of-current]")) && (visible(element) || element.closest("[popover], dialog")));
}

function startsPair(key) {
  return all("[data-key]").some((element) => keysOf(element).some((keys) => keys.startsWith(`${key} `)));
}

function press(element) {
  if (element.matches("input, select, textarea") && !["checkbox", "radio"].includes(element.type)) element.focus();
  else element.click();
}

function byDataKey(event, key) {
  const pair = chord ? `${chord} ${key}` : "";
  chord = "";
  clearTimeout(chordTimer);
  const target = (pair && elementFor(pair)) || elementFor(event.shiftKey && key.length === 1 && /[a-z]/.test(key) ? `shift+${key}` : key);
  if (target) {
    event.preventDefault();
    press(target);
  }
  if (!target && startsPair(key)) {
    chord = key;
    chordTimer = setTimeout(() => { chord = ""; }, CHORD_MS);
    event.preventDefault();
  }
  return Boolean(target) || chord !== "";
}

/* ---- lists ---- */

const items = () => all("[data-list]").filter(visible).flatMap((list) => all("[data-item]", list));
const handle = (item) => one("[data-open], a[href]", item) ?? item;
let rangeFrom = null;

function currentItem() {
  return document.activeElement?.closest("[data-item]") ?? one("[data-item][aria-current]");
}

function walk(step) {
  const rows = items();
  if (rows.length === 0) return false;
  const at = rows.indexOf(currentItem());
  const next = rows[at < 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1)];
  handle(next).focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function select(item, range) {
  const box = item && one("input[type=checkbox]", item);
  if (!box) return false;
  const rows = items();
  const from = range && rangeFrom ? rows.indexOf(rangeFrom) : -1;
  if (from < 0) {
    box.click();
  } else {
    const to = rows.indexOf(item);
    for (const row of rows.slice(Math.min(from, to), Math.max(from, to) + 1)) {
      const other = one("input[type=checkbox]", row);
      if (other && !other.checked) other.click();
    }
  }
  rangeFrom = item;
  return true;
}

function byList(event, key) {
  const item = document.activeElement?.closest("[data-item]");
  const onControl = document.activeElement?.matches("input, summary, [role=tab]");
  if (key === "j" || (key === "arrowdown" && item && !onControl)) return walk(1);
  if (key === "k" || (key === "arrowup" && item && !onControl)) return walk(-1);
  if (key === "o" && item) { handle(item).click(); return true; }
  if (key === "x") return select(currentItem(), event.shiftKey);
  return false;
}

function byPage(key) {
  const go = { "/": "[data-search], [type=search]", f: "[data-filter]", "[": "a[rel=prev]", "]": "a[rel=next]" }[key];
  const target = go && all(go).find(visible);
  if (key === "?") return openKeys();
  if (!target) return false;
  if (target.matches("a")) target.click();
  else { target.focus(); target.select?.(); }
  return true;
}

function openKeys() {
  const dialog = one("dialog[data-keys]");
  if (!dialog || dialog.open) return false;
  const here = one("[data-keys-here]", dialog);
  here?.replaceChildren(...all("[data-key]").filter((element) => visible(element) && !dialog.contains(element) && !keysOf(element)[0].includes(" ")).map(keyRow));
  if (here) (here.closest("section") ?? here).hidden = here.children.length === 0;
  dialog.showModal();
  return true;
}

function keyRow(element) {
  const row = document.createElement("div");
  const name = row.appendChild(document.createElement("dt"));
  const what = row.appendChild(document.createElement("dd"));
  name.appendChild(document.createElement("kbd")).textContent = element.dataset.key.split(",")[0].trim().toUpperCase();
  const words = element.labels?.[0]?.cloneNode(true) ?? element.cloneNode(true);
  for (const hint of all("kbd", words)) hint.remove();
  what.textContent = element.getAttribute("aria-label") ?? words.textContent.trim();
  return row;
}

function onKey(event) {
  // 229 is what browsers report while an input method composes and `isComposing` is not yet, or no longer, true.
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
  const key = event.key.toLowerCase();
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return submitFrom(event);
  if ((event.ctrlKey || event.metaKey) && key === "k") return byPage("/") && event.preventDefault();
  if (event.key === "Escape") return escape(event);
  if (event.key === "F8") return nextProblem(event);
  if (event.key === "Enter") return copyAndWalk(event);
  if (event.altKey && !event.ctrlKey && /^[1-9]$/.test(key)) return tab(event, Number(key));
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (inTextField(event.target) || !singleKeysOn()) return;
  if (byDataKey(event, key)) return;
  if (one("dialog[open]")) return;
  if (byList(event, key) || byPage(key)) event.preventDefault();
}

function submitFrom(event) {
  const form = event.target.closest?.("form") ?? one("form[data-submit]");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(one("[data-submit], .button-primary", form) ?? undefined);
}

function escape(event) {
  const open = all("details[data-menu][open]");
  if (open.length > 0) {
    for (const menu of open) menu.open = false;
    one("summary", open[open.length - 1]).focus();
    event.preventDefault();
  } else if (inTextField(event.target)) {
    event.target.blur();
  } else if (!one("dialog[open], :popover-open")) {
    one("a[data-back]")?.click();
  }
}

function nextProblem(event) {
  const problems = all("a[data-problem]").filter(visible);
  if (problems.length === 0) return;
  event.preventDefault();
  const at = problems.findIndex((problem) => problem.hasAttribute("data-problem-now"));
  problems[at]?.removeAttribute("data-problem-now");
  const next = problems[(at + (event.shiftKey ? -1 : 1) + problems.length) % problems.length];
  next.setAttribute("data-problem-now", "");
  const field = one(next.getAttribute("href"));
  (field ?? next).focus();
  say(next.textContent.trim());
}

function tab(event, number) {
  const link = all(".tabs a")[number - 1];
  if (!link) return;
  event.preventDefault();
  link.click();
}

function shortcutsForReaders() {
  for (const element of all("[data-key]:not([aria-keyshortcuts])")) {
    const single = keysOf(element).filter((keys) => !keys.includes(" "));
    if (single.length > 0) element.setAttribute("aria-keyshortcuts", single.join(" "));
  }
}

/* ---- copying ---- */

async function copy(button) {
  const wanted = button.dataset.copy;
  const source = wanted.startsWith("#") ? one(wanted) : null;
  const text = source ? (source.value ?? source.textContent).trim() : wanted;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    if (!source || !copyBySelection(source)) return;
  }
  button.toggleAttribute("data-copied-now", true);
  setTimeout(() => button.removeAttribute("data-copied-now"), COPIED_MS);
  say(button.dataset.copied);
}

// The clipboard API exists only on https and localhost; inside a house plain http is common.
function copyBySelection(source) {
  const selection = getSelection();
  const range = document.createRange();
  if (source.select) source.select();
  else { range.selectNodeContents(source); selection.removeAllRanges(); selection.addRange(range); }
  return document.execCommand("copy");
}

function copyAndWalk(event) {
  const sheet = event.target.closest?.("[data-copy-walk]");
  const button = event.target.closest?.("[data-copy]");
  if (!sheet || !button) return;
  event.preventDefault();
  const buttons = all("[data-copy]", sheet);
  const at = buttons.indexOf(button);
  if (!event.shiftKey) copy(button);
  buttons[at + (event.shiftKey ? -1 : 1)]?.focus();
}

/* ---- drafts ---- */

const draftFields = (form) => [...form.elements].filter((field) => field.name && (field.matches("textarea") || ["text", "email", "url"].includes(field.type)) && !field.readOnly);

function readDraft(key) {
  try { return JSON.parse(recall(sessionStorage, DRAFT + key) ?? "null"); } catch { return null; }
}

function watchDraft(form) {
  const key = form.dataset.draft;
  const draft = readDraft(key);
  // Coming back after a failed send, the text is offered; after a send that went through, it is not.
  const back = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  if (draft?.sent && !back) keep(sessionStorage, DRAFT + key, null);
  else if (draft && draftFields(form).some((field) => differs(field, draft.text[field.name]))) offerDraft(form, draft);

  form.addEventListener("input", () => saveDraft(form, false));
  form.addEventListener("submit", () => saveDraft(form, true));
}

function differs(field, text) {
  return typeof text === "string" && text !== "" && text !== field.value;
}

function saveDraft(form, sent) {
  const text = Object.fromEntries(draftFields(form).map((field) => [field.name, field.value]));
  const value = JSON.stringify({ text, sent });
  if (value.length <= DRAFT_CHARS_MAX) keep(sessionStorage, DRAFT + form.dataset.draft, value);
}

function offerDraft(form, draft) {
  const offer = one("[data-draft-offer]", form);
  if (!offer) return;
  offer.hidden = false;
  one("[data-draft-restore]", offer)?.addEventListener("click", () => {
    for (const field of draftFields(form)) if (differs(field, draft.text[field.name])) field.value = draft.text[field.name];
    offer.hidden = true;
    draftFields(form)[0]?.focus();
  });
  one("[data-draft-drop]", offer)?.addEventListener("click", () => {
    keep(sessionStorage, DRAFT + form.dataset.draft, null);
    offer.hidden = true;
  });
}

/* ---- remaining time ---- */

function hoursMinutes(ms) {
  const minutes = Math.floor(Math.abs(ms) / MINUTE_MS);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

function refreshDue(element, now) {
  const due = Date.parse(element.dataset.due);
  if (Number.isNaN(due)) return;
  const left = due - now;
  const over = left < 0;
  const near = !over && left < NEAR_MS;
  const pattern = (over ? element.dataset.over ?? root.dataset.over : element.dataset.left ?? root.dataset.left) ?? "{t}";
  const text = pattern.replace("{t}", hoursMinutes(left));
  const place = one("[data-due-text]", element) ?? element;
  if (place.textContent !== text) place.textContent = text;
  const box = element.closest(".strip-item") ?? element;
  const crossed = (near && !box.classList.contains("due-near")) || (over && !box.classList.contains("due-over"));
  box.classList.toggle("due-near", near);
  box.classList.toggle("due-over", over);
  // Silent for readers except when a threshold is crossed while the page is open.
  if (crossed) say(`${element.dataset.dueName ?? ""} ${box.textContent}`.replace(/\s+/g, " ").trim());
}

function watchDue() {
  if (root.hasAttribute("data-frozen") || !one("[data-due]")) return;
  const refresh = () => { for (const element of all("[data-due]")) refreshDue(element, Date.now()); };
  refresh();
  setInterval(refresh, MINUTE_MS / 2);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
}

/* ---- forms that answer while they are filled in ---- */

function liveForm(form) {
  let timer = 0;
  let changes = 0;
  let typed = false;
  let held = false;
  form.addEventListener("pointerdown", () => { held = true; });
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => { held = false; });
  // Nothing moves under a pressed pointer: the click would miss what it was meant for.
  const released = () => new Promise((go) => {
    if (!held) return go();
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(go), { once: true });
  });
  const nameOf = (input) => (input.type === "radio" ? `${input.name}=${input.value}` : input.name);
  const address = () => `${form.getAttribute("action")}?${new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""))}`;
  const show = (answer) => {
    for (const part of all("[data-part]")) {
      const fresh = answer.getElementById(part.id);
      if (!fresh || fresh.innerHTML === part.innerHTML) continue;
      part.replaceChildren(...fresh.childNodes);
      if (part.matches("[data-say]")) say(part.textContent.trim().replace(/\s+/g, " "));
    }
    const answered = new Map(all("input, textarea", answer).map((input) => [nameOf(input), input]));
    for (const input of all("input, textarea", form)) {
      const fresh = answered.get(nameOf(input));
      if (!fresh) continue;
      if (input.type === "radio") input.checked = fresh.checked;
      // Nobody is interrupted while typing.
      else if (input !== document.activeElement) input.value = fresh.value;
      if (fresh.ariaInvalid) input.ariaInvalid = fresh.ariaInvalid;
      else input.removeAttribute("aria-invalid");
      input.closest(".field")?.classList.toggle("field-error", Boolean(fresh.ariaInvalid));
    }
  };
  const ask = async () => {
    const mine = changes;
    const to = address();
    const answer = await fetch(to, { credentials: "same-origin" }).then((got) => (got.ok ? got.text() : null)).catch(() => null);
    await released();
    // No answer, or one that a later change has overtaken: showing it would take that change back. The button still works.
    if (answer === null || mine !== changes) return;
    typed = false;
    show(new DOMParser().parseFromString(answer, "text/html"));
    history.replaceState(null, "", to);
  };
  form.addEventListener("input", (event) => {
    const text = event.target.matches("textarea");
    changes += 1;
    typed ||= text;
    // What was typed has been answered, so from here on the choices count, not the text that they were read from.
    if (!typed) for (const kept of all("[data-kept]", form)) kept.value = form.elements[kept.dataset.kept]?.value ?? kept.value;
    clearTimeout(timer);
    timer = setTimeout(ask, text ? LIVE_TYPED_MS : 0);
  });
}

/* ---- menus, toasts, theme ---- */

function closeMenus(event) {
  for (const menu of all("details[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
}

function watchToast(toast) {
  let timer = 0;
  const leave = () => toast.remove();
  const start = () => { clearTimeout(timer); timer = setTimeout(leave, TOAST_MS); };
  const stop = () => clearTimeout(timer);
  toast.addEventListener("pointerenter", stop);
  toast.addEventListener("focusin", stop);
  toast.addEventListener("pointerleave", start);
  toast.addEventListener("focusout", start);
  start();
}

function switchTheme(event) {
  const form = event.target;
  const button = event.submitter;
  if (!form.matches("form[data-theme-switch]") || !button?.value) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, button));
  if (["light", "dark"].includes(button.value)) root.dataset.theme = button.value;
  else delete root.dataset.theme;
  for (const other of all("button[value]", form)) other.setAttribute("aria-pressed", String(other === button));
  // The choice belongs to the account; when it cannot be stored the page falls back to the plain form.
  fetch(form.action, { method: "POST", body, redirect: "manual", credentials: "same-origin" }).catch(() => form.submit());
}

function start() {
  root.toggleAttribute("data-script", true);
  singleKeysSwitch();
  shortcutsForReaders();
  for (const form of all("form[data-draft]")) watchDraft(form);
  for (const form of all("form[data-live]")) liveForm(form);
  for (const toast of all("[data-toast]")) watchToast(toast);
  watchDue();
  one("[data-errors]")?.focus();
  document.addEventListener("keydown", onKey);
  document.addEventListener("submit", switchTheme);
  document.addEventListener("click", (event) => {
    closeMenus(event);
    const button = event.target.closest?.("[data-copy]");
    if (button) copy(button);
    if (event.target.closest?.("[data-keys-open]") && openKeys()) event.preventDefault();
    if (event.target.closest?.("[data-close]")) event.target.closest("dialog")?.close();
  });
}

start();
