// Puts a suggested place into the field. The suggestions themselves are htmx's; without either the
// field takes any spelling as it is.
const field = document.querySelector("#id_unit");
const list = document.querySelector("#unit-suggestions");

list?.addEventListener("click", (event) => {
  const button = event.target.closest("[data-unit]");
  if (!button) return;
  field.value = button.dataset.unit;
  list.innerHTML = "";
  field.focus();
});
