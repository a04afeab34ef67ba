/* htmx extension: Trusted Types policy, no code from strings. */
(() => {
  'use strict';
  const rules = {
    createHTML: (text) => text.replace(/<(\/?)script\b/gi, '<$1template'), // inert
    createScript: () => '',
  };
  function refuse() {
    throw Error('ca-sec');
  }
  window.htmx?.registerExtension('ca-sec', {
    init: (api) =>
      api.initSecurity(window.trustedTypes?.createPolicy('ca-htmx', rules) || rules, refuse, refuse),
  });
})();
