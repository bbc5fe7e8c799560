// What the pages do beyond being read: chapters, appearance, contents, copying, values of figures.
// Everything is on the disk; nothing is asked of a network. Search is fetched when it is first used.
(function () {
  "use strict";
  const root = document.documentElement;
  const $ = function (selector, from) { return (from || document).querySelector(selector); };
  const $$ = function (selector, from) { return Array.from((from || document).querySelectorAll(selector)); };
  const narrow = matchMedia("(max-width: 52rem)");

  function remember(name, value) {
    try { localStorage.setItem(name, value); } catch (error) { /* private windows may not remember */ }
  }

  function say(text) {
    const message = $("#beskjed");
    message.textContent = "";
    setTimeout(function () { message.textContent = text; }, 60);
  }

  // Chapters: a column on wide screens, a drawer on narrow ones.
  const menu = $(".meny");
  const chapters = $("#kapitler");
  const drawerOnly = chapters.classList.contains("bare-skuff");
  const others = [$(".topp"), $("main"), $(".bunn"), $(".paa-siden"), $(".hopp")].filter(Boolean);
  let shade = null;

  function isDrawer() { return drawerOnly || narrow.matches; }

  function showState() {
    const open = isDrawer() ? chapters.classList.contains("aapen") : root.dataset.kapitler !== "skjult";
    menu.setAttribute("aria-expanded", String(open));
  }

  function openDrawer() {
    chapters.classList.add("aapen");
    others.forEach(function (element) { element.inert = true; });
    shade = document.createElement("div");
    shade.className = "skuff";
    shade.addEventListener("click", closeDrawer);
    document.body.append(shade);
    $(".lukk").focus();
    showState();
  }

  function closeDrawer() {
    if (!chapters.classList.contains("aapen")) return;
    chapters.classList.remove("aapen");
    others.forEach(function (element) { element.inert = false; });
    if (shade) shade.remove();
    menu.focus();
    showState();
  }

  menu.hidden = false;
  menu.addEventListener("click", function () {
    if (isDrawer()) { openDrawer(); return; }
    const hidden = root.dataset.kapitler !== "skjult";
    if (hidden) root.dataset.kapitler = "skjult"; else delete root.dataset.kapitler;
    remember("kom-kapitler", hidden ? "skjult" : "");
    showState();
  });
  $(".lukk").addEventListener("click", closeDrawer);
  narrow.addEventListener("change", function () { closeDrawer(); showState(); });
  showState();

  // Appearance: what the system says, until the reader chooses.
  const appearance = $(".tema");
  const system = matchMedia("(prefers-color-scheme: dark)");

  function isDark() { return root.dataset.tema ? root.dataset.tema === "mork" : system.matches; }

  function nameAppearance() {
    $(".ord", appearance).textContent = isDark() ? "Lys visning" : "Mørk visning";
  }

  appearance.hidden = false;
  appearance.addEventListener("click", function () {
    root.dataset.tema = isDark() ? "lys" : "mork";
    remember("kom-tema", root.dataset.tema);
    nameAppearance();
    say(isDark() ? "Mørk visning" : "Lys visning");
  });
  system.addEventListener("change", nameAppearance);
  nameAppearance();

  // «På denne siden»: folded on narrow screens, and marks where the reader is.
  const contents = $(".paa-siden");
  if (contents) {
    const fold = $("button", contents);
    fold.addEventListener("click", function () {
      fold.setAttribute("aria-expanded", String(fold.getAttribute("aria-expanded") !== "true"));
    });
    const links = $$("a", contents);
    const heads = links.map(function (link) { return document.getElementById(decodeURIComponent(link.hash.slice(1))); });
    let waiting = false;
    const mark = function () {
      waiting = false;
      let current = -1;
      heads.forEach(function (head, i) { if (head && head.getBoundingClientRect().top < 140) current = i; });
      links.forEach(function (link, i) {
        if (i === current) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
      });
    };
    addEventListener("scroll", function () {
      if (!waiting) { waiting = true; requestAnimationFrame(mark); }
    }, { passive: true });
    mark();
  }

  // What is wider than its frame can be scrolled, says so at its edges, and is reached from the keyboard.
  const frames = $$(".rull");
  function edges(frame) {
    const box = frame.parentElement;
    const room = frame.scrollWidth - frame.clientWidth;
    box.classList.toggle("mer-venstre", room > 2 && frame.scrollLeft > 2);
    box.classList.toggle("mer-hoyre", room > 2 && frame.scrollLeft < room - 2);
    if (room > 2 || $("[data-tips]", frame)) frame.tabIndex = 0; else frame.removeAttribute("tabindex");
  }
  const watcher = new ResizeObserver(function (entries) {
    entries.forEach(function (entry) { edges(entry.target); });
  });
  frames.forEach(function (frame) {
    frame.addEventListener("scroll", function () { edges(frame); }, { passive: true });
    watcher.observe(frame);
  });

  // Copying: a link to a figure or table, or a text.
  function copied(text) {
    if (navigator.clipboard && isSecureContext) return navigator.clipboard.writeText(text).catch(function () { return older(text); });
    return older(text);
  }
  function older(text) {
    const field = document.createElement("textarea");
    field.value = text;
    field.style.position = "fixed";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done ? Promise.resolve() : Promise.reject(new Error("copy"));
  }
  $$(".kopier").forEach(function (button) {
    const words = button.textContent;
    button.hidden = false;
    button.addEventListener("click", function () {
      const source = button.dataset.tekst && document.getElementById(button.dataset.tekst);
      const text = source ? source.textContent.trim() : location.href.split("#")[0] + "#" + button.dataset.anker;
      copied(text).then(function () {
        button.textContent = "Kopiert";
        say(source ? "Henvisningen er kopiert" : "Lenken er kopiert");
        setTimeout(function () { button.textContent = words; }, 2000);
      }, function () { say("Nettleseren lot ikke siden kopiere"); });
      button.focus();
    });
  });

  // Values of figures: the marks carry them; pointer, touch and arrow keys show them.
  const value = document.createElement("div");
  value.id = "verdi";
  value.hidden = true;
  document.body.append(value);
  let shown = null;

  function hideValue() {
    if (shown) shown.classList.remove("valgt");
    shown = null;
    value.hidden = true;
  }

  // The narrow drawing of a figure leaves what its marks say to the wide one beside it.
  function told(mark) {
    if (!mark.dataset.tips) {
      const svg = mark.closest("svg");
      const same = $$("[data-tips]", svg.previousElementSibling)[$$("[data-tips]", svg).indexOf(mark)];
      mark.dataset.tips = same.dataset.tips;
    }
    return mark.dataset.tips;
  }

  function showValue(mark) {
    if (shown === mark) return;
    hideValue();
    shown = mark;
    mark.classList.add("valgt");
    value.textContent = told(mark);
    value.hidden = false;
    const box = mark.getBoundingClientRect();
    const own = value.getBoundingClientRect();
    const left = Math.min(Math.max(8, box.left + box.width / 2 - own.width / 2), root.clientWidth - own.width - 8);
    const above = box.top - own.height - 8;
    value.style.left = left + scrollX + "px";
    value.style.top = (above > 4 ? above : box.bottom + 8) + scrollY + "px";
  }

  document.addEventListener("pointerover", function (event) {
    const mark = event.target.closest && event.target.closest("[data-tips]");
    if (mark) showValue(mark); else if (shown && !shown.closest(".rull:focus")) hideValue();
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") { hideValue(); closeDrawer(); }
  });
  frames.forEach(function (frame) {
    if (!$("[data-tips]", frame)) return;
    frame.setAttribute("aria-description", "Bruk piltastene for å lese verdiene");
    frame.addEventListener("keydown", function (event) {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (!step || event.target !== frame) return;
      event.preventDefault();
      // of two drawings of a figure, the page shows one
      const marks = $$("[data-tips]", frame).filter(function (mark) { return mark.getClientRects().length > 0; });
      const at = marks.indexOf(shown);
      const next = marks[at < 0 ? (step > 0 ? 0 : marks.length - 1) : (at + step + marks.length) % marks.length];
      next.scrollIntoView({ block: "nearest", inline: "nearest" });
      showValue(next);
      say(told(next));
    });
    frame.addEventListener("blur", hideValue);
  });

  // Search is fetched when the reader comes to the field.
  const field = $("#sokefelt");
  let fetched = false;
  function fetchSearch() {
    if (fetched) return;
    fetched = true;
    ["minisearch.js", "stamme.js", "tekster.js", "sok.js"].forEach(function (name) {
      const script = document.createElement("script");
      script.src = "site/" + name;
      script.async = false;
      document.body.append(script);
    });
  }
  field.addEventListener("focus", fetchSearch);
  if (document.activeElement === field) fetchSearch();
})();
