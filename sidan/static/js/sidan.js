/* Progressive only: every page works without this file. */
"use strict";

(() => {
  const typing = (element) => element.closest("input, textarea, select, [contenteditable]");

  // "/" goes to the search box, unless somebody is typing a slash.
  const focusSearch = (event) => {
    const box = document.querySelector("[data-slash]");
    if (!box || typing(event.target)) return;
    event.preventDefault();
    box.focus();
    box.select();
  };

  // Arrows walk the rows of a work list; Enter follows the focused link by itself.
  const walk = (event) => {
    const list = document.querySelector("[data-list]");
    if (!list || typing(event.target)) return;
    const links = [...list.querySelectorAll("[data-row]")]
      .map((row) => row.querySelector("a[data-go]") || row.querySelector("a[href]"))
      .filter(Boolean);
    const row = event.target.closest("[data-row]");
    const at = links.findIndex((link) => row && row.contains(link));
    const next = links[event.key === "ArrowDown" ? at + 1 : Math.max(at - 1, 0)];
    if (!next || (at < 0 && event.key === "ArrowUp")) return;
    event.preventDefault();
    next.focus();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "/") focusSearch(event);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") walk(event);
    if (event.key === "Escape" && event.target.matches("[data-slash]")) event.target.blur();
  });

  // How much of a long answer is left.
  const count = (area) => {
    const note = document.getElementById(`${area.id}-count`);
    if (note) note.textContent = `${[...area.value].length} / ${area.maxLength}`;
  };

  const addCounters = (root) => {
    for (const area of root.querySelectorAll("textarea[maxlength]:not([data-counted])")) {
      area.dataset.counted = "";
      const note = document.createElement("p");
      note.id = `${area.id}-count`;
      note.className = "field__count num";
      area.after(note);
      count(area);
    }
  };

  document.addEventListener("input", (event) => {
    if (event.target.matches("textarea[maxlength]")) count(event.target);
  });

  // A sent form looks busy. Its button is not disabled: that would take its value out of the data.
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent && event.target.method === "post") {
      event.preventDefault();
      return;
    }
    event.target.dataset.sent = "1";
    const button = event.submitter;
    if (button && button.classList.contains("button")) button.setAttribute("aria-busy", "true");
    setTimeout(() => rest(event.target), 8000);
  });

  const rest = (form) => {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  };

  // Coming back with the browser's button must not show a page that is still busy.
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(rest));
  document.addEventListener("htmx:after:request", () => document.querySelectorAll("form[data-sent]").forEach(rest));
  document.addEventListener("htmx:after:swap", () => addCounters(document));

  // htmx begins a moment after the page is shown: what a quick typist has typed by then is searched for all the same.
  document.addEventListener("htmx:after:init", (event) => {
    const box = event.target.matches("input") ? event.target : event.target.elements?.namedItem("q");
    if (box && box.type === "search" && box.value !== box.defaultValue) box.dispatchEvent(new Event("input", { bubbles: true }));
  });

  // A link of the error summary puts the cursor into its field.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-error-summary] a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    field.focus({ preventScroll: true });
    field.closest(".field")?.scrollIntoView({ block: "start" });
  });

  const start = () => {
    addCounters(document);
    document.querySelector("[data-error-summary]")?.focus();
    for (const link of document.querySelectorAll("[data-print]")) link.addEventListener("click", () => window.print());
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
