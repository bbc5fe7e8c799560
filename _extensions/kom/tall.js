// What stands behind a number: one tooltip on hover and focus, read from the row that the number links to.
// On touch the first tap shows it and the second follows the link. Without this script the links still lead there.
(function () {
  "use strict";
  const tip = document.createElement("div");
  tip.id = "tall-tips";
  tip.className = "tall-tips";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;
  let shown = null;
  let touched = false;
  let waiting = 0;

  // A page that shows numbers of other pages brings their rows along, unseen.
  const brought = document.getElementById("tall-rader");

  function target(link) {
    const name = decodeURIComponent(link.hash.slice(1));
    return document.getElementById(name) || (brought && brought.content.getElementById(name));
  }

  function text(node) {
    return node ? node.textContent.replace(/\s+/g, " ").trim() : "";
  }

  function line(words, name) {
    const part = document.createElement(name || "p");
    part.textContent = words;
    return part;
  }

  // One row: what it counts and when, then who says so, in which report, how sure it is, and the note.
  function facts(row) {
    const cells = Array.from(row.querySelectorAll("td"), text);
    const edition = (cells[5] || "").match(/data\/(\d{4})\//);
    return {
      what: text(row.querySelector("th")) + ", " + cells[0],
      source: "Kilde: " + cells[3] + (edition ? ". Utgave: " + edition[1] + "-rapporten" : ""),
      status: "Status: " + cells[2].toLocaleLowerCase("nb"),
      note: cells[4],
      file: cells[5],
    };
  }

  function ofRow(row) {
    const about = facts(row);
    const parts = [line(about.what, "strong"), line(about.source + ". " + about.status + ".")];
    if (about.note) parts.push(line(about.note));
    parts.push(line(about.file, "small"));
    return parts;
  }

  function ofComputed(row) {
    const links = Array.from(row.querySelectorAll("td a"));
    const parts = [line("Regnet ut fra", "strong"), document.createElement("ul")];
    links.slice(0, 5).forEach(function (link) { parts[1].append(line(text(link), "li")); });
    if (links.length > 5) parts[1].append(line("og " + (links.length - 5) + " tall til", "li"));
    const rows = links.map(target).filter(Boolean).map(function (place) { return facts(place.closest("tr")); });
    const lines = [];
    rows.forEach(function (about) { lines.push(about.source + "."); if (about.note) lines.push(about.note); });
    Array.from(new Set(lines)).slice(0, 4).forEach(function (words) { parts.push(line(words)); });
    return parts;
  }

  function place(link) {
    const box = link.getClientRects()[0] || link.getBoundingClientRect();
    const width = document.documentElement.clientWidth;
    tip.style.left = Math.max(8, Math.min(box.left, width - tip.offsetWidth - 8)) + window.scrollX + "px";
    const below = box.bottom + 6 + tip.offsetHeight <= window.innerHeight || box.top < tip.offsetHeight + 6;
    tip.style.top = (below ? box.bottom + 6 : box.top - tip.offsetHeight - 6) + window.scrollY + "px";
  }

  function show(link) {
    clearTimeout(waiting);
    if (shown === link) return;
    const found = target(link);
    const row = found && found.closest("tr");
    hide();
    const computed = link.hash.startsWith("#regnet-");
    // a row that is no row of a number basis has nothing to tell
    if (!row || (!computed && row.querySelectorAll("td").length < 5)) return;
    tip.replaceChildren.apply(tip, computed ? ofComputed(row) : ofRow(row));
    tip.hidden = false;
    place(link);
    link.setAttribute("aria-describedby", tip.id);
    shown = link;
  }

  function hide() {
    clearTimeout(waiting);
    if (shown) shown.removeAttribute("aria-describedby");
    shown = null;
    tip.hidden = true;
  }

  // The pointer may move from the number to the tooltip.
  function hideSoon() {
    clearTimeout(waiting);
    waiting = setTimeout(function () { if (!shown || document.activeElement !== shown) hide(); }, 250);
  }

  function number(event) {
    return event.target.closest ? event.target.closest("a.tall") : null;
  }

  // The rows are folded away until someone asks for one.
  function unfold() {
    const found = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const folded = found && found.closest("details:not([open])");
    if (folded) {
      folded.open = true;
      found.scrollIntoView({ block: "center" });
    }
  }

  document.body.append(tip);
  document.addEventListener("mouseover", function (event) {
    const link = number(event);
    if (touched) return;
    if (link) show(link);
    else if (tip.contains(event.target)) clearTimeout(waiting);
    else if (shown) hideSoon();
  });
  document.addEventListener("focusin", function (event) {
    const link = number(event);
    if (link && !touched) show(link);
    else if (!link) hide();
  });
  document.addEventListener("focusout", hideSoon);
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") hide(); });
  document.addEventListener("pointerdown", function (event) {
    touched = event.pointerType === "touch";
    if (touched && !number(event) && !tip.contains(event.target)) hide();
  });
  document.addEventListener("click", function (event) {
    const link = number(event);
    if (!link) return;
    if (touched && shown !== link) {
      event.preventDefault();
      show(link);
      return;
    }
    hide();
    setTimeout(unfold, 0);
  });
  window.addEventListener("hashchange", unfold);
  unfold();
})();
