// Evaluates an expression that Hoja has checked (expressions/as_json.py) against the answers of a form.
//
// An array is an operation with its operands, anything else a value. Blank is null. Dates, moments and times are ISO texts.
// It does the same as expressions/evaluate.py: tests/expressions/cases.yaml holds both to it. Written for Chrome 70; no eval.
var Expressions = (function () {
  "use strict";

  var DAY = 864e5; // milliseconds
  var FIRST = -719162; // the first day of the year 1, counted from 1970
  var LAST = 2932896; // the last day of the year 9999
  var WHOLE = 1e15; // smaller whole numbers have no more than 15 digits
  var LONGEST_TEXT = 5000; // a longer text matches no pattern
  var SPACE = "\\t\\n\\v\\f\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
  var WORDS = new RegExp("[^" + SPACE + "]+", "g");
  var NUMBER = new RegExp("^[" + SPACE + "]*([+-]?(?:\\d+\\.?\\d*|\\.\\d+))[" + SPACE + "]*$");
  var DATE = new RegExp("^[" + SPACE + "]*(\\d{4}-\\d\\d-\\d\\d)[" + SPACE + "]*$");

  function filled(value) {
    var isEmpty = value === undefined || value === null || value === "" || (Array.isArray(value) && !value.length);
    return isEmpty ? null : value;
  }

  function present(values) {
    return values.filter(function (value) { return value !== null; });
  }

  function isTrue(value) {
    return value === true;
  }

  // Numbers

  function tidy(number) {
    var result = isFinite(number) ? Number(number.toPrecision(15)) : null;
    return isFinite(result) ? result : null;
  }

  function add(numbers) {
    return numbers.reduce(function (total, number) { return total === null ? null : tidy(total + number); });
  }

  function shift(number, places) {
    var parts = String(number).split("e");
    return Number(parts[0] + "e" + (Number(parts[1] || 0) + places));
  }

  function round(number, digits) {
    var places = Math.trunc(Math.max(-15, Math.min(15, digits || 0)));
    var size = tidy(Math.abs(number));
    if (size === null || size >= WHOLE) return number;
    var shifted = shift(size, places);
    var whole = Math.floor(shifted);
    if (shifted - whole >= 0.5) whole += 1;
    return (number < 0 ? -1 : 1) * shift(whole, -places);
  }

  function numberOf(value) {
    if (typeof value !== "string") return Number(value);
    var match = NUMBER.exec(value);
    return match ? tidy(Number(match[1])) : null;
  }

  // Texts

  function characters(text) {
    return Array.from((text || "").replace(/\r\n/g, "\n"));
  }

  function accepts(characterClass, character) {
    var code = character.codePointAt(0);
    var bounds = characterClass[1];
    var isInside = characterClass[2].some(function (name) { return new RegExp("^\\p{" + name + "}$", "u").test(character); });
    for (var i = 0; i < bounds.length; i += 2) {
      if (bounds[i] <= code && code <= bounds[i + 1]) isInside = true;
    }
    return isInside !== Boolean(characterClass[0]);
  }

  // Follows all ways through the pattern at once, so that no text takes longer than its length says.
  function matches(text, pattern) {
    if (text === null) return false;
    var rest = Array.from(text);
    if (rest.length > LONGEST_TEXT) return false;
    if (!rest.length) return pattern.empty;
    var expected = new Set(pattern.first);
    var matched = [];
    rest.forEach(function (character) {
      matched = Array.from(expected).filter(function (position) { return accepts(pattern.classes[position], character); });
      expected = new Set();
      matched.forEach(function (position) {
        pattern.following[position].forEach(function (next) { expected.add(next); });
      });
    });
    return matched.some(function (position) { return pattern.last.indexOf(position) >= 0; });
  }

  // Dates

  function toDays(date) {
    return Date.parse(date + "T00:00:00Z") / DAY;
  }

  function fromDays(days) {
    return days >= FIRST && days <= LAST ? new Date(days * DAY).toISOString().slice(0, 10) : null;
  }

  function padded(number, length) {
    return ("0000" + number).slice(-length);
  }

  function dateFrom(year, month, day) {
    var parts = [year, month, day].map(Math.trunc);
    if (!(parts[0] >= 1 && parts[0] <= 9999 && parts[1] >= 1 && parts[1] <= 12 && parts[2] >= 1 && parts[2] <= 31)) return null;
    var date = padded(parts[0], 4) + "-" + padded(parts[1], 2) + "-" + padded(parts[2], 2);
    return fromDays(toDays(date)) === date ? date : null;
  }

  function dateOf(text) {
    var match = DATE.exec(text);
    return match ? dateFrom.apply(null, match[1].split("-")) : null;
  }

  function part(date, start, end) {
    return Number(date.slice(start, end));
  }

  // In a shorter month its last day.
  function addMonths(date, months) {
    var total = part(date, 0, 4) * 12 + part(date, 5, 7) - 1 + Math.trunc(months);
    var day = part(date, 8, 10);
    var result = null;
    while (result === null && day > 27) result = dateFrom(Math.floor(total / 12), (total % 12) + 1, day--);
    return result || dateFrom(Math.floor(total / 12), (total % 12) + 1, day);
  }

  // Values in order

  function smallest(values) {
    var results = present(values);
    return results.length ? results.reduce(function (a, b) { return b < a ? b : a; }) : null;
  }

  function largest(values) {
    var results = present(values);
    return results.length ? results.reduce(function (a, b) { return b > a ? b : a; }) : null;
  }

  function sum(values) {
    return add([0].concat(present(values)));
  }

  function first(values) {
    return filled(present(values)[0]);
  }

  function count(values) {
    return values.filter(isTrue).length;
  }

  // With a blank among them, the others decide, or it is blank.
  function decided(values, decisive) {
    if (values.indexOf(decisive) >= 0) return decisive;
    return values.indexOf(null) >= 0 ? null : !decisive;
  }

  function band(values) {
    var value = values[0];
    if (value === null) return null;
    for (var i = 1; i + 1 < values.length; i += 2) {
      if (values[i] !== null && value < values[i]) return values[i + 1];
    }
    return values[values.length - 1];
  }

  function isSame(left, right) {
    var sets = [new Set(left || []), new Set(right || [])];
    return sets[0].size === sets[1].size && Array.from(sets[0]).every(function (name) { return sets[1].has(name); });
  }

  // Operations of which a blank operand makes a blank result.
  var STRICT = {
    not: function (a) { return !a; },
    lt: function (a, b) { return a < b; },
    le: function (a, b) { return a <= b; },
    neg: function (a) { return -a; },
    add: function () { return add(Array.from(arguments)); },
    mul: function (a, b) { return tidy(a * b); },
    div: function (a, b) { return b === 0 ? null : tidy(a / b); },
    mod: function (a, b) { return b === 0 ? null : tidy(a % b); },
    round: round,
    int: Math.trunc,
    abs: Math.abs,
    number: numberOf,
    lower: function (text) { return text.toLowerCase(); },
    addDays: function (date, days) { return fromDays(toDays(date) + Math.trunc(days)); },
    daysBetween: function (later, earlier) { return toDays(later) - toDays(earlier); },
    dayOf: function (moment) { return moment.slice(0, 10); },
    dateOf: dateOf,
    dateFrom: dateFrom,
    add_months: addMonths,
    end_of_month: function (date) { return addMonths(date.slice(0, 8) + "31", 0); },
    end_of_year: function (date) { return date.slice(0, 4) + "-12-31"; },
    year: function (date) { return part(date, 0, 4); },
    month: function (date) { return part(date, 5, 7); },
    day: function (date) { return part(date, 8, 10); },
    hours: function (time) { return tidy(+time.slice(0, 2) + time.slice(3, 5) / 60 + time.slice(6, 8) / 3600); },
    weekday: function (date) { return ((((toDays(date) + 3) % 7) + 7) % 7) + 1; },
    showMoment: function (moment) { return moment.slice(0, 16).replace("T", " "); },
    showTime: function (time) { return time.slice(0, 5); }
  };

  // Operations that are given blanks, all operands in one array.
  var LOOSE = {
    and: function (v) { return decided(v, false); },
    or: function (v) { return decided(v, true); },
    eq: function (v) { return v[0] === v[1]; },
    isBlank: function (v) { return v[0] === null; },
    isTrue: function (v) { return v[0] === true; },
    list: present,
    oneOf: function (v) { return v.indexOf(v[0], 1) > 0; },
    selected: function (v) { return v[1] !== null && (v[0] || []).indexOf(v[1]) >= 0; },
    sameNames: function (v) { return isSame(v[0], v[1]); },
    contains: function (v) { return v[0] !== null && v[1] !== null && v[0].indexOf(v[1]) >= 0; },
    starts_with: function (v) { return v[0] !== null && v[1] !== null && v[0].indexOf(v[1]) === 0; },
    regex: function (v) { return matches(v[0], v[1]); },
    length: function (v) { return characters(v[0]).length; },
    words: function (v) { return ((v[0] || "").match(WORDS) || []).length; },
    concat: function (v) { return filled(v.map(function (value) { return value === null ? "" : String(value); }).join("")); },
    count_selected: function (v) { return (v[0] || []).length; },
    count_filled: function (v) { return present(v).length; },
    at_least: function (v) { return v[0] === null ? null : count(v.slice(1)) >= v[0]; },
    if: function (v) { return v[0] === true ? v[1] : v[2]; },
    coalesce: first,
    band: band,
    min: smallest,
    max: largest,
    sum: sum
  };

  // Operations over rows: what they make of the value in each row.
  var AGGREGATES = {
    count: count,
    share: function (values) { return values.length ? tidy(count(values) / values.length) : null; },
    sumOf: sum,
    minOf: smallest,
    maxOf: largest,
    firstOf: first,
    lastOf: function (values) { return first(values.reverse()); }
  };

  function look(names, row) {
    var value = row;
    names.forEach(function (name) {
      var has = value !== null && value !== undefined && Object.prototype.hasOwnProperty.call(value, name);
      value = has ? value[name] : null;
    });
    return filled(value);
  }

  // `place`: the row that is looked at, and the place around it.
  function run(tree, place) {
    if (!Array.isArray(tree)) return tree;
    var name = tree[0];
    var operands = tree.slice(1);
    if (name === "get") return look(operands, place.row);
    if (name === "parent") return run(operands[0], place.outer);
    if (name === "today") return place.outer ? run(tree, place.outer) : look(["today"], place.row);
    if (AGGREGATES[name]) {
      var rows = run(operands[0], place) || [];
      if (operands.length === 1) return rows.length;
      return AGGREGATES[name](rows.map(function (row) { return run(operands[1], { row: row, outer: place }); }));
    }
    var values = operands.map(function (operand) { return run(operand, place); });
    if (LOOSE[name]) return LOOSE[name](values);
    return values.indexOf(null) >= 0 ? null : STRICT[name].apply(null, values);
  }

  return {
    // The value of a checked expression, null where it is blank. `names`: name → value; rows are objects of the same kind.
    evaluate: function (tree, names) {
      return run(tree, { row: names, outer: null });
    },
    // Whether a filter of choices lets one through. `attributes`: what the choice says; `names`: the answers around it.
    fits: function (tree, attributes, names) {
      return run(tree, { row: attributes, outer: { row: names, outer: null } }) === true;
    }
  };
})();
