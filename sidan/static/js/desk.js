/* The desk's own shortcuts; every page works without this file. */
"use strict";

(() => {
  // How many are ticked stands on the button.
  const count = (form) => {
    const words = form.querySelector("[data-count-words]") ?? document.querySelector(`[form="${form.id}"] [data-count-words]`);
    if (!words) return;
    words.dataset.none ??= words.textContent;
    const n = form.querySelectorAll(`input[name="${form.dataset.count}"]:checked`).length;
    words.textContent = n ? words.dataset.countWords.replace("%n", n) : words.dataset.none;
  };

  // A list of stations needs no button where it can send itself. Whoever walks through it with the arrow keys has not
  // chosen yet: it is sent by Enter, or when it is left.
  document.documentElement.classList.add("has-script");
  let walked = null;
  let changed = false;
  const send = (list) => {
    walked = null;
    changed = false;
    list.form.requestSubmit();
  };
  document.addEventListener("keydown", (event) => {
    const list = event.target;
    if (!list.matches("select[data-submits]")) return;
    if (event.key === "Enter" && walked === list && changed) {
      event.preventDefault();
      send(list);
    } else if (!event.altKey && !["Enter", " ", "Tab", "F4"].includes(event.key)) walked = list;
  });
  document.addEventListener("pointerdown", (event) => {
    if (event.target.matches("[data-submits]")) walked = null;
  });
  document.addEventListener("focusout", (event) => {
    if (event.target !== walked) return;
    if (changed) send(walked);
    walked = null;
  });

  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.matches("[data-submits]")) {
      if (box === walked) changed = true;
      else send(box);
    }
    if (box.matches("[data-all]")) {
      for (const one of box.form.querySelectorAll(`input[name="${box.dataset.all}"]`)) one.checked = box.checked;
    }
    const form = event.target.closest("form[data-count]");
    if (form) count(form);
  });

  // Typing narrows a list of choices; Enter takes the first one left.
  const narrow = (box) => {
    const text = box.value.trim().toLowerCase();
    for (const choice of document.querySelectorAll(`${box.dataset.narrows} [data-words]`)) {
      choice.hidden = !choice.dataset.words.toLowerCase().includes(text) && !choice.querySelector(":checked");
    }
  };

  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-narrows]")) narrow(event.target);
  });

  document.addEventListener("keydown", (event) => {
    const box = event.target;
    if (event.isComposing || !box.matches("[data-narrows]")) return;
    if (event.key !== "Enter" && event.key !== "ArrowDown") return;
    event.preventDefault();
    const first = document.querySelector(`${box.dataset.narrows} [data-words]:not([hidden]) input`);
    if (!first) return;
    if (event.key === "Enter") first.click();
    first.focus();
  });

  const start = () => document.querySelectorAll("form[data-count]").forEach(count);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
  document.addEventListener("htmx:after:swap", start);
})();
