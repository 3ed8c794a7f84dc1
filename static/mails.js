/* The frame around a mail is as high as the mail: all of it is seen, and the page scrolls as one.
   The mail can run nothing; the page may only measure it (allow-same-origin without allow-scripts). */
(function () {
  "use strict";
  function fit(frame) {
    var mail = frame.contentDocument;
    if (!mail || !mail.documentElement) { return; }
    frame.style.minHeight = "0";
    frame.style.height = "0";
    frame.style.height = mail.documentElement.scrollHeight + 2 + "px";
  }
  document.querySelectorAll("iframe.mail").forEach(function (frame) {
    frame.addEventListener("load", function () { fit(frame); });
    addEventListener("resize", function () { fit(frame); });
    fit(frame);
  });
})();
