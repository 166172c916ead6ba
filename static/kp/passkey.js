/* The ceremony of a passkey: asks the browser for it and posts what it answered. The page says what to do without. */
(() => {
  "use strict";

  const toBytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
  };
  const toText = (buffer) => {
    const plain = String.fromCharCode(...new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };
  const named = (keys) => (keys || []).map((key) => ({ ...key, id: toBytes(key.id) }));

  const asked = (options) => {
    const wanted = { ...options.publicKey, challenge: toBytes(options.publicKey.challenge) };
    if (wanted.user) wanted.user = { ...wanted.user, id: toBytes(wanted.user.id) };
    if (wanted.excludeCredentials) wanted.excludeCredentials = named(wanted.excludeCredentials);
    if (wanted.allowCredentials) wanted.allowCredentials = named(wanted.allowCredentials);
    return { publicKey: wanted };
  };

  const answered = (key) => {
    const response = {};
    for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (key.response[part]) response[part] = toText(key.response[part]);
    }
    const plain = { id: key.id, rawId: toText(key.rawId), type: key.type, response };
    return { ...plain, clientExtensionResults: key.getClientExtensionResults() };
  };

  const told = (form, why) => {
    const said = form.querySelector("[data-kp-said]");
    said.textContent = form.dataset[why];
    said.hidden = false;
    said.focus();
  };

  const ceremony = async (form) => {
    const making = form.dataset.kpPasskey === "create";
    const options = asked(JSON.parse(form.dataset.options));
    const key = await (making ? navigator.credentials.create(options) : navigator.credentials.get(options));
    form.elements.credential.value = JSON.stringify(answered(key));
    form.submit();
  };

  document.querySelectorAll("form[data-kp-passkey]").forEach((form) => {
    let busy = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (busy) return;
      if (!window.PublicKeyCredential) {
        told(form, "missing");
        return;
      }
      busy = true;
      ceremony(form).catch(() => told(form, "stopped")).finally(() => { busy = false; });
    });
  });
})();
