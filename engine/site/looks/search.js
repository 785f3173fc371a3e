(() => {
  const box = document.getElementById("q");
  const hits = document.getElementById("hits");
  const rows = [...document.querySelectorAll("#found li")].map(row => [row, row.textContent.toLowerCase()]);
  const look = () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const [row, text] of rows) {
      row.hidden = !words.every(word => text.includes(word));
      found += !row.hidden;
    }
    for (const part of document.querySelectorAll("#found section")) {
      part.hidden = !part.querySelector("li:not([hidden])");
    }
    hits.textContent = words.length ? `${found} found` : "";
  };
  box.closest("form").hidden = false;
  box.value = decodeURIComponent(location.hash.slice(1));
  box.addEventListener("input", look);
  look();
})();
