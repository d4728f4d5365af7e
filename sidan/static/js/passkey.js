/* Passkeys: asks the browser to make or to use one, and sends what it says with the page's own form. */
"use strict";

(() => {
  const form = document.querySelector("form[data-passkey]");
  if (!form) return;
  const said = document.querySelector("[data-passkey-said]");

  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const keys = (list) => (list || []).map((key) => ({ ...key, id: bytes(key.id) }));

  // An address of digits is no place a key can belong to.
  const isPossible = () =>
    Boolean(window.PublicKeyCredential && navigator.credentials) && !/^[\d.]+$|:/.test(location.hostname);

  const make = (told) =>
    navigator.credentials.create({
      publicKey: {
        ...told,
        challenge: bytes(told.challenge),
        user: { ...told.user, id: bytes(told.user.id) },
        excludeCredentials: keys(told.excludeCredentials),
      },
    });

  const prove = (told) =>
    navigator.credentials.get({
      publicKey: { ...told, challenge: bytes(told.challenge), allowCredentials: keys(told.allowCredentials) },
    });

  const spelled = (credential) => {
    const response = { clientDataJSON: text(credential.response.clientDataJSON) };
    for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[part]) response[part] = text(credential.response[part]);
    }
    return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
  };

  const say = (error) => {
    const which = { NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "known" }[error.name];
    said.textContent = said.dataset[which || "failed"];
    said.hidden = false;
  };

  if (!isPossible()) {
    document.querySelector("[data-passkey-missing]").hidden = false;
    return;
  }
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    said.hidden = true;
    const told = JSON.parse(form.dataset.options);
    try {
      form.elements.answer.value = spelled(await (form.dataset.passkey === "make" ? make(told) : prove(told)));
      form.submit();
    } catch (error) {
      say(error);
    }
  });
})();
