/* Shows at once what the server decides anyway: which questions apply, what is computed, and answers inside other words.
   The same expressions as on the server (static/expressions.js). Written for Chrome 70. */
(function () {
  "use strict";
  var form = document.getElementById("questions");
  if (!form || !form.getAttribute("data-logic")) { return; }
  var parts = JSON.parse(form.getAttribute("data-logic"));
  // One sign that parts a number from its fraction is clear; anything else is left to the server.
  var NUMBER = /^[+-]?\d+(?:[.,]\d+)?$/;

  var index = {};

  /* Looked for once: repetitions come and go, and each name is asked for often. */
  function findFields() {
    index = {};
    Array.prototype.forEach.call(form.querySelectorAll("input, textarea, select"), function (field) {
      // An answer that stays as it is is shown, and carried by a hidden field: others depend on it as well.
      if (field.type !== "hidden" || field.hasAttribute("data-stays")) { (index[field.name] = index[field.name] || []).push(field); }
    });
  }

  function fields(name) { return Object.prototype.hasOwnProperty.call(index, name) ? index[name] : []; }

  function answer(part, name) {
    var found = fields(name);
    if (!found.length) { return null; }
    var first = found[0];
    if (first.type === "file") {
      var kept = form.querySelectorAll("[name='kept-" + name + "']").length + first.files.length;
      return kept ? ["x"] : null;
    }
    if (/^(checkbox|radio)$/.test(first.type) || (first.type === "hidden" && /^(boolean|names)$/.test(part.type))) {
      var chosen = found.filter(function (field) { return (field.checked || field.type === "hidden") && field.value; }).map(function (field) { return field.value; });
      if (part.type === "boolean") { return chosen.length > 0; }
      return part.type === "names" ? (chosen.length ? chosen : null) : (chosen[0] || null);
    }
    var typed = first.value.trim();
    if (!typed) { return null; }
    if (part.type === "number") { return NUMBER.test(typed) ? Number(typed.replace(",", ".")) : null; }
    if (/^(date|moment|time)$/.test(part.type)) { return /^(date|datetime-local|time|hidden)$/.test(first.type) ? typed : null; }
    return typed;
  }

  function padded(number) { return ("0" + number).slice(-2); }

  /* The demonstration's calendar is ahead of that of this device. */
  function today() {
    var now = new Date(Date.now() + Number(form.getAttribute("data-ahead") || 0));
    return now.getFullYear() + "-" + padded(now.getMonth() + 1) + "-" + padded(now.getDate());
  }

  /* What a person reads for a value: the label of a choice, numbers and dates in their language. */
  function shown(part, name, value) {
    if (value === null || value === undefined) { return "…"; }
    var language = document.documentElement.lang;
    if (part.type === "number") {
      var digits = { minimumFractionDigits: part.decimals || 0, maximumFractionDigits: 10 };
      return Number(value).toLocaleString(language, digits) + (part.unit ? "\u00a0" + part.unit : "");
    }
    if (part.type === "date") { return new Date(value + "T12:00:00").toLocaleDateString(language, { year: "numeric", month: "long", day: "numeric" }); }
    return [].concat(value).map(function (each) { return label(name, each); }).join(", ");
  }

  function label(name, value) {
    var chosen = fields(name).filter(function (field) { return field.value === value && /^(checkbox|radio)$/.test(field.type); })[0];
    if (chosen && chosen.parentNode) { return chosen.parentNode.textContent.trim(); }
    var list = fields(name)[0];
    if (list && list.options && list.selectedIndex >= 0) { return list.options[list.selectedIndex].textContent.trim(); }
    return value === true ? "✓" : String(value);
  }

  /* The names of the repetitions of a repeat: `budget-0`. */
  function repetitions(name) {
    return Array.prototype.map.call(form.querySelectorAll("[name='repetition-" + name + "']"), function (field) { return name + "-" + field.value; });
  }

  /* Whether nothing stands in a repetition but what stood there at first. */
  function isBlank(repetition) {
    return parts.every(function (part) {
      return repetition.indexOf(part.repeat + "-") !== 0 || fields(repetition + "-" + part.name).every(function (field) {
        var isChosen = /^(checkbox|radio)$/.test(field.type), value = isChosen && !field.checked ? "" : field.value.trim();
        return !value || value === String(part.default) || (isChosen && part.default === true);
      });
    });
  }

  /* Which choices of a question apply; where its page is shown, the others cannot be chosen. */
  function fitting(part, name, values, isSeen) {
    var fits = {};
    part.choices.forEach(function (choice) {
      if (choice[1] === null || Expressions.fits(part.filter, choice[1], values)) { fits[choice[0]] = true; }
    });
    var isWaiting = part.needs.some(function (need) { return values[need] === null || values[need] === undefined; });
    if (isSeen) { Choices.fit(name, fits, isWaiting); }
    return fits;
  }

  function ofThese(value, fits) {
    if (!Array.isArray(value)) { return fits[value] ? value : null; }
    var names = value.filter(function (name) { return fits[name]; });
    return names.length ? names : null;
  }

  function decide() {
    var values = { today: today() }, applying = [], rows = {};

    function applies(part, scope) {
      return (part.relevant || []).every(function (condition) { return Expressions.evaluate(condition, scope) === true; });
    }

    /* One part, called `name` on the page; gives its value. */
    function decideOne(part, name, scope, mayApply) {
      var isApplying = mayApply && applies(part, scope), box = form.querySelector("[data-part='" + name + "']");
      // The questions of other pages are in this one, hidden: nobody has seen them here.
      var isSeen = isApplying && !(box && box.closest("[data-page][hidden]"));
      var fits = part.filter !== undefined && isApplying ? fitting(part, name, scope, isSeen) : null;
      values[name] = !isApplying ? null : part.calculate !== undefined ? Expressions.evaluate(part.calculate, scope) : answer(part, name);
      if (fits) { values[name] = ofThese(values[name], fits); }
      if (isSeen && !(fits && !Object.keys(fits).length)) { applying.push(name); }
      if (box && box.hidden === isApplying) { box.hidden = !isApplying; }
      Array.prototype.forEach.call(form.querySelectorAll("[data-value='" + name + "']"), function (output) {
        var text = shown(part, name, values[name]);
        if (output.textContent !== text) { output.textContent = text; }
      });
      return values[name];
    }

    function begin(repeat) {
      var isApplying = applies(repeat, values), counted = [], box = form.querySelector("[data-part='" + repeat.name + "']");
      repetitions(repeat.name).forEach(function (name, index) {
        rows[name] = { position: index + 1 };
        if (isApplying && (index < repeat.least || !isBlank(name))) { counted.push(rows[name]); }
      });
      values[repeat.name] = counted;
      rows[repeat.name] = isApplying;
      if (box && box.hidden === isApplying) { box.hidden = !isApplying; }
    }

    findFields();
    parts.forEach(function (part) {
      if (part.type === "rows") { begin(part); return; }
      if (!part.repeat) { decideOne(part, part.name, values, true); return; }
      repetitions(part.repeat).forEach(function (name) {
        var scope = Object.assign({}, values, rows[name]);
        rows[name][part.name] = decideOne(part, name + "-" + part.name, scope, rows[part.repeat]);
      });
    });
    form.querySelector("[name='form-shown']").value = applying.join(" ");
  }

  function showSteps(shown) {
    Array.prototype.forEach.call(form.querySelectorAll(".step"), function (step) { step.hidden = !shown; });
  }

  /* Where a browser is too old for an expression, the page goes on in steps, as if no script ran: the server decides anyway. */
  var isLive = true;
  function live() {
    if (!isLive) { return; }
    try { decide(); } catch (error) { isLive = false; showSteps(true); }
  }

  showSteps(false);
  form.addEventListener("input", live);
  form.addEventListener("change", live);
  // What browsers fill in by themselves, late, is answered too.
  window.addEventListener("pageshow", function () { setTimeout(live, 0); });
  live();
}());
