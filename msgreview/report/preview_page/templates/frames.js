for (const frame of document.querySelectorAll("iframe[srcdoc]")) {
  const fit = () => { const page = frame.contentDocument; if (page && page.body) frame.height = Math.ceil(page.documentElement.getBoundingClientRect().height) + 2; };
  frame.addEventListener("load", fit);
  new ResizeObserver(fit).observe(frame);
  fit();
}
