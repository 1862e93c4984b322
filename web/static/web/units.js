// Suggests places while one is typed. Without this script the field takes any spelling as it is.
const field = document.querySelector("#id_unit");
const list = document.querySelector("#unit-suggestions");
let waiting;

field?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    const answer = await fetch(`/don-vi/?unit=${encodeURIComponent(field.value)}`).catch(() => null);
    list.innerHTML = answer?.ok ? await answer.text() : "";
  }, 250);
});

list?.addEventListener("click", (event) => {
  const button = event.target.closest("[data-unit]");
  if (!button) return;
  field.value = button.dataset.unit;
  list.innerHTML = "";
  field.focus();
});
