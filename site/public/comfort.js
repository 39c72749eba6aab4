// Large type and dark pages as the reader chose, before anything is drawn; kept on this device only.
;(() => {
  const root = document.documentElement
  const kept = (name) => {
    try {
      return localStorage.getItem(name)
    } catch {
      return null
    }
  }
  const keep = (name, value) => {
    try {
      localStorage.setItem(name, value)
    } catch {}
  }
  const isDark = () =>
    root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches
  if (kept('elder') === '1') root.dataset.elder = ''
  const theme = kept('theme')
  if (theme) root.dataset.theme = theme

  addEventListener('DOMContentLoaded', () => {
    for (const button of document.querySelectorAll('[data-comfort]')) {
      const off = button.textContent
      const isElder = button.dataset.comfort === 'elder'
      const show = () => {
        const isOn = isElder ? 'elder' in root.dataset : isDark()
        button.textContent = isOn ? button.dataset.on : off
        button.setAttribute('aria-pressed', String(isOn))
      }
      button.addEventListener('click', () => {
        if (isElder) {
          root.toggleAttribute('data-elder')
          keep('elder', 'elder' in root.dataset ? '1' : '0')
        } else {
          root.dataset.theme = isDark() ? 'light' : 'dark'
          keep('theme', root.dataset.theme)
        }
        show()
      })
      show()
      button.hidden = false
    }
  })
})()
