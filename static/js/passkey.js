/* Passkeys: makes the button, asks the browser, sends the answer. */
(() => {
  'use strict';
  const url = { '+': '-', '/': '_', '=': '', '-': '+', _: '/' };
  const swap = (text) => text.replace(/[-_+/=]/g, (c) => url[c]);
  const bytes = (text) => Uint8Array.from(atob(swap(text)), (c) => c.charCodeAt());
  const text = (buffer) => swap(btoa(String.fromCharCode(...new Uint8Array(buffer))));
  const make = (tag, all) => Object.assign(document.createElement(tag), all);

  async function ask(publicKey) {
    const { user, allowCredentials, excludeCredentials } = publicKey;
    publicKey.challenge = bytes(publicKey.challenge);
    for (const it of allowCredentials || [user, ...excludeCredentials]) it.id = bytes(it.id);
    const call = user ? 'create' : 'get';
    const { id, type, response } = await navigator.credentials[call]({ publicKey });
    const sent = { transports: response.getTransports?.() };
    for (const part in response)
      if (response[part] instanceof ArrayBuffer) sent[part] = text(response[part]);
    return JSON.stringify({ id, rawId: id, type, response: sent });
  }

  function furnish(place) {
    const form = place.closest('form');
    const data = place.dataset;
    const button = make('input', { type: 'submit', className: data.caLook, value: data.caButton });
    let busy;
    button.onclick = async (event) => {
      event.preventDefault();
      if (busy) return;
      busy = true;
      try {
        form.credential.value = await ask(JSON.parse(data.caPasskey));
        if (data.caAction) form.action = data.caAction;
        form.submit();
      } catch (e) { // 11: has one
        const textContent = data[e.code === 11 ? 'caKnown' : 'caFailed'];
        const said = make('p', { className: 'ca-trouble', textContent });
        document.getElementById('flash').replaceChildren(said);
        scrollTo(0, 0);
      }
      busy = false;
    };
    place.replaceChildren(button);
  }
  if (window.PublicKeyCredential) document.querySelectorAll('[data-ca-passkey]').forEach(furnish);
})();
