/** Buttons that print; they stay hidden without it, and the browser's own menu prints as well. */
for (const button of document.querySelectorAll<HTMLButtonElement>('[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => print())
}
