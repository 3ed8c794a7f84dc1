/* Adds and removes the repetitions of a form at once; without it the same buttons do so in steps, over the server.
   A repetition keeps its key, and so its names, whatever comes and goes: only what people read is numbered anew.
   Written for Chrome 70. */
var Repeats = (function () {
  "use strict";
  var BLANK = "9999";
  var form = document.getElementById("questions");

  function all(root, selector) { return Array.prototype.slice.call(root.querySelectorAll(selector)); }
  function named(name) { return form.querySelector("[data-repeat='" + name + "']"); }
  function repetitions(repeat) { return all(repeat, "[data-repetition]"); }
  function keyOf(repetition) { return Number(repetition.getAttribute("data-repetition").split("-").pop()); }
  function limit(repeat, name) { return Number(repeat.getAttribute("data-" + name)); }
  function changed() { form.dispatchEvent(new Event("change", { bubbles: true })); }

  /* What people read, and which buttons there are. */
  function number(repeat) {
    var present = repetitions(repeat);
    present.forEach(function (repetition, index) {
      var words = repeat.getAttribute("data-title").replace("{number}", index + 1).replace("{count}", present.length);
      repetition.querySelector("legend").textContent = words;
      repetition.querySelector(".less .unseen").textContent = " " + words;
      repetition.querySelector(".less").hidden = present.length <= limit(repeat, "least");
    });
    repeat.querySelector(".more").hidden = present.length >= limit(repeat, "most");
  }

  /* Calls parts of a page otherwise; also what lists of choices keep in templates of their own. */
  function rename(elements, before, after) {
    elements.forEach(function (element) {
      Array.prototype.forEach.call(element.attributes, function (attribute) {
        attribute.value = attribute.value.split(before).join(after);
      });
      rename(Array.prototype.slice.call((element.content || element).children), before, after);
    });
  }

  function blank(repeat, key) {
    var name = repeat.getAttribute("data-repeat");
    var copy = repeat.querySelector(":scope > template").content.firstElementChild.cloneNode(true);
    rename([copy], name + "-" + BLANK, name + "-" + key);
    copy.querySelector("[name='repetition-" + name + "']").value = key;
    return copy;
  }

  function insert(repeat, repetition) {
    var following = repetitions(repeat).filter(function (other) { return keyOf(other) > keyOf(repetition); })[0];
    repeat.insertBefore(repetition, following || repeat.querySelector(".notice") || repeat.querySelector(".more"));
  }

  function add(repeat, key) {
    var repetition = blank(repeat, key), shown = form.querySelector("[name='form-shown']");
    insert(repeat, repetition);
    // Where no conditions are decided in the page, nobody else says that these have been seen.
    all(repetition, "input:not([type=hidden]), select, textarea").forEach(function (field) { shown.value += " " + field.name; });
    repetition.dispatchEvent(new CustomEvent("added", { bubbles: true }));
    return repetition;
  }

  function forget(repeat) {
    var notice = repeat.querySelector(".notice");
    if (notice) { notice.parentNode.removeChild(notice); }
  }

  function focus(repetition) {
    var field = repetition.querySelector("input:not([type=hidden]), select, textarea");
    if (field) { field.focus(); }
  }

  function addNext(repeat) {
    var keys = repetitions(repeat).map(keyOf);
    forget(repeat);
    focus(add(repeat, keys.length ? Math.max.apply(null, keys) + 1 : 0));
    number(repeat);
    changed();
  }

  function remove(repeat, repetition) {
    var notice = document.createElement("div"), words = document.createElement("p"), button = document.createElement("button");
    var title = repetition.querySelector("legend").textContent;
    forget(repeat);
    notice.className = "notice";
    words.setAttribute("role", "status");
    button.type = "button"; button.className = "quiet"; button.textContent = repeat.getAttribute("data-restore");
    button.addEventListener("click", function () {
      forget(repeat); insert(repeat, repetition); number(repeat); focus(repetition); changed();
    });
    notice.appendChild(words); notice.appendChild(button);
    repeat.insertBefore(notice, repetition);
    repeat.removeChild(repetition);
    // After it stands there, or nobody reads it aloud.
    words.textContent = repeat.getAttribute("data-removed").replace("{name}", title);
    number(repeat);
    button.focus();
    changed();
  }

  if (form) {
    form.addEventListener("click", function (event) {
      var button = event.target.closest("button[name='add-repetition'], button[name='remove-repetition']");
      if (!button) { return; }
      var repeat = button.closest("[data-repeat]");
      event.preventDefault();
      if (button.name === "add-repetition") { addNext(repeat); } else { remove(repeat, button.closest("[data-repetition]")); }
    });
  }

  return {
    /* The keys of all repetitions, as a draft keeps them. */
    keys: function () {
      var keys = {};
      all(form, "[data-repeat]").forEach(function (repeat) {
        keys["repetition-" + repeat.getAttribute("data-repeat")] = repetitions(repeat).map(function (each) { return String(keyOf(each)); });
      });
      return keys;
    },
    /* Makes the page have the repetitions of a draft. */
    restore: function (typed) {
      Object.keys(Repeats.keys()).forEach(function (field) {
        var wanted = typed[field], repeat = named(field.slice("repetition-".length));
        if (!wanted) { return; }
        forget(repeat);
        var present = repetitions(repeat).filter(function (repetition) {
          var stays = wanted.indexOf(String(keyOf(repetition))) >= 0;
          if (!stays) { repeat.removeChild(repetition); }
          return stays;
        }).map(keyOf);
        wanted.map(Number).forEach(function (key) { if (present.indexOf(key) < 0) { add(repeat, key); } });
        number(repeat);
      });
    }
  };
}());
