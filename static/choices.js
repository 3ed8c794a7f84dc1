/* Lists whose choices depend on other answers, or that are long. static/logic.js says which choices apply; a line above a long
   list shows those alone in which all typed words stand, accents aside. They stay buttons and boxes: keyboards and screen readers
   know them, and a draft fills them in. Written for Chrome 70. */
var Choices = (function () {
  "use strict";
  var FEW = 12, lists = {};

  function plain(text) { return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase(); }

  function number(input) { return Number(input.id.slice(input.id.lastIndexOf("-") + 1)); }

  function entry(label) {
    var input = label.querySelector("input");
    return { label: label, input: input, value: input.value, words: plain(label.textContent) };
  }

  function make(box) {
    var place = box.querySelector("[data-options]"), rest = box.querySelector("template");
    if (rest) { place.appendChild(rest.content); }
    var entries = Array.prototype.map.call(place.querySelectorAll(".option"), entry);
    entries.sort(function (one, other) { return number(one.input) - number(other.input); });
    entries.forEach(function (each) { place.appendChild(each.label); });
    var list = { box: box, place: place, entries: entries, fits: null, key: "", dropped: [], typed: [], search: box.querySelector(".search") };
    lists[box.getAttribute("data-list")] = list;
    place.addEventListener("change", function () { list.dropped = []; tell(list, ""); });
    if (list.search) { searching(list); }
    show(list);
  }

  function applies(list, each) { return !each.value || !list.fits || list.fits[each.value] === true; }

  function matches(list, each) {
    return !each.value || list.typed.every(function (word) { return each.words.indexOf(word) >= 0; });
  }

  function show(list) {
    var all = list.entries.filter(function (each) { return each.value && applies(list, each); });
    var isLong = all.length > FEW, isEmpty = !all.length;
    if (!isLong) { list.typed = []; }
    var visible = list.entries.filter(function (each) {
      // What is chosen stays in sight, whatever is searched for.
      var isVisible = applies(list, each) && (each.input.checked || matches(list, each)) && !(isEmpty && !each.value);
      each.label.hidden = !isVisible;
      each.input.disabled = !isVisible;
      return isVisible && each.value;
    });
    list.place.classList.toggle("long", visible.length > FEW);
    if (list.search) { list.search.hidden = !isLong; }
    list.count = all.filter(function (each) { return matches(list, each); }).length + "/" + all.length;
    list.visible = visible;
  }

  function searching(list) {
    var line = list.search.querySelector("input"), count = list.search.querySelector("[role=status]"), timer = null;
    list.search.querySelector("button").hidden = true;
    line.addEventListener("input", function () {
      list.typed = plain(line.value).split(/\s+/).filter(Boolean);
      show(list);
      clearTimeout(timer);
      // Read aloud only when somebody pauses.
      timer = setTimeout(function () {
        var numbers = list.count.split("/");
        count.textContent = list.search.getAttribute("data-count").replace("{count}", numbers[0]).replace("{all}", numbers[1]);
      }, 600);
    });
    line.addEventListener("keydown", function (event) {
      if (event.key !== "Enter" && event.key !== "ArrowDown") { return; }
      // Enter would send the form.
      event.preventDefault();
      if (!list.visible.length) { return; }
      var input = list.visible[0].input;
      if (event.key === "Enter" && list.visible.length === 1 && !input.checked) { input.click(); }
      input.focus();
    });
  }

  function tell(list, text) {
    var told = list.box.querySelector(".told");
    if (told && told.textContent !== text) { told.textContent = text; }
  }

  /* Which choices apply now. What was chosen and does not is let go, said, and chosen again when it applies once more. */
  function fit(name, fits, isWaiting) {
    var list = lists[name];
    if (!list) { return; }
    var key = Object.keys(fits).join(" ") + isWaiting;
    if (key === list.key) { return; }
    list.key = key;
    list.fits = fits;
    var gone = list.entries.filter(function (each) { return each.value && each.input.checked && !fits[each.value]; });
    gone.forEach(function (each) { each.input.checked = false; list.dropped.push(each); });
    var isOne = list.entries.some(function (each) { return each.input.type === "radio"; });
    list.dropped.filter(function (each) { return fits[each.value]; }).forEach(function (each) {
      var isFree = !isOne || !list.entries.some(function (other) { return other.input.checked; });
      if (isFree) { each.input.checked = true; }
    });
    list.dropped = list.dropped.filter(function (each) { return !fits[each.value]; });
    show(list);
    var words = list.dropped.map(function (each) { return each.label.textContent.trim(); }).join(", ");
    tell(list, words ? list.box.getAttribute("data-dropped").replace("{value}", words) : "");
    var empty = list.box.querySelector("[data-empty]");
    if (empty) {
      empty.hidden = Object.keys(fits).length > 0;
      empty.textContent = isWaiting ? empty.getAttribute("data-waiting") : empty.getAttribute("data-empty");
    }
  }

  function makeAll(part) { Array.prototype.forEach.call(part.querySelectorAll("[data-list]"), make); }

  makeAll(document);
  // A repetition that static/repeats.js has added.
  document.addEventListener("added", function (event) { makeAll(event.target); });
  return { fit: fit };
}());
