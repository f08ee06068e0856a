const fit = frame => {
  const page = frame.contentDocument;
  if (page && page.body) frame.height = Math.ceil(page.documentElement.getBoundingClientRect().height) + 2;
};
const watch = new ResizeObserver(all => all.forEach(each => fit(each.target)));
document.addEventListener("load", event => { if (event.target.srcdoc) { fit(event.target); watch.observe(event.target); } }, true);
document.querySelectorAll("iframe[srcdoc]").forEach(frame => { fit(frame); watch.observe(frame); });
addEventListener("load", () => { document.documentElement.dataset.height = document.documentElement.scrollHeight; });
