/** `<button data-copy="id" data-done="…" hidden>` copies the text of the element it names. */

/** Without scripts the buttons stay hidden: they could do nothing. */
export function showCopyButtons(root: ParentNode): void {
  for (const button of root.querySelectorAll<HTMLElement>('[data-copy]')) button.hidden = false
}

const saidMs = 3_000

async function copy(source: HTMLElement): Promise<void> {
  const isField = source instanceof HTMLTextAreaElement || source instanceof HTMLInputElement
  // biome-ignore lint/performance/useDomNodeTextContent: lines on the page are to be lines in the copy
  const text = isField ? source.value : source.innerText.trim()
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    // Old browsers, and those inside chat programs.
    if (isField) source.select()
    else getSelection()?.selectAllChildren(source)
    document.execCommand('copy')
    getSelection()?.removeAllRanges()
  }
}

document.addEventListener('click', async ({ target }) => {
  const button = target instanceof Element ? target.closest<HTMLElement>('[data-copy]') : null
  const source = button && document.getElementById(button.dataset.copy ?? '')
  if (!button || !source || button.ariaDisabled === 'true') return
  await copy(source)
  const label = button.textContent
  button.ariaDisabled = 'true'
  button.textContent = button.dataset.done ?? `✓ ${label}`
  setTimeout(() => {
    button.textContent = label
    button.ariaDisabled = null
  }, saidMs)
})
showCopyButtons(document)
