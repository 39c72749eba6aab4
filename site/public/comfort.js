// Large type and dark pages as the reader chose, before anything is drawn; kept on this device only.
;(() => {
  const root = document.documentElement
  // Buttons that need scripts stand there from the first picture on: shown later they would push the page down.
  root.dataset.script = ''
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

  // A link or a printed code may ask for large type: `?elder=1`; `?elder=0` takes it back.
  const asked = new URLSearchParams(location.search).get('elder')
  if (asked === '1' || asked === '0') keep('elder', asked)
  if ((asked ?? kept('elder')) === '1') root.dataset.elder = ''
  const theme = kept('theme')
  if (theme === 'dark' || theme === 'light') root.dataset.theme = theme

  addEventListener('DOMContentLoaded', () => {
    for (const button of document.querySelectorAll('[data-comfort]')) {
      const off = button.textContent
      const isElder = button.dataset.comfort === 'elder'
      // The label says what the button will do next; a pressed state beside it would say the opposite of it.
      const show = () => {
        const isOn = isElder ? 'elder' in root.dataset : isDark()
        button.textContent = isOn ? button.dataset.on : off
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
      matchMedia('(prefers-color-scheme: dark)').addEventListener?.('change', show)
    }
  })
})()
