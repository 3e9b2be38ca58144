const search = document.getElementById("search");
const shown = document.getElementById("shown");
const entries = [...document.querySelectorAll(".entry")];
let texts;

function filter() {
  texts ??= entries.map((entry) => `${entry.id} ${entry.textContent}`.toLowerCase());
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  document.body.classList.toggle("searching", words.length > 0);
  let count = 0;
  entries.forEach((entry, k) => {
    entry.hidden = !words.every((word) => texts[k].includes(word));
    count += !entry.hidden;
  });
  shown.textContent = words.length ? `${count} of ${entries.length}` : "";
}

function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const around = target && target.closest("details");
  if (around) {
    around.open = true;
    target.scrollIntoView();
  }
}

search.addEventListener("input", filter);
addEventListener("hashchange", openTarget);
document.getElementById("unfold").addEventListener("click", () => {
  const all = [...document.querySelectorAll("details")];
  const open = all.some((details) => !details.open);
  for (const details of all) details.open = open;
});
openTarget();
