"use strict";
// Decides an XForm: which nodes are relevant, what is calculated, which constraints hold. Every expression goes to Enketo's evaluator.
window.XForm = (() => {
  const MOST_PASSES = 60;

  // The CommonJS modules of the evaluator, by their paths.
  function load(sources, path) {
    const loaded = {};
    const folder = (file) => file.split("/").slice(0, -1);
    function require(from, name) {
      const parts = folder(from);
      for (const part of name.split("/")) {
        if (part === "..") parts.pop();
        else if (part !== ".") parts.push(part);
      }
      const file = `${parts.join("/")}.js`;
      if (!loaded[file]) {
        loaded[file] = { exports: {} };
        const run = new Function("module", "exports", "require", sources[file]);
        run(loaded[file], loaded[file].exports, (next) => require(file, next));
      }
      return loaded[file].exports;
    }
    return require("", path);
  }

  const children = (node, name) => [...node.children].filter((child) => child.localName === name);

  // The parts of an XForm. `nodes`: by path, in the order of the document.
  function read(xml) {
    const source = new DOMParser().parseFromString(xml, "text/xml");
    const model = source.getElementsByTagName("model")[0];
    const primary = children(model, "instance")[0].firstElementChild;
    // Expressions name nodes without a namespace, and the instance stands in one of its own.
    const instance = document.implementation.createDocument(null, null);
    const copy = (node) => {
      const element = instance.createElementNS(null, node.localName);
      if (node.children.length) [...node.children].forEach((child) => element.append(copy(child)));
      else element.textContent = node.textContent;
      return element;
    };
    instance.append(copy(primary));
    const binds = {};
    for (const bind of children(model, "bind")) binds[bind.getAttribute("nodeset")] = bind;
    const nodes = [];
    const walk = (node, path, parent) => {
      const entry = { path, node, parent, bind: binds[path], name: node.localName, isLeaf: !node.children.length };
      nodes.push(entry);
      [...node.children].forEach((child) => walk(child, `${path}/${child.localName}`, entry));
    };
    walk(instance.documentElement, `/${instance.documentElement.localName}`, null);
    return { instance, nodes };
  }

  // What a form says of some answers (path → text): for each path {relevant, value, constraint, required}.
  function decide(evaluate, form, answers) {
    const expression = (entry, key) => entry.bind && entry.bind.getAttribute(key);
    const ask = (entry, key, type) => evaluate.evaluate(expression(entry, key), entry.node, null, type);
    const holds = (entry, key) => ask(entry, key, XPathResult.BOOLEAN_TYPE).booleanValue;
    const leaves = form.nodes.filter((entry) => entry.isLeaf);
    for (const entry of leaves) entry.node.textContent = answers[entry.path] || "";
    for (const entry of form.nodes) entry.relevant = true;
    let changed = true;
    for (let pass = 0; changed; pass += 1) {
      if (pass > MOST_PASSES) throw new Error("the form does not come to rest");
      changed = false;
      for (const entry of form.nodes) {
        const own = !expression(entry, "relevant") || holds(entry, "relevant");
        const relevant = own && (!entry.parent || entry.parent.relevant);
        let value = answers[entry.path] || "";
        if (expression(entry, "calculate")) value = ask(entry, "calculate", XPathResult.STRING_TYPE).stringValue;
        // What is not relevant is blank for all others (JavaRosa; ODK Web Forms).
        if (!relevant) value = "";
        if (relevant !== entry.relevant || (entry.isLeaf && entry.node.textContent !== value)) changed = true;
        entry.relevant = relevant;
        if (entry.isLeaf) entry.node.textContent = value;
      }
    }
    const result = {};
    for (const entry of leaves) {
      const value = entry.node.textContent;
      const judged = entry.relevant && value !== "" && expression(entry, "constraint");
      result[entry.path] = {
        relevant: entry.relevant,
        value,
        constraint: judged ? holds(entry, "constraint") : true,
        required: Boolean(entry.relevant && expression(entry, "required")) && holds(entry, "required"),
      };
    }
    return result;
  }

  let evaluator;
  return {
    start(sources) {
      evaluator = load(sources, "openrosa-xpath")();
    },
    decide(xml, batch) {
      const form = read(xml);
      return batch.map((answers) => decide(evaluator, form, answers));
    },
  };
})();
