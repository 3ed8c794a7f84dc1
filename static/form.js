/* What a form does beyond its page, where a browser runs scripts: it keeps what is typed on this device, and offers it after
   a crash, a closed tab or Back. Nothing is filled in without being asked: telephones are shared. Sent without a line, it waits.
   Old browsers (Chrome 70) read this as it stands: nothing newer than ES2017 in it. */
(function () {
  "use strict";
  var PREFIX = "hoja:draft:", SENT = "hoja:sent", DAY = 24 * 3600 * 1000, LIFE = 7 * DAY;
  var form = document.getElementById("questions");
  var store = available("localStorage"), session = available("sessionStorage");

  /* A question may be called “elements” or “dataset”, and then that is what the form has under such a name. */
  function inputs() { return form.querySelectorAll("input, textarea, select, button"); }
  function data(name) { return form.getAttribute("data-" + name); }

  function available(name) {
    // Private windows and full devices throw where others answer.
    try { window[name].setItem("hoja:try", "1"); window[name].removeItem("hoja:try"); return window[name]; } catch (error) { return null; }
  }

  function read(key) {
    try { return JSON.parse(store.getItem(key)); } catch (error) { return null; }
  }

  function forgetOld() {
    for (var index = store.length - 1; index >= 0; index--) {
      var key = store.key(index);
      if (key.indexOf(PREFIX) !== 0) { continue; }
      var draft = read(key);
      if (!draft || !(Date.now() - draft.at < LIFE)) { store.removeItem(key); }
    }
  }

  /* The receipt: what was sent is a draft no more. Only the page that follows a sending says so, not one that is opened later. */
  function forgetSent() {
    var key = session && session.getItem(SENT);
    if (key && document.querySelector("[data-receipt]")) { store.removeItem(key); session.removeItem(SENT); }
  }

  function kept(field) {
    // Ours are hidden; a file cannot be filled in; consent is given anew by whoever sends.
    return field.name && !/^(hidden|file|submit|button|password)$/.test(field.type) && !/-given$/.test(field.name) && !field.closest(".apart");
  }

  function values() {
    var typed = {};
    Array.prototype.forEach.call(inputs(), function (field) {
      if (!kept(field)) { return; }
      if (/^(checkbox|radio)$/.test(field.type)) {
        if (field.checked) { (typed[field.name] = typed[field.name] || []).push(field.value); }
      } else if (field.value) { typed[field.name] = [field.value]; }
    });
    if (window.Repeats) { Object.assign(typed, window.Repeats.keys()); }
    return typed;
  }

  function fillIn(typed) {
    if (window.Repeats) { window.Repeats.restore(typed); }
    Array.prototype.forEach.call(inputs(), function (field) {
      if (!kept(field)) { return; }
      var answers = typed[field.name] || [];
      if (/^(checkbox|radio)$/.test(field.type)) { field.checked = answers.indexOf(field.value) >= 0; }
      else { field.value = answers[0] || ""; }
    });
    // Once all is chosen: what is chosen stays in sight of a list that is searched.
    Array.prototype.forEach.call(form.querySelectorAll("input[type=search]"), function (field) {
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function same(one, other) {
    return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
  }

  function sorted(typed) {
    return Object.keys(typed).sort().map(function (name) { return [name, typed[name].slice().sort()]; });
  }

  function when(moment) {
    var day = new Date(moment), today = new Date();
    var options = { hour: "2-digit", minute: "2-digit" };
    if (day.toDateString() !== today.toDateString()) { options.day = "numeric"; options.month = "long"; }
    return day.toLocaleString(document.documentElement.lang, options);
  }

  function notice(id, text, buttons) {
    var box = document.getElementById(id);
    if (box) { box.parentNode.removeChild(box); }
    if (!text) { return null; }
    box = document.createElement("section");
    box.id = id; box.className = "notice"; box.setAttribute("role", "status");
    var words = document.createElement("p");
    words.textContent = text; box.appendChild(words);
    (buttons || []).forEach(function (each) {
      var button = document.createElement("button");
      button.type = "button"; button.className = each.quiet ? "quiet" : ""; button.textContent = each.label;
      button.addEventListener("click", each.press); box.appendChild(button);
    });
    form.parentNode.insertBefore(box, form);
    return box;
  }

  function drafts() {
    var key = PREFIX + data("draft"), offered = read(key), timer = null, before = JSON.stringify(values());
    function save() {
      clearTimeout(timer); timer = null;
      var typed = values(), text = JSON.stringify(typed);
      // A page that nobody has touched says nothing about what was typed before.
      if (text === before) { return; }
      before = text;
      try { store.setItem(key, JSON.stringify({ at: Date.now(), values: typed })); } catch (error) { /* full: nothing is lost but the copy */ }
      offered = null; notice("draft", "");
    }
    function later() { clearTimeout(timer); timer = setTimeout(save, 300); }
    function offer() {
      if (!offered || !offered.values || !Object.keys(offered.values).length || same(offered.values, values())) { return; }
      notice("draft", data("draft-found").replace("{moment}", when(offered.at)), [
        { label: data("draft-use"), press: function () { fillIn(offered.values); before = ""; save(); focusFirst(); } },
        { label: data("draft-drop"), quiet: true, press: function () { store.removeItem(key); offered = null; notice("draft", ""); focusFirst(); } }
      ]);
    }
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    // Unload events do not come where a telephone ends the browser; being hidden comes before that.
    document.addEventListener("visibilitychange", save);
    window.addEventListener("pagehide", save);
    form.addEventListener("submit", function (event) {
      save();
      // The buttons of other languages have a name, and a page that others follow says so; they send nothing.
      if (session && form.dataset.continues === undefined && !(event.submitter && event.submitter.name)) { session.setItem(SENT, key); }
    });
    // Browsers fill their own memory in late: it is nothing that was typed now, and where it is the draft, nothing is offered.
    window.addEventListener("pageshow", function () {
      setTimeout(function () { before = JSON.stringify(values()); offer(); }, 0);
    });
  }

  function focusFirst() {
    var fields = form.querySelectorAll("input:not([type=hidden]):not([tabindex='-1']), textarea, select");
    var field = Array.prototype.filter.call(fields, function (each) { return each.offsetParent !== null; })[0];
    if (field) { field.focus(); }
  }

  /* Without a line nothing is sent into the void: the press is remembered, and counts once, when the line is back. */
  function waitForLine() {
    var waits = false, sending = false, pressed = null;
    form.addEventListener("submit", function (event) {
      if (navigator.onLine === false) {
        event.preventDefault(); waits = true; pressed = event.submitter;
        notice("line", data("no-line")).scrollIntoView();
        return;
      }
      // A second press while the first is on its way is the same press.
      if (sending) { event.preventDefault(); return; }
      sending = true;
      window.setTimeout(function () { sending = false; }, 10000);
    });
    window.addEventListener("online", function () {
      if (!waits) { return; }
      waits = false; notice("line", "");
      var button = pressed || form.querySelector("button[type=submit]:not([name])");
      if (button) { button.click(); }
    });
    window.addEventListener("pageshow", function () { sending = false; });
  }

  /* How much of a limited text is written. Read aloud only when somebody pauses. */
  function counter(field, unit) {
    var most = field.getAttribute("data-most-" + unit), timer = null;
    var shown = document.createElement("p"), spoken = document.createElement("p");
    shown.className = "hint"; shown.setAttribute("aria-hidden", "true");
    spoken.className = "apart"; spoken.setAttribute("role", "status");
    field.parentNode.insertBefore(shown, field.nextSibling);
    field.parentNode.insertBefore(spoken, shown.nextSibling);
    function text() {
      var typed = field.value.trim(), parts = unit === "words" ? typed.split(/\s+/).filter(Boolean) : Array.from(typed);
      shown.classList.toggle("error", parts.length > most);
      return data("count-" + unit).replace("{count}", parts.length).replace("{most}", most);
    }
    function show() { shown.textContent = text(); }
    field.addEventListener("input", function () {
      show(); clearTimeout(timer);
      timer = setTimeout(function () { spoken.textContent = text(); }, 1000);
    });
    form.addEventListener("change", show);
    window.addEventListener("pageshow", function () { setTimeout(show, 0); });
    show();
  }

  function counters(root) {
    ["words", "characters"].forEach(function (unit) {
      Array.prototype.forEach.call(root.querySelectorAll("[data-most-" + unit + "]"), function (field) { counter(field, unit); });
    });
  }

  if (store) { forgetOld(); forgetSent(); }
  var summary = document.getElementById("errors");
  if (summary) { summary.focus(); }
  if (!form) { return; }
  if (store) { drafts(); }
  waitForLine();
  counters(form);
  form.addEventListener("added", function (event) { counters(event.target); });
  // Old browsers give the focus to fields only, and a summary of errors comes before them.
  var first = document.getElementById("errors") || document.querySelector("main [autofocus]");
  if (first) { first.focus(); }
}());
