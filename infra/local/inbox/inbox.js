/** Shows the handset's messages as phones and a mailbox, and follows what comes in. */
const phonesAtOnce = 60
const mailsAtOnce = 100
const refreshMs = 1000

const element = (id) => document.getElementById(id)
const make = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties)
  made.append(...children)
  return made
}
const time = (instant) =>
  make('time', {
    dateTime: instant,
    textContent: new Date(instant).toLocaleString('zh-CN', { timeZone: 'Asia/Shanghai', hour12: false }),
  })

const shown = { sms: phonesAtOnce, email: mailsAtOnce }
let lastTotals = ''
let openMail = ''

async function read(channel, limit, more = {}) {
  const query = new URLSearchParams({
    channel,
    to: element('to').value.trim(),
    alert: element('alert').value.trim(),
    limit: String(Math.min(limit, 1000)),
    ...more,
  })
  const response = await fetch(`/_local/inbox?${query}`)
  if (!response.ok) throw new Error(`inbox: ${response.status}`)
  return response.json()
}

function showPhones({ messages, total, next }) {
  const phones = new Map()
  for (const message of messages) {
    const list = phones.get(message.to) ?? []
    list.push(message)
    phones.set(message.to, list)
  }
  const cards = [...phones].map(([to, texts]) => {
    const bubbles = texts.map(({ body, at }) =>
      make('li', {}, time(at), make('div', { className: 'bubble', textContent: body })),
    )
    return make('article', { className: 'phone' }, make('h3', { textContent: to }), make('ol', {}, ...bubbles))
  })
  element('phones').replaceChildren(...(cards.length ? cards : [nothing()]))
  element('sms-count').textContent = total.toLocaleString()
  element('more-sms').hidden = next === null
}

function showMails({ messages, total, next }) {
  const items = messages.map((message, i) => {
    const button = make(
      'button',
      { type: 'button', ariaCurrent: String(openMail === `${message.to} ${message.at}`) },
      make('strong', { textContent: message.subject }),
      make('span', { textContent: message.to }),
      time(message.at),
    )
    button.addEventListener('click', () => showMail(i))
    return make('li', {}, button)
  })
  element('mails').replaceChildren(...(items.length ? items : [nothing()]))
  element('email-count').textContent = total.toLocaleString()
  element('more-email').hidden = next === null
  if (openMail === '' && messages.length > 0) showMail(0)
}

async function showMail(i) {
  const { messages } = await read('email', i + 1, { html: '1' })
  const message = messages[i]
  if (!message) return
  openMail = `${message.to} ${message.at}`
  const fields = [['To', message.to], ...Object.entries(message.headers)]
  element('mail-subject').textContent = message.subject
  element('mail-headers').replaceChildren(
    ...fields.flatMap(([name, value]) => [make('dt', { textContent: name }), make('dd', { textContent: value })]),
  )
  element('mail-body').srcdoc = message.html || make('pre', { textContent: message.body }).outerHTML
  element('mail').hidden = false
  for (const [at, button] of document.querySelectorAll('.mails button').entries()) {
    button.ariaCurrent = String(at === i)
  }
}

const nothing = () => make('p', { className: 'empty', textContent: '还没有消息 · nothing yet' })

async function refresh(always = false) {
  const [phones, mails] = await Promise.all([read('sms', shown.sms), read('email', shown.email)])
  const totals = `短信 SMS ${phones.total.toLocaleString()} · 邮件 E-mail ${mails.total.toLocaleString()}`
  const isSame = totals === lastTotals
  if (isSame && !always) return
  lastTotals = totals
  element('totals').textContent = totals
  showPhones(phones)
  showMails(mails)
}

async function follow() {
  try {
    if (!document.hidden) await refresh()
  } catch {
    element('totals').textContent = '本地云已停止 · the local cloud is not running'
    lastTotals = ''
  }
  setTimeout(follow, refreshMs)
}

element('filter').addEventListener('submit', (event) => {
  event.preventDefault()
  refresh(true)
})
element('more-sms').addEventListener('click', () => {
  shown.sms += phonesAtOnce
  refresh(true)
})
element('more-email').addEventListener('click', () => {
  shown.email += mailsAtOnce
  refresh(true)
})
follow()
