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
      storeFields: ["vedlegg"],
      processTerm: function (term) { return term.toLocaleLowerCase("nb"); },
      searchOptions: {
        boost: { overskrift: 4 },
        boostDocument: function (id, term, stored) { return stored.vedlegg ? 0.2 : 1; },
        combineWith: "AND",
        prefix: true,
      },
    });
    index.addAll(sections);
  }

  // Words that begin as written come first; then words that have it inside, as «handel» in
  // «menneskehandel», for Norwegian writes compounds in one word; else words that are nearly the same.
  function find(query) {
    const hits = index.search(query).map(function (hit) { return { id: hit.id, terms: hit.queryTerms.concat(hit.terms) }; });
    const seen = new Set(hits.map(function (hit) { return hit.id; }));
    const words = query.toLocaleLowerCase("nb").split(/\s+/).filter(function (word) { return word.length > 3; });
    const inside = words.length === 0 ? [] : sections.map(function (section) {
      const heading = section.overskrift.toLocaleLowerCase("nb");
      const text = heading + " " + section.tekst.toLocaleLowerCase("nb");
      const counts = words.map(function (word) { return text.split(word).length - 1 + 10 * (heading.split(word).length - 1); });
      const score = Math.min.apply(null, counts) * (section.vedlegg ? 0.1 : 1);
      return { id: section.id, terms: words, score: score };
    }).filter(function (hit) { return hit.score > 0 && !seen.has(hit.id); });
    inside.sort(function (a, b) { return b.score - a.score || a.id - b.id; });
    const found = hits.concat(inside);
    if (found.length > 0) return found;
    return index.search(query, { fuzzy: 0.2 }).map(function (hit) { return { id: hit.id, terms: hit.terms }; });
  }

  function escape(text) {
    return text.replace(/[&<>"]/g, function (c) { return { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }[c]; });
  }

  function marked(text, terms) {
    const any = Array.from(new Set(terms)).sort(function (a, b) { return b.length - a.length; })
      .map(function (term) { return term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"); }).join("|");
    // every second piece is one that the words match
    return text.split(new RegExp("(" + any + ")", "iu")).map(function (piece, i) {
      return i % 2 ? "<mark>" + escape(piece) + "</mark>" : escape(piece);
    }).join("");
  }

  function snippet(text, terms) {
    const lower = text.toLocaleLowerCase("nb");
    const places = terms.map(function (term) { return lower.indexOf(term); }).filter(function (at) { return at >= 0; });
    const start = Math.max(0, (places.length > 0 ? Math.min.apply(null, places) : 0) - 60);
    return marked((start > 0 ? "… " : "") + text.slice(start, start + 170) + (text.length > start + 170 ? " …" : ""), terms);
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
    const found = find(query);
    const hits = found.slice(0, 12);
    list.innerHTML = hits.length === 0 ? "<p>Ingen treff.</p>" : hits.map(function (hit, i) {
      const section = sections[hit.id];
      return '<a role="option" id="treff-' + i + '" href="' + section.side + "#" + encodeURIComponent(section.anker) + '"><strong>' +
        marked(section.overskrift, hit.terms) + "</strong><small>" + escape(section.kapittel) + "</small><br>" + snippet(section.tekst, hit.terms) + "</a>";
    }).join("");
    list.hidden = false;
    selected = -1;
    field.setAttribute("aria-expanded", "true");
    status.textContent = found.length + " treff";
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
