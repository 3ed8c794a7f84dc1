/* A page that the browser put aside and shows again, by Back, is asked for anew: whoever signed out meanwhile sees nothing of it. */
addEventListener("pageshow", function (event) {
  "use strict";
  if (event.persisted) { location.reload(); }
});
