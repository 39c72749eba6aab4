/** Shows the way to this month, where the calendar has it. */
const link = document.querySelector<HTMLAnchorElement>('[data-now]')
const now = new Date()
const month = document.getElementById(`m${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}`)
if (link && month) {
  link.href = `#${month.id}`
  link.closest('p')!.hidden = false
  month.setAttribute('aria-current', 'date')
}
