// Printing is the one thing that a page cannot offer without a script: the button waits in a template, which
// only a script takes out.
const offered = document.getElementById("print-offered");
if (offered) {
  offered.replaceWith(offered.content);
  document.getElementById("print").addEventListener("click", () => window.print());
}
