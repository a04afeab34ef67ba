/* What htmx leaves to us; buttons that need JavaScript. */
(() => {
  'use strict';
  const flash = document.getElementById('flash');
  const on = (name, act) => addEventListener('htmx:' + name, (e) => act(e.detail.ctx, e));
  const make = (tag, className, textContent) =>
    Object.assign(document.createElement(tag), { className, textContent });
  const say = (look, words) => flash.replaceChildren(make('p', look, words));

  function furnish() {
    const copy = navigator.clipboard ? ',[data-ca-copy]' : '';
    for (const it of document.querySelectorAll('[data-ca-reveal]' + copy)) {
      if (it.nextElementSibling?.type === 'button') continue;
      const words = (it.dataset.caReveal || it.dataset.caCopy).split('|');
      const b = make('button', 'ca-button ca-quiet', words[0]);
      b.type = 'button';
      b.onclick = async () => {
        if (it.type) it.type = it.type === 'text' ? 'password' : 'text';
        else {
          await navigator.clipboard.writeText(it.textContent.trim());
          say('ca-vh', words[1]);
        }
        b.textContent = words[+(it.type !== 'password')];
      };
      it.after(b);
    }
  }
  furnish();

  on('before:request', (ctx) => (ctx.target.ariaBusy = true));
  on('finally:request', (ctx) => (ctx.target.ariaBusy = null));

  const fail = (kind) => {
    say('ca-trouble', flash.dataset[kind]);
    flash.scrollIntoView({ block: 'nearest' });
  };
  on('error', (ctx, e) =>
    fail(e.detail.error === 'timeout' ? 'caTimeout' : ctx?.text == null ? 'caOffline' : 'caBroken'));
  on('before:swap', (ctx) =>
    ctx.response.status > 499 ? fail('caBroken') : flash.replaceChildren());
  on('after:swap', (ctx, e) => {
    furnish();
    if (ctx.sourceEvent.target.isConnected || document.activeElement !== document.body) return;
    const field = 'input:not([type=hidden],[type=submit],[readonly]),select,textarea';
    const find = (css) => e.target.querySelector(css);
    (find('.ca-errors,.ca-change,' + field) || find('a') || document.getElementById('main')).focus();
  });
})();
