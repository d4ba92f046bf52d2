/* Passkeys: the one thing here that a page cannot do without a script.
   A form with `data-passkey` (`create` or `get`) holds what to ask the browser for in `data-options`. It is
   hidden where there are no passkeys; the browser's answer goes into its field `credential`, as JSON. */
(function () {
  "use strict";

  function bytes(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (character) { return character.charCodeAt(0); });
  }

  function text(buffer) {
    var plain = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function named(credentials) {
    return (credentials || []).map(function (each) { return Object.assign({}, each, { id: bytes(each.id) }); });
  }

  function wanted(options) {
    var key = Object.assign({}, options.publicKey);
    key.challenge = bytes(key.challenge);
    if (key.user) {
      key.user = Object.assign({}, key.user, { id: bytes(key.user.id) });
      key.excludeCredentials = named(key.excludeCredentials);
      /* Without this, the browser would keep a key that can only be a second factor. */
      key.authenticatorSelection = { residentKey: "required", requireResidentKey: true, userVerification: "required" };
    }
    if (key.allowCredentials) {
      key.allowCredentials = named(key.allowCredentials);
    }
    return { publicKey: key };
  }

  function told(credential) {
    var response = {};
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (credential.response[name]) {
        response[name] = text(credential.response[name]);
      }
    });
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response: response,
      clientExtensionResults: credential.getClientExtensionResults()
    });
  }

  function prepare(form) {
    form.hidden = false;
    form.addEventListener("submit", function (event) {
      if (form.elements.credential.value) {
        return;
      }
      event.preventDefault();
      var problem = form.querySelector("[data-problem]");
      problem.hidden = true;
      navigator.credentials[form.dataset.passkey](wanted(JSON.parse(form.dataset.options))).then(function (credential) {
        form.elements.credential.value = told(credential);
        form.submit();
      }).catch(function () {
        problem.hidden = false;
      });
    });
  }

  if (window.PublicKeyCredential) {
    document.querySelectorAll("form[data-passkey]").forEach(prepare);
    document.querySelectorAll("[data-no-passkey]").forEach(function (note) { note.hidden = true; });
  }
})();
