// Measures what was played, second by second of the material, and tells the server.
// A fact gets its own id when it is made and waits in this device until the server has it:
// a lost network, a closed browser or a repeat changes nothing.
for (const box of document.querySelectorAll("[data-player]")) {
  const media = box.querySelector("audio, video");
  const key = `facts:${box.dataset.url}`;
  const token = document.cookie.match(/csrftoken=([^;]+)/)?.[1] ?? "";
  let start = null;
  let last = 0;

  const waiting = () => JSON.parse(localStorage.getItem(key) ?? "[]");
  const keep = (facts) => localStorage.setItem(key, JSON.stringify(facts));

  function note() {
    if (start !== null && last - start >= 0.5) {
      const fact = {
        id: crypto.randomUUID?.() ?? uuid(),
        activity: box.dataset.activity,
        kind: "played",
        occurred_at: new Date().toISOString(),
        value: { intervals: [[Math.round(start * 10) / 10, Math.round(last * 10) / 10]] },
      };
      keep([...waiting(), fact]);
    }
    start = null;
  }

  // crypto.randomUUID needs https; a phone on a local network may have none.
  function uuid() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
    return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
  }

  async function send() {
    const facts = waiting().slice(0, 200);
    if (!facts.length) return;
    const sent = new Set(facts.map((fact) => fact.id));
    try {
      const answer = await fetch(box.dataset.url, {
        method: "POST",
        keepalive: true,
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ facts }),
      });
      if (answer.ok || answer.status === 400) keep(waiting().filter((fact) => !sent.has(fact.id)));
      box.querySelector("[data-offline]").hidden = answer.ok;
      if (answer.ok) show(await answer.json());
    } catch {
      box.querySelector("[data-offline]").hidden = false;
    }
  }

  function show(state) {
    const percent = state.played?.[box.dataset.activity];
    if (percent !== undefined) {
      box.querySelector("[data-played]").textContent = `${percent}%`;
      box.querySelector("[data-played-bar]").value = percent;
    }
    const tag = document.querySelector("#status");
    if (state.labels && tag) {
      tag.textContent = state.labels[box.dataset.activity];
      tag.classList.toggle("good", state.statuses[box.dataset.activity] === "done");
    }
  }

  media.addEventListener("timeupdate", () => {
    if (media.seeking || media.paused) return;
    // A jump is not playing: more than two seconds between two ticks begins a new interval.
    if (start === null || media.currentTime < last || media.currentTime - last > 2) {
      note();
      start = media.currentTime;
    }
    last = media.currentTime;
    if (last - start >= 15) {
      note();
      start = last;
      send();
    }
  });
  for (const event of ["pause", "ended", "seeking"]) {
    media.addEventListener(event, () => {
      if (event === "ended") last = media.duration;
      note();
      send();
    });
  }
  addEventListener("pagehide", () => { note(); send(); });
  addEventListener("online", send);
  send();
}
