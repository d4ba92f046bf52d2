// Printing is the one thing that a page cannot offer without a script: the button shows only where it works.
const button = document.getElementById("print");
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
