// Under Quarto alone: a page without a number calls chapters «3  Oppholdstillatelse» and «Vedlegg A — Tallgrunnlag»;
// the report says «Kapittel 3» and «Vedlegg A».
document.querySelectorAll("a.quarto-xref > span").forEach(function (span) {
  const found = span.textContent.match(/^(?:Vedlegg\s)?(\d+|[A-Z])(?:\u00a0 |\s—)/);
  if (found) span.textContent = (/\d/.test(found[1]) ? "Kapittel" : "Vedlegg") + "\u00a0" + found[1];
});
