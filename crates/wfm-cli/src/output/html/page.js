// The page works without this: it remembers the day chosen on the roster board in the address.
(() => {
  const chosen = document.getElementById(location.hash.slice(1));
  if (chosen && chosen.name === "board-day") chosen.checked = true;
  for (const input of document.querySelectorAll("input[name=board-day]")) {
    input.addEventListener("change", () => history.replaceState(null, "", "#" + input.id));
  }
})();
