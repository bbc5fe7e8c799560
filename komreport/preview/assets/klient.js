// Keeps an open page of the preview up to date. It is sent by the preview's server alone, and is no
// part of a published page. It runs before the page's own scripts, so it knows the page as written.
(function () {
  "use strict";
  const REGIONS = ["#kapitler", ".paa-siden", "main", "body > .bunn"];
  const SLOW = 400;
  let shown = Number(document.currentScript.dataset.versjon);
  let server = null;
  let styles = null;
  let scripts = null;
  let working = false;
  let again = false;
  let started = 0;
  let leaving = false;

  // A page that is on its way is not set off again by what it hears meanwhile.
  function leave(go) {
    if (leaving) return;
    leaving = true;
    go();
  }

  // What stands in a region, block by block: the live node, and the text that it was made from.
  function blocks(region) {
    return Array.from(region.childNodes)
      .filter(function (node) { return node.nodeType === 1 || node.textContent.trim(); })
      .map(function (node) { return { node: node, text: node.outerHTML || node.textContent }; });
  }
  const known = new Map();
  REGIONS.forEach(function (selector) {
    const region = document.querySelector(selector);
    if (region) known.set(selector, blocks(region));
  });

  // Pairs of equal blocks, in order: the longest common subsequence, ends first.
  function pairs(before, after) {
    const found = [];
    let start = 0;
    let a = before.length;
    let b = after.length;
    while (start < a && start < b && before[start].text === after[start].text) { found.push([start, start]); start += 1; }
    const tail = [];
    while (a > start && b > start && before[a - 1].text === after[b - 1].text) { a -= 1; b -= 1; tail.unshift([a, b]); }
    const rows = [];
    for (let i = a; i >= start; i -= 1) {
      rows[i] = [];
      for (let j = b; j >= start; j -= 1) {
        if (i === a || j === b) rows[i][j] = 0;
        else if (before[i].text === after[j].text) rows[i][j] = rows[i + 1][j + 1] + 1;
        else rows[i][j] = Math.max(rows[i + 1][j], rows[i][j + 1]);
      }
    }
    let i = start;
    let j = start;
    while (i < a && j < b) {
      if (before[i].text === after[j].text) { found.push([i, j]); i += 1; j += 1; }
      else if (rows[i + 1][j] >= rows[i][j + 1]) i += 1;
      else j += 1;
    }
    return found.concat(tail);
  }

  function folded(nodes) {
    return nodes.flatMap(function (node) {
      if (node.nodeType !== 1) return [];
      return (node.matches("details") ? [node] : []).concat(Array.from(node.querySelectorAll("details")));
    });
  }
  function name(details) {
    const summary = details.querySelector("summary");
    const owner = details.closest("[id]");
    return (owner ? owner.id : "") + "|" + (summary ? summary.textContent : "");
  }

  // Puts the new blocks of a region in place; blocks that say the same stay as they are, with all
  // that the reader and the page's scripts have done to them.
  function patch(selector, fresh) {
    const region = document.querySelector(selector);
    const before = known.get(selector);
    const after = blocks(fresh);
    const same = new Map(pairs(before, after).map(function (pair) { return [pair[1], before[pair[0]]]; }));
    const kept = new Set(same.values());
    const gone = before.filter(function (block) { return !kept.has(block); });
    const open = new Set(folded(gone.map(function (block) { return block.node; }))
      .filter(function (details) { return details.open; }).map(name));
    const next = [];
    const added = [];
    let last = null;
    after.forEach(function (block, index) {
      const old = same.get(index);
      const node = old ? old.node : document.importNode(block.node, true);
      if (!old) {
        if (last) last.after(node); else region.prepend(node);
        added.push(node);
      }
      last = node;
      next.push({ node: node, text: block.text });
    });
    gone.forEach(function (block) { block.node.remove(); });
    folded(added).forEach(function (details) { if (open.has(name(details))) details.open = true; });
    known.set(selector, next);
    return added.filter(function (node) { return node.nodeType === 1; });
  }

  // The block that the reader looks at, and those before it, with their places on the screen.
  function places() {
    const list = (known.get("main") || []).map(function (block) { return block.node; })
      .filter(function (node) { return node.nodeType === 1; })
      .map(function (node) { return { node: node, box: node.getBoundingClientRect() }; });
    const at = list.findIndex(function (item) { return item.box.bottom > 0; });
    return at < 0 ? [] : [list[at]].concat(list.slice(0, at).reverse());
  }

  function restore(seen, top) {
    const still = seen.find(function (item) { return item.node.isConnected; });
    if (!still || top === 0) { scrollTo({ top: top, behavior: "instant" }); return; }
    const first = still === seen[0];
    const box = still.node.getBoundingClientRect();
    const moved = first ? box.top - still.box.top : box.bottom - still.box.bottom;
    if (Math.abs(moved) > 0.5) scrollBy({ top: moved, behavior: "instant" });
  }

  function flash(nodes) {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    nodes.forEach(function (node) {
      node.animate([{ backgroundColor: "rgb(255 214 102 / 0.45)" }, { backgroundColor: "rgb(255 214 102 / 0)" }], 1400);
    });
  }

  function swapStyles(mark) {
    document.querySelectorAll('link[rel="stylesheet"]').forEach(function (link) {
      const fresh = link.cloneNode();
      fresh.href = link.href.split("?")[0] + "?" + mark;
      fresh.addEventListener("load", function () { link.remove(); });
      fresh.addEventListener("error", function () { fresh.remove(); });
      link.after(fresh);
    });
  }

  async function refresh(version) {
    if (leaving) return;
    if (working) { again = true; return; }
    working = true;
    try {
      const answer = await fetch(location.pathname, { cache: "no-store" });
      if (answer.status === 404) {
        sessionStorage.setItem("forhandsvisning-borte", document.title);
        leave(function () { location.replace("index.html"); });
        return;
      }
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const mark = fresh.querySelector("script[data-versjon]");
      const whole = REGIONS.some(function (selector) {
        return Boolean(fresh.querySelector(selector)) !== known.has(selector);
      });
      if (whole || shown === 0) { leave(function () { location.reload(); }); return; }
      const root = document.documentElement;
      const seen = places();
      const top = scrollY;
      root.style.overflowAnchor = "none";
      document.title = fresh.title;
      const added = REGIONS.filter(function (selector) { return known.has(selector); })
        .flatMap(function (selector) {
          const nodes = patch(selector, fresh.querySelector(selector));
          return selector === "main" ? nodes : [];
        });
      restore(seen, top);
      root.style.overflowAnchor = "";
      flash(added);
      shown = mark ? Number(mark.dataset.versjon) : version;
      root.dataset.forhandsvisning = String(shown);
      document.dispatchEvent(new CustomEvent("kom:oppdatert", { detail: { nye: added } }));
    } catch (error) {
      // the server is gone for now; the line tells when it is back
    } finally {
      working = false;
      if (again) { again = false; refresh(version); }
    }
  }

  // Messages stand in a tree of their own, so that neither styles nor scripts of the page touch them.
  const host = document.createElement("div");
  host.id = "forhandsvisning";
  const shadow = host.attachShadow({ mode: "open" });
  shadow.innerHTML = `<style>
    :host { all: initial; color-scheme: light dark; }
    @media print { :host { display: none; } }
    * { box-sizing: border-box; }
    [hidden] { display: none !important; }
    section, button, p.pille { font: 400 16px/1.45 "Source Sans 3", system-ui, sans-serif; }
    section { position: fixed; z-index: 2147483647; inset: auto 0 0 0; max-height: min(70vh, 34rem); overflow: auto;
      overscroll-behavior: contain; background: light-dark(#fff8f6, #2a1512); color: light-dark(#2b1210, #ffe9e4);
      border-top: 5px solid light-dark(#b3261e, #ff8a7a); box-shadow: 0 -6px 30px rgb(0 0 0 / .28); padding: 14px 18px 18px; }
    .inni { max-width: 62rem; margin: 0 auto; }
    header { display: flex; gap: 12px; align-items: start; }
    h2 { font-size: 19px; line-height: 1.3; margin: 4px 0 0; flex: 1; }
    .om { margin: 2px 0 10px; opacity: .85; }
    ol { list-style: none; margin: 0; padding: 0; }
    li { padding: 10px 0; border-top: 1px solid light-dark(#e8c9c4, #5b322c); overflow-wrap: anywhere; }
    .sted { font-weight: 600; display: block; }
    .hjelp { display: block; margin-top: 2px; }
    .hjelp::before { content: "→ "; }
    button { font-weight: 600; border-radius: 4px; padding: 6px 14px; cursor: pointer; border: 1.5px solid currentColor;
      background: transparent; color: inherit; }
    button:focus-visible { outline: 3px solid light-dark(#1f4e5f, #9fd3e6); outline-offset: 2px; }
    .pille { position: fixed; z-index: 2147483646; right: 14px; bottom: 14px; margin: 0; border-radius: 999px; padding: 5px 14px;
      background: #12323d; color: #fff; border: 0; box-shadow: 0 2px 12px rgb(0 0 0 / .3); }
    button.pille { background: #a11d16; }
    .nei { right: 14px; bottom: 60px; }
    </style>
    <section aria-labelledby="t" hidden><div class="inni"><header><h2 id="t" role="alert"></h2>
    <button type="button" class="lukk">Skjul</button></header><p class="om"></p><ol></ol></div></section>
    <button type="button" class="pille feil" hidden></button>
    <p class="pille melding" role="status" hidden></p>`;
  document.documentElement.append(host);
  const panel = shadow.querySelector("section");
  const badge = shadow.querySelector("button.feil");
  const note = shadow.querySelector(".melding");
  let faults = [];
  let noteTimer = 0;

  function say(text, milliseconds) {
    clearTimeout(noteTimer);
    note.hidden = !text;
    note.textContent = text;
    if (text && milliseconds) noteTimer = setTimeout(function () { note.hidden = true; }, milliseconds);
  }

  function hide() {
    sessionStorage.setItem("forhandsvisning-skjult", JSON.stringify(faults));
    showFaults();
    badge.focus();
  }

  function showFaults() {
    const hidden = sessionStorage.getItem("forhandsvisning-skjult") === JSON.stringify(faults);
    const count = faults.length === 1 ? "1 feil" : faults.length + " feil";
    panel.hidden = faults.length === 0 || hidden;
    badge.hidden = faults.length === 0 || !hidden;
    badge.textContent = "Vis " + count;
    note.classList.toggle("nei", !badge.hidden);
    if (faults.length === 0) { sessionStorage.removeItem("forhandsvisning-skjult"); return; }
    const title = "Rapporten kan ikke bygges: " + count;
    const heading = shadow.querySelector("h2");
    if (heading.textContent !== title) heading.textContent = title;
    shadow.querySelector(".om").textContent = shown > 0
      ? "Siden under er den siste som gikk bra. Rett feilen og lagre, så forsvinner denne meldingen."
      : "Rett feilen og lagre, så kommer siden.";
    shadow.querySelector("ol").replaceChildren.apply(shadow.querySelector("ol"), faults.map(function (fault) {
      const item = document.createElement("li");
      [["sted", fault.sted], ["feil", fault.feil + (/[.!?»]$/.test(fault.feil) ? "" : ".")], ["hjelp", fault.hjelp]].forEach(function (part) {
        if (!part[1]) return;
        const line = document.createElement("span");
        line.className = part[0];
        line.textContent = part[1];
        item.append(line);
      });
      return item;
    }));
  }

  shadow.querySelector(".lukk").addEventListener("click", hide);
  badge.addEventListener("click", function () {
    sessionStorage.removeItem("forhandsvisning-skjult");
    showFaults();
    shadow.querySelector(".lukk").focus();
  });
  addEventListener("keydown", function (event) { if (event.key === "Escape" && !panel.hidden) hide(); });

  function hear(state) {
    if (leaving) return;
    clearTimeout(started);
    if (state.bygger) started = setTimeout(function () { say("Bygger …"); }, SLOW);
    else if (note.textContent === "Bygger …") say("");
    const other = server !== null && server !== state.start;
    if (scripts !== null && state.skript !== scripts && state.versjon > 0) { leave(function () { location.reload(); }); return; }
    if (state.versjon > 0) {
      if (styles !== null && state.stil !== styles) swapStyles(state.stil);
      styles = state.stil;
      scripts = state.skript;
    }
    server = state.start;
    faults = state.feil;
    showFaults();
    if (state.versjon > 0 && (other || state.versjon !== shown)) refresh(state.versjon);
  }

  function connect() {
    const line = new WebSocket("ws://" + location.host + "/__forhandsvisning/linje?side=" + encodeURIComponent(location.pathname));
    let lost = false;
    line.addEventListener("open", function () { if (note.dataset.borte) { delete note.dataset.borte; say(""); } });
    line.addEventListener("message", function (event) { hear(JSON.parse(event.data)); });
    line.addEventListener("close", function () {
      if (lost) return;
      lost = true;
      note.dataset.borte = "1";
      setTimeout(function () { if (note.dataset.borte) say("Forhåndsvisningen er stoppet. Start den igjen med make preview."); }, 1500);
      setTimeout(connect, 1000);
    });
  }
  addEventListener("pageshow", function (event) { if (event.persisted) location.reload(); });

  const lost = sessionStorage.getItem("forhandsvisning-borte");
  if (lost) {
    sessionStorage.removeItem("forhandsvisning-borte");
    say("Siden «" + lost + "» finnes ikke lenger.", 6000);
  }
  document.documentElement.dataset.forhandsvisning = String(shown);
  connect();
})();
