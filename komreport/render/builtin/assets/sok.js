// Search: the stems of all words are indexed when the reader first comes to the field.
(function () {
  "use strict";
  const field = document.getElementById("sokefelt");
  const list = document.getElementById("soketreff");
  const status = document.getElementById("sokestatus");
  const sections = window.KOM_TEKSTER;
  const stem = window.komStamme;
  const lower = function (text) { return text.toLocaleLowerCase("nb"); };
  let index = null;
  let selected = -1;

  function build() {
    index = new MiniSearch({
      fields: ["overskrift", "tekst", "kapittel"],
      storeFields: ["vedlegg"],
      processTerm: function (term) { return stem(lower(term)); },
      searchOptions: {
        boost: { overskrift: 4 },
        boostDocument: function (id, term, stored) { return stored.vedlegg ? 0.2 : 1; },
        combineWith: "AND",
        prefix: true,
      },
    });
    index.addAll(sections);
  }

  // Words of the same stem, or that begin as written, come first; then words that have it inside, as
  // «handel» in «menneskehandel», for Norwegian writes compounds in one word; else words nearly the same.
  function find(query) {
    const hits = index.search(query).map(function (hit) { return { id: hit.id, terms: hit.queryTerms.concat(hit.terms) }; });
    const seen = new Set(hits.map(function (hit) { return hit.id; }));
    const words = lower(query).split(/\s+/).map(stem).filter(function (word) { return word.length > 3; });
    const inside = words.length === 0 ? [] : sections.map(function (section) {
      const heading = lower(section.overskrift);
      const text = heading + " " + lower(section.tekst);
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

  // The words that the stems stand for, whole.
  function pattern(terms) {
    const any = Array.from(new Set(terms)).sort(function (a, b) { return b.length - a.length; })
      .map(function (term) { return term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"); }).join("|");
    return new RegExp("((?:" + any + ")[\\p{L}\\p{N}]*)", "iu");
  }

  function marked(text, terms) {
    // every second piece is one that the words match
    return text.split(pattern(terms)).map(function (piece, i) {
      return i % 2 ? "<mark>" + escape(piece) + "</mark>" : escape(piece);
    }).join("");
  }

  function snippet(text, terms) {
    const at = text.search(pattern(terms));
    let start = Math.max(0, at - 60);
    if (start > 0) start = text.indexOf(" ", start) + 1;
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
    list.innerHTML = hits.length === 0 ? '<p role="option" aria-disabled="true">Ingen treff.</p>' : hits.map(function (hit, i) {
      const section = sections[hit.id];
      return '<a role="option" tabindex="-1" id="treff-' + i + '" href="' + section.side + "#" + encodeURIComponent(section.anker) + '"><strong>' +
        marked(section.overskrift, hit.terms) + "</strong><small>" + escape(section.kapittel) + "</small><br>" + snippet(section.tekst, hit.terms) + "</a>";
    }).join("");
    list.hidden = false;
    list.scrollTop = 0;
    selected = -1;
    field.setAttribute("aria-expanded", "true");
    field.removeAttribute("aria-activedescendant");
    status.textContent = found.length + " treff";
  }

  function move(step) {
    const options = list.querySelectorAll("a");
    if (list.hidden || options.length === 0) return;
    if (selected >= 0) options[selected].removeAttribute("aria-selected");
    selected = selected < 0 && step < 0 ? options.length - 1 : (selected + step + options.length) % options.length;
    options[selected].setAttribute("aria-selected", "true");
    options[selected].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", options[selected].id);
  }

  field.addEventListener("input", show);
  field.addEventListener("keydown", function (event) {
    if (event.key === "ArrowDown") { move(1); event.preventDefault(); }
    else if (event.key === "ArrowUp") { move(-1); event.preventDefault(); }
    else if (event.key === "Escape") { close(); }
    else if (event.key === "Tab") { close(); }
    else if (event.key === "Enter") {
      const target = list.querySelectorAll("a")[Math.max(0, selected)];
      if (!list.hidden && target) { location.href = target.href; close(); }
    }
  });
  list.addEventListener("click", function () { setTimeout(close); });
  document.addEventListener("click", function (event) {
    if (!event.target.closest(".sok")) close();
  });
  // what was written while this was fetched
  if (document.activeElement === field && field.value) show();
})();
