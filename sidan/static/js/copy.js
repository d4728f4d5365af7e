/* A button that copies; without this file the words are there to be marked by hand. */
"use strict";

(() => {
  const source = document.querySelector("[data-copy-from]");
  const bar = document.querySelector("[data-copy-bar]");
  const done = document.querySelector("[data-copy-done]");
  if (!source || !bar || !done) return;
  bar.hidden = false;

  // Without TLS, as on a street's own network, the clipboard is out of reach: marking and copying still works.
  const copy = async () => {
    source.select();
    try {
      await navigator.clipboard.writeText(source.value);
    } catch {
      document.execCommand("copy");
    }
    done.hidden = false;
  };

  bar.querySelector("[data-copy]").addEventListener("click", copy);
})();
