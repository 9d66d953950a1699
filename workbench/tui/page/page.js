// The page finds its way back under the name and the protocol it was opened with, a proxy's too.
document.addEventListener("DOMContentLoaded", () => {
  const terminal = document.getElementById("terminal");
  terminal.dataset.sessionWebsocketUrl = location.origin.replace(/^http/, "ws") + "/ws";
  const size = parseInt(new URLSearchParams(location.search).get("fontsize"));
  if (size) terminal.dataset.fontSize = Math.min(Math.max(size, 6), 72);

  // Keys go to the app as soon as it draws, without a click.
  const focus = () => document.querySelector(".xterm-helper-textarea")?.focus();
  const drawing = new MutationObserver(() => {
    if (document.body.classList.contains("-first-byte")) {
      drawing.disconnect();
      focus();
    }
  });
  drawing.observe(document.body, { attributeFilter: ["class"] });
  window.addEventListener("focus", focus);
});

// A download begins here rather than in a new window, which a browser may refuse to open.
const open = window.open.bind(window);
window.open = (url, ...more) => {
  if (!String(url).startsWith(location.origin + "/download/")) return open(url, ...more);
  const link = document.createElement("a");
  link.href = url;
  link.download = "";
  link.click();
  return null;
};
