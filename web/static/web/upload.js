// Says before the sending, which may take long, that a file is too large. The server says it too.
const input = document.querySelector("input[data-most-bytes]");
const note = document.querySelector("[data-too-large]");

function check() {
  const isTooLarge = (input.files[0]?.size ?? 0) > Number(input.dataset.mostBytes);
  note.hidden = !isTooLarge;
  return !isTooLarge;
}

input?.addEventListener("change", check);
input?.form.addEventListener("submit", (event) => {
  if (!check()) {
    event.preventDefault();
    input.focus();
    return;
  }
  event.submitter?.setAttribute("aria-busy", "true");
});
