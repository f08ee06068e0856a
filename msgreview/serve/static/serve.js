const typed = form => "typed" in form.dataset || [...form.elements].some(field => "defaultValue" in field && field.value !== field.defaultValue);

document.addEventListener("changed-on-disk", () => {
  const form = document.querySelector("form.edit"), list = document.querySelector("#messages");
  if (form && typed(form)) document.querySelector("#changed").hidden = false;
  else if (list && list.querySelectorAll("li").length > 51) document.querySelector("#changed").hidden = false;
  else if (list) htmx.trigger("form.search", "submit");
  else htmx.ajax("GET", location.pathname + location.search, { target: "#main", select: "#main", swap: "outerHTML" });
});

// Other messages, rules or commits: what is typed reads anew, and stays.
document.addEventListener("changed-around", () => {
  const form = document.querySelector("form.edit");
  if (form && typed(form)) htmx.trigger(form, "input");
  else htmx.ajax("GET", location.pathname + location.search, { target: "#main", select: "#main", swap: "outerHTML" });
});

// What is typed while an answer is on its way stays.
document.addEventListener("htmx:beforeSwap", event => {
  const form = document.querySelector("form.edit");
  if (form && event.detail.target.contains(form) && typed(form)) {
    event.detail.shouldSwap = false;
    document.querySelector("#changed").hidden = false;
  }
});

addEventListener("beforeunload", event => {
  const form = document.querySelector("form.edit");
  if (form && typed(form) && !form.dataset.sent) event.preventDefault();
});
document.addEventListener("submit", event => { event.target.dataset.sent = "yes"; });

// To the line of a file that a problem is on.
document.addEventListener("click", event => {
  const link = event.target.closest("a[data-line]"), area = document.querySelector("textarea.raw");
  if (!link || !area) return;
  event.preventDefault();
  const lines = area.value.split("\n"), number = Math.min(link.dataset.line, lines.length) - 1;
  const start = lines.slice(0, number).reduce((sum, line) => sum + line.length + 1, 0);
  area.focus();
  area.setSelectionRange(start, start + lines[number].length);
});
