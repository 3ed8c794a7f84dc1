/* Sends files one by one as they are chosen, photos made smaller before, with a progress mark; the form then carries only what
   says that they have arrived. What breaks is sent again alone. Without this script files travel with the form.
   Written for Chrome 70. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-files]");
  if (!form || !window.FormData || !window.XMLHttpRequest || !HTMLCanvasElement.prototype.toBlob) { return; }
  var LARGE = 600 * 1024, LONGEST = 2048, MOST_PIXELS = 16777216, QUALITY = 0.85, STALLED = 60000;
  var queue = [], current = null, failed = [], waiting = null, isOff = false;
  // Older browsers draw a photo lying on its side, and tell nobody.
  var drawsUpright = window.CSS && CSS.supports && CSS.supports("image-orientation", "from-image");

  function words(name, gaps) {
    return form.getAttribute("data-upload-" + name).replace(/\{(\w+)\}/g, function (gap, key) { return gaps && key in gaps ? gaps[key] : gap; });
  }

  function element(tag, text, className) {
    var made = document.createElement(tag);
    if (text) { made.textContent = text; }
    if (className) { made.className = className; }
    return made;
  }

  /* A photo that a screen can show; in any doubt the file as it is. */
  function smaller(file, done) {
    if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size <= LARGE || !drawsUpright) { done(file); return; }
    // As data: the pages' Content-Security-Policy has no blob: in it.
    var reader = new FileReader(), image = new Image();
    function end(result) { image.onload = image.onerror = null; image.removeAttribute("src"); done(result); }
    image.onerror = reader.onerror = function () { end(file); };
    image.onload = function () {
      var width = image.naturalWidth, height = image.naturalHeight, scale = Math.min(1, LONGEST / Math.max(width, height));
      if (!width || !height || width * height > MOST_PIXELS) { end(file); return; }
      try {
        var canvas = document.createElement("canvas");
        canvas.width = Math.round(width * scale); canvas.height = Math.round(height * scale);
        var pen = canvas.getContext("2d");
        pen.fillStyle = "#fff"; pen.fillRect(0, 0, canvas.width, canvas.height);
        pen.drawImage(image, 0, 0, canvas.width, canvas.height);
        if (isOneColour(canvas)) { end(file); return; }
        canvas.toBlob(function (blob) {
          if (!blob || blob.size >= file.size) { end(file); return; }
          blob.name = file.name.replace(/\.[^.]*$/, "") + ".jpg"; end(blob);
        }, "image/jpeg", QUALITY);
      } catch (error) { end(file); }
    };
    reader.onload = function () { image.src = reader.result; };
    reader.readAsDataURL(file);
  }

  /* Telephones that have too little memory draw nothing, without an error. */
  function isOneColour(canvas) {
    var small = document.createElement("canvas"), size = 16;
    small.width = small.height = size;
    var pen = small.getContext("2d");
    pen.drawImage(canvas, 0, 0, size, size);
    var points = pen.getImageData(0, 0, size, size).data;
    for (var index = 4; index < points.length; index++) { if (points[index] !== points[index % 4]) { return false; } }
    return true;
  }

  function list(input) {
    var lists = input.parentNode.querySelectorAll("ul.files");
    if (lists.length) { return lists[lists.length - 1]; }
    var made = element("ul", "", "files");
    input.parentNode.insertBefore(made, input);
    return made;
  }

  function add(input, file) {
    var item = { input: input, file: file, row: element("li") };
    begin(item);
    list(input).appendChild(item.row);
    queue.push(item); next();
  }

  function begin(item) {
    item.text = element("span", words("waiting", { name: item.file.name }));
    item.bar = element("progress");
    item.text.setAttribute("role", "status");
    item.bar.max = 100; item.bar.setAttribute("aria-hidden", "true");
    item.row.appendChild(item.text); item.row.appendChild(item.bar);
  }

  /* A repetition that was removed keeps its files to itself, until it is brought back. */
  function present(item) { return form.contains(item.input); }

  function next() {
    if (current) { return; }
    var item = queue.filter(present)[0];
    if (!item) { ended(); return; }
    queue.splice(queue.indexOf(item), 1);
    current = item;
    smaller(item.file, function (file) { send(item, file); });
  }

  function send(item, file) {
    var body = new FormData(), request = new XMLHttpRequest(), timer = null, tenth = -1;
    // The token, the key and what has arrived already; no answers.
    Array.prototype.forEach.call(form.querySelectorAll("input[type=hidden]"), function (field) { body.append(field.name, field.value); });
    body.append(item.input.name, file, file.name || item.file.name);
    function watch() { clearTimeout(timer); timer = setTimeout(function () { request.abort(); }, STALLED); }
    request.upload.onprogress = function (event) {
      watch();
      if (!event.lengthComputable) { return; }
      var percent = Math.floor(100 * event.loaded / event.total);
      item.bar.value = percent;
      // Read aloud in a few steps, not in a hundred.
      if (Math.floor(percent / 25) !== tenth) { tenth = Math.floor(percent / 25); item.text.textContent = words("sending", { name: item.file.name, percent: percent }); }
    };
    request.onload = function () { clearTimeout(timer); answered(item, request); };
    request.onerror = request.onabort = function () { clearTimeout(timer); broke(item); };
    request.open("POST", form.getAttribute("data-files"));
    watch();
    request.send(body);
  }

  function answered(item, request) {
    var answer = null;
    try { answer = JSON.parse(request.responseText); } catch (error) { /* a page of a proxy's, or one that says that we are out of order */ }
    if (!answer || !answer.arrived) { broke(item); return; }
    current = null;
    clear(item);
    // Its repetition was removed meanwhile: nobody had a question for it.
    if (!present(item) && !answer.arrived.length) { begin(item); queue.push(item); }
    else if (answer.arrived.length) { arrived(item, answer.arrived[0]); } else { refused(item, answer.problems.join(" ")); }
    if (request.status === 403) { isOff = true; }
    next();
  }

  function clear(item) { item.row.textContent = ""; }

  function arrived(item, file) {
    var token = element("input"), drop = element("label", "", "drop"), box = element("input");
    token.type = "hidden"; token.name = "kept-" + item.input.name; token.value = file.token;
    box.type = "checkbox"; box.name = "leave-out"; box.value = file.token;
    drop.appendChild(box); drop.appendChild(document.createTextNode(" " + words("drop")));
    item.text = element("span", "✓ " + file.name + " ");
    item.text.setAttribute("role", "status");
    item.text.appendChild(element("small", file.size));
    item.row.appendChild(token); item.row.appendChild(item.text); item.row.appendChild(drop);
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function refused(item, text) {
    item.text = element("span", text, "error");
    item.text.setAttribute("role", "alert");
    item.row.appendChild(item.text); item.row.appendChild(button(words("remove"), function () { remove(item); }));
  }

  function broke(item) {
    current = null; failed.push(item); clear(item);
    item.text = element("span", words("failed", { name: item.file.name }), "error");
    item.text.setAttribute("role", "alert");
    item.row.appendChild(item.text);
    item.row.appendChild(button(words("again"), function () { again(item); }, "small"));
    item.row.appendChild(button(words("remove"), function () { remove(item); }));
    next();
  }

  function button(text, press, className) {
    var made = element("button", text, className || "small quiet");
    made.type = "button"; made.addEventListener("click", press);
    return made;
  }

  function remove(item) {
    failed = failed.filter(function (other) { return other !== item; });
    item.row.parentNode.removeChild(item.row);
    item.input.focus();
  }

  function again(item) { remove(item); add(item.input, item.file); }

  /* All that was chosen has been sent: so is the form, if “Send” was pressed meanwhile and nothing broke. */
  function ended() {
    if (!waiting) { return; }
    var pressed = waiting;
    waiting = null;
    var broken = failed.filter(present);
    if (broken.length) { broken[0].row.scrollIntoView(); } else { pressed.click(); }
  }

  form.addEventListener("submit", function (event) {
    var broken = failed.filter(present);
    if (!current && !queue.some(present) && !broken.length) { return; }
    event.preventDefault(); event.stopImmediatePropagation();
    waiting = event.submitter || form.querySelector("button[type=submit]:not([name])");
    broken.forEach(again);
  }, true);

  function prepare(input) {
    // The browser's own button speaks the browser's language, which need not be the page's.
    var label = element("label", words("choose"), "button-like");
    label.htmlFor = input.id; input.classList.add("behind");
    input.parentNode.insertBefore(label, input.nextSibling);
    input.addEventListener("change", function () {
      if (isOff) { input.classList.remove("behind"); return; }
      var files = Array.prototype.slice.call(input.files);
      input.value = "";
      files.forEach(function (file) { add(input, file); });
    });
  }

  function prepareAll(root) { Array.prototype.forEach.call(root.querySelectorAll("input[type=file]"), prepare); }

  prepareAll(form);
  form.addEventListener("added", function (event) { prepareAll(event.target); });
  // What was brought back goes on.
  form.addEventListener("change", next);
}());
