(() => {
  "use strict";
  const fold = (text) => text.normalize("NFKC").toLowerCase();
  const byTheme = document.getElementById("by-theme");
  const byText = document.getElementById("by-text");
  const byReview = document.getElementById("by-review");
  const shown = document.getElementById("shown");
  const remarks = [...document.querySelectorAll("article")].map((element) => ({
    element,
    themes: element.dataset.themes.split(" "),
    review: "review" in element.dataset,
    text: fold(["h4", ".agenda", ".text"].map((part) => element.querySelector(part)?.textContent ?? "").join("\n")),
  }));
  const marks = [...document.querySelectorAll("mark")].map((element) => ({ element, themes: element.dataset.themes.split(" ") }));

  const apply = () => {
    const theme = byTheme.value;
    const words = fold(byText.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const remark of remarks) {
      const fits = (!theme || remark.themes.includes(theme)) && (!byReview.checked || remark.review) && words.every((word) => remark.text.includes(word));
      remark.element.hidden = !fits;
      count += fits;
    }
    for (const mark of marks) mark.element.classList.toggle("other", theme !== "" && !mark.themes.includes(theme));
    for (const meeting of document.querySelectorAll(".meeting")) meeting.hidden = !meeting.querySelector("article:not([hidden])");
    shown.textContent = String(count);
  };
  // a link to a remark that the filter hides must still lead to it
  const reveal = () => {
    const target = /^#r\d+$/.test(location.hash) && document.getElementById(location.hash.slice(1));
    if (!target || !target.hidden) return;
    byTheme.value = "";
    byText.value = "";
    byReview.checked = false;
    apply();
    target.scrollIntoView();
  };

  for (const control of [byTheme, byText, byReview]) control.addEventListener("input", apply);
  window.addEventListener("hashchange", reveal);
  document.getElementById("filter").hidden = false;
  apply();
})();
