// Printing is the one thing that a page cannot offer without a script: the button shows only where it works.
// What is hidden stands around it, since the style of buttons would show a hidden one.
const place = document.getElementById("print");
if (place) {
  place.hidden = false;
  place.addEventListener("click", () => window.print());
}
