"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const form = document.querySelector(".filters");
  const text = byId("text");
  const details = byId("details");
  const spans = data.units.map((unit) => byId(unit.id));
  const words = spans.map((span) => span.querySelector("bdi").textContent.toLowerCase());
  const sectionOf = new Map(data.sections.map(([id], index) => [id, index]));
  const place = new Map(data.units.map((unit, index) => [unit.id, index]));
  let chosen = -1;

  function make(tag, content, attributes) {
    const element = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes || {})) element.setAttribute(key, value);
    for (const part of [].concat(content === undefined ? [] : content)) element.append(part);
    return element;
  }

  // --- filters -----------------------------------------------------------------------------------------------------
  function wanted() {
    const values = new FormData(form);
    return {
      words: (values.get("words") || "").toLowerCase().split(/\s+/).filter(Boolean),
      types: new Set(values.getAll("type")),
      risk: values.get("risk"),
      specialty: values.get("specialty"),
      section: values.get("section") ? sectionOf.get(values.get("section")) : null,
      repeated: values.get("repeated"),
      score: Number(values.get("score")),
      review: values.has("review"),
      bare: values.has("bare"),
    };
  }

  function fits(unit, index, want) {
    const top = Math.max(...unit.scores);
    return want.types.has(unit.type)
      && want.words.every((word) => words[index].includes(word))
      && (!want.risk || unit.risk.some(([tag]) => tag === want.risk))
      && (!want.specialty || unit.specialty.some(([tag]) => tag === want.specialty))
      && (want.section === null || data.under[unit.section].includes(want.section))
      && (!want.repeated || (want.repeated === "yes" ? unit.repeated !== null : unit.repeated === Number(want.repeated)))
      && top >= want.score && (!want.review || unit.review) && (!want.bare || unit.bare);
  }

  function apply() {
    const want = wanted();
    form.elements.sure.value = want.score;
    let shown = 0;
    data.units.forEach((unit, index) => {
      const fit = fits(unit, index, want);
      shown += fit;
      spans[index].classList.toggle("out", !fit);
    });
    for (const paragraph of text.querySelectorAll(".part > p")) {
      paragraph.classList.toggle("out", !paragraph.querySelector(".unit:not(.out)"));
    }
    for (const part of text.querySelectorAll(".part")) {
      part.classList.toggle("out", !part.querySelector(".unit:not(.out)"));
    }
    text.classList.toggle("filtering", shown < data.units.length);
    byId("shown").textContent = shown.toLocaleString("en");
    byId("nothing").hidden = shown > 0;
    rove();
  }

  function reset(values) {
    form.reset();
    for (const [name, value] of Object.entries(values || {})) {
      const field = form.elements[name];
      if (field.type === "checkbox") field.checked = value;
      else field.value = value;
    }
    apply();
    byId("document").scrollIntoView();
  }

  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));

  // --- the selected passage ----------------------------------------------------------------------------------------
  function goTo(index) {
    const link = make("a", data.units[index].place, { href: "#" + data.units[index].id });
    return make("li", [link, " ", make("span", "(" + data.units[index].type + ") ", { class: "where" }), make("bdi", shorten(spans[index].querySelector("bdi").textContent))]);
  }

  const shorten = (value) => (value.length > 220 ? value.slice(0, 219).replace(/\s\S*$/, "") + " …" : value);

  function list(title, items) {
    return items.length ? [make("h3", title), make("ul", items)] : [];
  }

  function percent(label, score) {
    const bar = make("i");
    bar.style.width = score + "%";
    return [make("span", label), make("span", bar), make("span", score + " %")];
  }

  function describe(index) {
    const unit = data.units[index];
    const tags = (pairs) => pairs.map(([tag, score]) => make("li", [make("bdi", data.labels[tag] || tag), make("span", ` ${score} %`, { class: "where" })]));
    const copies = unit.repeated === null ? [] : data.repeated[unit.repeated].filter((other) => other !== index);
    const copy = make("button", "Copy passage and place", { type: "button", class: "plain" });
    copy.addEventListener("click", () => {
      const quote = `“${spans[index].querySelector("bdi").textContent}” (${unit.place}, ${data.sections[unit.section][1]})`;
      navigator.clipboard?.writeText(quote).then(() => { copy.textContent = "Copied"; });
    });
    const close = make("button", "Close", { type: "button", class: "plain" });
    close.addEventListener("click", () => choose(-1));
    details.replaceChildren(
      make("h3", unit.type === "other" ? "Argues nothing" : unit.type[0].toUpperCase() + unit.type.slice(1)),
      make("p", [unit.place, " · ", make("bdi", data.sections[unit.section][1])], { class: "where" }),
      make("div", data.components.flatMap((name, i) => percent(name, unit.scores[i])), { class: "bars", role: "group", "aria-label": "How sure the model is of each type" }),
      ...(unit.review ? [make("p", "To review: the model is not sure of this passage.", { class: "warn" })] : []),
      ...(unit.bare ? [make("p", "Nothing supports this claim.", { class: "warn" })] : []),
      ...list("Risk", tags(unit.risk)),
      ...list("Specialty", tags(unit.specialty)),
      ...list("Supported by", unit.by.map(goTo)),
      ...list("Supports", unit.supports.map(goTo)),
      ...list(`Also made here (${copies.length})`, copies.map(goTo)),
      ...list("Cites", unit.refs.map((ref) => make("li", [make("a", data.refs[ref][1] || "note", { href: "#" + data.refs[ref][0] }), " ", make("bdi", shorten(data.refs[ref][2]))]))),
      ...(unit.cited.length && !unit.refs.length ? [make("p", `Cites ${unit.cited.join(", ")}, which no reference list resolves.`, { class: "where" })] : []),
      make("p", [copy, " ", close]),
    );
  }

  function choose(index, { scroll = false, remember = true } = {}) {
    if (chosen >= 0) spans[chosen].classList.remove("chosen");
    for (const span of text.querySelectorAll(".tied")) span.classList.remove("tied");
    chosen = index;
    details.classList.toggle("open", index >= 0);
    if (index < 0) {
      details.replaceChildren(make("p", "Select a passage to see what supports it, what it supports, where it is repeated and what it cites.", { class: "hint" }));
      if (remember) history.replaceState(null, "", "#document");
      return;
    }
    const span = spans[index];
    if (span.classList.contains("out")) { form.reset(); apply(); }
    span.classList.add("chosen");
    for (const other of [...data.units[index].by, ...data.units[index].supports]) spans[other].classList.add("tied");
    describe(index);
    rove();
    if (remember) history.replaceState(null, "", "#" + data.units[index].id);
    if (scroll) { span.scrollIntoView({ block: "center" }); span.focus({ preventScroll: true }); }
  }

  function rove() {
    for (const span of text.querySelectorAll('.unit[tabindex="0"]')) span.tabIndex = -1;
    const stop = chosen >= 0 && !spans[chosen].classList.contains("out") ? spans[chosen] : text.querySelector(".unit:not(.out)");
    if (stop) stop.tabIndex = 0;
  }

  function step(by) {
    let index = chosen < 0 ? (by > 0 ? -1 : data.units.length) : chosen;
    do index += by; while (index >= 0 && index < spans.length && spans[index].classList.contains("out"));
    if (index >= 0 && index < spans.length) choose(index, { scroll: true });
  }

  function follow() {
    const id = decodeURIComponent(location.hash.slice(1));
    if (place.has(id)) choose(place.get(id), { scroll: true, remember: false });
    const target = byId(id);
    if (target && target.closest("details")) { target.closest("details").open = true; target.scrollIntoView(); }
  }

  // --- what people do ----------------------------------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const unit = event.target.closest("#text .unit");
    const mark = event.target.closest(".strip rect");
    const cell = event.target.closest(".heat button");
    const shortcut = event.target.closest("[data-filter]");
    if (unit && !String(getSelection())) choose(place.get(unit.id));
    else if (mark) choose(Number(mark.dataset.i), { scroll: true });
    else if (cell) reset({ risk: cell.dataset.risk, specialty: cell.dataset.specialty });
    else if (shortcut) reset(shortcut.dataset.filter === "review" ? { review: true } : {});
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, select, textarea");
    if (event.key === "Escape") { if (typing) event.target.blur(); else choose(-1); return; }
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const unit = event.target.closest("#text .unit");
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "/") { event.preventDefault(); form.elements.words.focus(); }
    else if (unit && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); choose(place.get(unit.id)); }
  });
  byId("theme").addEventListener("click", () => {
    const dark = document.documentElement.dataset.theme
      ? document.documentElement.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    document.documentElement.dataset.theme = dark ? "light" : "dark";
  });
  const repeats = document.querySelector(".repeats");
  if (repeats && repeats.children.length > 12) {
    const more = make("button", `Show all ${repeats.children.length}`, { type: "button", class: "plain" });
    more.addEventListener("click", () => { repeats.classList.add("all"); more.remove(); });
    repeats.after(more);
  }
  addEventListener("hashchange", follow);
  addEventListener("beforeprint", () => { for (const part of document.querySelectorAll("main details")) part.open = true; });
  apply();
  follow();
})();
