// Makes a page live: charts drawn in place, choices answered without a reload, months that play. Without it every page still works.
const STILL = matchMedia("(prefers-reduced-motion: reduce)");
const OPTIONS = { ast: true, renderer: "svg", actions: false, defaultStyle: false, tooltip: { disableDefaultStyle: true } };
let runtime = null;
let views = [];

const ready = () => (runtime ??= import("/static/vega.js").then(() => globalThis.vegaEmbed));

async function draw(figure) {
  const canvas = figure.querySelector(".canvas");
  if (!canvas || figure.dataset.drawn) return;
  figure.dataset.drawn = "asked";
  try {
    const [embed, answer] = await Promise.all([ready(), fetch(figure.dataset.spec)]);
    if (!answer.ok) throw new Error(String(answer.status));
    const spec = await answer.json();
    const stage = document.createElement("div");
    const view = await embed(stage, spec, OPTIONS);
    if (!figure.isConnected) return view.finalize();
    views.push(view);
    canvas.replaceChildren(stage);
    figure.dataset.drawn = "live";
  } catch (fault) {
    figure.dataset.drawn = "still"; // the drawing that came with the page stays
  }
}

const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    seen.unobserve(entry.target);
    draw(entry.target);
  }
}, { rootMargin: "300px" });

function wake() {
  views.forEach((view) => view.finalize());
  views = [];
  document.querySelectorAll("figure[data-spec]").forEach((figure) => seen.observe(figure));
  document.querySelectorAll("form.controls").forEach(dress);
}

function dress(form) {
  form.querySelector("button.go")?.setAttribute("hidden", "");
  const months = form.querySelector("select[data-play]");
  if (!months || STILL.matches || months.options.length < 3) return;
  const play = document.createElement("button");
  play.type = "button";
  play.className = "play";
  play.textContent = playing ? "Pause" : "Play months";
  play.addEventListener("click", () => (playing ? pause() : start()));
  months.parentElement.append(play);
}

// One request at a time; while it runs only the latest wish is kept.
let busy = false;
let wish = null;

async function go(url, push) {
  wish = { url, push };
  if (busy) return;
  busy = true;
  while (wish) {
    const now = wish;
    wish = null;
    try {
      const answer = await fetch(now.url, { headers: { accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const main = page.querySelector("main");
      if (wish || !main) continue;
      const focus = document.activeElement?.name;
      const open = new Set([...document.querySelectorAll("details[open]")].map((one) => one.parentElement.id));
      document.querySelector("main").replaceWith(document.adoptNode(main));
      document.title = page.title;
      if (now.push) history.pushState(null, "", now.url);
      open.forEach((id) => id && document.getElementById(id)?.querySelector("details")?.setAttribute("open", ""));
      wake();
      if (focus) document.querySelector(`main [name="${CSS.escape(focus)}"]`)?.focus();
      document.getElementById("said").textContent = document.querySelector(".answer")?.textContent ?? "";
    } catch (fault) {
      location.assign(now.url);
    }
  }
  busy = false;
}

function address(form) {
  const wanted = new URL(form.action);
  wanted.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== "")).toString();
  return wanted.href;
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form.controls");
  if (!form) return;
  pause();
  go(address(form), true);
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form.controls")) {
    event.target.querySelector("button")?.setAttribute("aria-busy", "true");
    return;
  }
  event.preventDefault();
  go(address(event.target), true);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("main a[data-swap]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  go(link.href, true);
});

addEventListener("popstate", () => go(location.href, false));

let playing = null;

function start() {
  playing = setInterval(() => {
    const months = document.querySelector("form.controls select[data-play]");
    if (!months || busy) return;
    if (months.selectedIndex + 1 >= months.options.length) return pause();
    months.selectedIndex += 1;
    go(address(months.form), true);
  }, 1200);
  go(location.href, false);
}

function pause() {
  if (!playing) return;
  clearInterval(playing);
  playing = null;
  document.querySelectorAll("button.play").forEach((button) => (button.textContent = "Play months"));
}

STILL.addEventListener("change", pause);
wake();
