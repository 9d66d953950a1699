// The page finds its way back under the name and the protocol it was opened with, a proxy's too.
document.addEventListener("DOMContentLoaded", () => {
  const terminal = document.getElementById("terminal");
  terminal.dataset.sessionWebsocketUrl = location.origin.replace(/^http/, "ws") + "/ws";
  const size = parseInt(new URLSearchParams(location.search).get("fontsize"));
  if (size) terminal.dataset.fontSize = Math.min(Math.max(size, 6), 72);
});
