"use strict";
(() => {
  const rows = Array.from(document.querySelectorAll(".row"));
  const filters = document.getElementById("filters");
  const count = document.getElementById("count");
  const search = document.getElementById("search");
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const choices = filters ? Array.from(filters.querySelectorAll("select")) : [];
  let timer = 0;

  const matches = (row, number, words) =>
    words.every((word) => texts[number].includes(word)) &&
    choices.every((choice) => {
      const has = (row.getAttribute("data-" + choice.name) || "").split(" ");
      return choice.value === "" || has.includes(choice.value);
    });

  const apply = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, number) => {
      row.hidden = !matches(row, number, words);
      shown += row.hidden ? 0 : 1;
    });
    count.textContent = count.dataset.counted.replace("{shown}", shown.toLocaleString("en")).replace("{total}", rows.length.toLocaleString("en"));
  };

  const step = (direction) => {
    const visible = rows.filter((row) => !row.hidden);
    const here = visible.indexOf(document.activeElement.closest(".row"));
    const next = here < 0 ? (direction > 0 ? 0 : visible.length - 1) : here + direction;
    if (visible[next]) {
      visible[next].focus();
      visible[next].scrollIntoView({ block: "nearest" });
    }
  };

  if (filters) {
    filters.hidden = false;
    document.getElementById("keys").hidden = false;
    filters.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(apply, 120);
    });
    document.getElementById("all").addEventListener("click", () => {
      search.value = "";
      choices.forEach((choice) => { choice.value = ""; });
      apply();
      search.focus();
    });
    document.addEventListener("keydown", (event) => {
      const typing = event.target.matches("input, select, textarea");
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Escape" && event.target === search) {
        search.value = "";
        apply();
        search.blur();
      } else if (!typing && event.key === "/") {
        event.preventDefault();
        search.focus();
      } else if (!typing && (event.key === "j" || event.key === "k")) {
        step(event.key === "j" ? 1 : -1);
      }
    });
    addEventListener("hashchange", () => {
      const row = document.getElementById(location.hash.slice(1));
      if (row && row.hidden) {
        document.getElementById("all").click();
        row.scrollIntoView();
      }
    });
  }

  const bitexts = Array.from(document.querySelectorAll(".bitext"));
  const choice = document.getElementById("bitext");
  if (choice) {
    const show = () => bitexts.forEach((each) => { each.hidden = each.id !== choice.value; });
    document.getElementById("bitexts").hidden = false;
    choice.addEventListener("change", show);
    show();
  }
})();
