// Search and the chapter menu. Everything is on the disk; nothing is asked of a network.
(function () {
  "use strict";
  const menu = document.querySelector(".meny");
  const chapters = document.getElementById("kapitler");
  menu.addEventListener("click", function () {
    const open = chapters.classList.toggle("aapen");
    menu.setAttribute("aria-expanded", String(open));
  });

  const field = document.getElementById("sokefelt");
  const list = document.getElementById("soketreff");
  const status = document.getElementById("sokestatus");
  const sections = window.KOM_SOK || [];
  let index = null;
  let selected = -1;

  function build() {
    index = new MiniSearch({
      fields: ["overskrift", "tekst", "kapittel"],
      storeFields: [],
      processTerm: function (term) { return term.toLocaleLowerCase("nb"); },
      searchOptions: { boost: { overskrift: 4 }, prefix: true, fuzzy: function (term) { return term.length > 5 ? 0.15 : false; }, combineWith: "AND" },
    });
    index.addAll(sections);
  }

  function escape(text) {
    return text.replace(/[&<>"]/g, function (c) { return { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }[c]; });
  }

  function snippet(text, terms) {
    const lower = text.toLocaleLowerCase("nb");
    let at = -1;
    for (const term of terms) {
      at = lower.indexOf(term);
      if (at >= 0) break;
    }
    const start = Math.max(0, at - 60);
    let part = escape((start > 0 ? "… " : "") + text.slice(start, start + 170) + (text.length > start + 170 ? " …" : ""));
    for (const term of terms) {
      const safe = escape(term).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      part = part.replace(new RegExp("(" + safe + "[a-zæøåé]*)", "gi"), "<mark>$1</mark>");
    }
    return part;
  }

  function close() {
    list.hidden = true;
    selected = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function show() {
    const query = field.value.trim();
    if (query.length < 2) { close(); status.textContent = ""; return; }
    if (!index) build();
    const hits = index.search(query).slice(0, 12);
    list.innerHTML = hits.length === 0 ? "<p>Ingen treff.</p>" : hits.map(function (hit, i) {
      const section = sections[hit.id];
      return '<a role="option" id="treff-' + i + '" href="' + section.side + "#" + encodeURIComponent(section.anker) + '"><strong>' +
        escape(section.overskrift) + "</strong><small>" + escape(section.kapittel) + "</small><br>" + snippet(section.tekst, hit.queryTerms) + "</a>";
    }).join("");
    list.hidden = false;
    selected = -1;
    field.setAttribute("aria-expanded", "true");
    status.textContent = hits.length === 1 ? "1 treff" : hits.length + " treff";
  }

  function move(step) {
    const options = list.querySelectorAll("a");
    if (options.length === 0) return;
    if (selected >= 0) options[selected].removeAttribute("aria-selected");
    selected = (selected + step + options.length) % options.length;
    options[selected].setAttribute("aria-selected", "true");
    options[selected].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", options[selected].id);
  }

  field.addEventListener("input", show);
  field.addEventListener("keydown", function (event) {
    if (event.key === "ArrowDown") { move(1); event.preventDefault(); }
    else if (event.key === "ArrowUp") { move(-1); event.preventDefault(); }
    else if (event.key === "Escape") { close(); }
    else if (event.key === "Enter") {
      const options = list.querySelectorAll("a");
      const target = options[Math.max(0, selected)];
      if (!list.hidden && target) { location.href = target.href; close(); }
    }
  });
  list.addEventListener("click", close);
  document.addEventListener("click", function (event) {
    if (!event.target.closest(".sok")) close();
  });
})();
