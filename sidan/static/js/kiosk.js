/* A shared device forgets after a minute without a touch. Without this file the page does so by itself, touch or not. */
"use strict";

(() => {
  const bar = document.querySelector("[data-kiosk]");
  if (!bar) return;
  const limit = Number(bar.dataset.seconds) * 1000;
  const warning = bar.querySelector("[data-kiosk-left]");
  let touched = Date.now();
  let told = touched;

  const touch = () => {
    touched = Date.now();
    warning.hidden = true;
    if (touched - told > limit / 4) {
      told = touched;
      fetch(bar.dataset.here);
    }
  };

  for (const name of ["keydown", "pointerdown", "input", "scroll"]) {
    window.addEventListener(name, touch, { passive: true, capture: true });
  }
  // A page taken from the browser's memory shows what somebody else typed: ask for it anew.
  window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());
  window.setInterval(() => {
    const idle = Date.now() - touched;
    warning.hidden = idle < limit * 0.75;
    if (idle >= limit) window.location.replace(bar.dataset.forget);
  }, 1000);
})();
