// The stem of a Norwegian word: Snowball's algorithm for Norwegian (Martin Porter and others), the one that
// Python's snowballstemmer has; a test compares the two on every word of a report.
window.komStamme = (function () {
  "use strict";
  const VOWELS = "aeiouyåæêòóôø";
  const FIRST = new RegExp("^[^" + VOWELS + "]*[" + VOWELS + "]+[^" + VOWELS + "]");
  const MAIN = ("hetenes hetene hetens heten heter endes ande ende edes enes erte ede ane ene ens ers ets het ast " +
    "ert en ar er as es et a e s").split(" ");
  const OTHER = "hetslov eleg elig elov slov leg eig lig els lov ig".split(" ");
  // After these an «ers» stays, and after those an «s» goes.
  const KEEPS_ERS = /(?:ind|kk|nk|amm|omm|(?:^|[^s])kap|pp|lt|ast|øst|(?:^|[^ai])v|(?:^|[^h])av|(?:^|[^g])iv)$/;
  const LOSES_S = new RegExp("(?:[bcdfghjlmnoptvyz]|(?:^|[^e])r|[^" + VOWELS + "]k)s$");

  return function (word) {
    if (word.length < 3) return word;
    const first = FIRST.exec(word);
    const start = first ? Math.max(first[0].length, 3) : word.length;
    const ending = function (list) {
      return list.find(function (end) { return word.length - end.length >= start && word.endsWith(end); }) || "";
    };
    const without = function (end) { return end ? word.slice(0, -end.length) : word; };

    const main = ending(MAIN);
    if (main === "erte" || main === "ert") word = without(main) + "er";
    else if (main === "ers") { if (!KEEPS_ERS.test(without(main))) word = without(main); }
    else if (main === "s") { if (LOSES_S.test(word)) word = without(main); }
    else word = without(main);
    if (ending(["dt", "vt"])) word = word.slice(0, -1);
    return without(ending(OTHER));
  };
})();
