/** Lines to one mail server, held open between batches, each with one mail on its way at the most. */
import { Readable } from 'node:stream'
import SMTPConnection, { type SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection'

export interface Mail {
  from: string
  to: string
  bytes: Buffer
}

export type HandOver =
  | { taken: true }
  /**
   * `mayHaveIt`: some of the text had been given, so that the server may have taken it; `neverOpen`: there was no line to
   * begin with.
   */
  | { taken: false; error: unknown; mayHaveIt: boolean; neverOpen: boolean }

/** How long the server may be silent. Nothing else ends a mail that is on its way. */
export interface Patience {
  /** From the first step, which may be to open the line, until the server asks for the text. */
  beforeTextMs: number
  /** From there until it says that it has the text. */
  afterTextMs: number
}

export interface Relay {
  options: SMTPConnectionOptions
  auth?: { user: string; pass: string }
  patience: Patience
}

export interface Line {
  /** Open, or being opened. */
  isThere(): boolean
  handOver(mail: Mail): Promise<HandOver>
}

/** Codes of nodemailer's errors, and of the server's answers. */
interface SmtpError {
  code?: string
  responseCode?: number
}

/** A server may close a line of its own accord; a mail of which nothing was given then goes over a new one. */
const isClosing = ({ code, responseCode }: SmtpError): boolean =>
  responseCode === 421 || code === 'ECONNECTION' || code === 'ESOCKET'

/** The mail was refused, and the server goes on with the line. */
const isRefusal = ({ code, responseCode }: SmtpError): boolean =>
  (code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode !== 421 && responseCode !== 503

const nobodyListens = (): void => {}

/** So many lines, opened when they are needed; whoever wants one waits for its turn. */
export interface Lines {
  /** undefined when none is free by then, an instant of `performance.now()`. */
  take(byMs: number): Promise<Line | undefined>
  give(line: Line): void
  areThere(): boolean
}

export function makeLines(count: number, relay: Relay): Lines {
  const lines = Array.from({ length: count }, () => makeLine(relay))
  const free = [...lines]
  const waiting: ((line: Line) => void)[] = []
  return {
    async take(byMs) {
      const line = free.pop()
      if (line) return line
      return new Promise((resolve) => {
        const hasIt = (given: Line): void => {
          clearTimeout(timer)
          resolve(given)
        }
        const timer = setTimeout(() => {
          waiting.splice(waiting.indexOf(hasIt), 1)
          resolve(undefined)
        }, byMs - performance.now())
        waiting.push(hasIt)
      })
    },
    give(line) {
      const next = waiting.shift()
      if (next) next(line)
      // Open ones first.
      else if (line.isThere()) free.push(line)
      else free.unshift(line)
    },
    areThere: () => lines.some((line) => line.isThere()),
  }
}

function makeLine({ options, auth, patience }: Relay): Line {
  let connection: SMTPConnection | undefined
  let isOpen = false
  /** Hears of the end of the line. */
  let onEnd: (error: SmtpError) => void = nobodyListens

  return {
    isThere: () => connection !== undefined,
    async handOver(mail) {
      const beganMs = performance.now()
      const wasOpen = isOpen
      const first = await handOverOnce(mail, patience.beforeTextMs)
      if (first.taken || first.mayHaveIt || !wasOpen || !isClosing(first.error as SmtpError)) return first
      return handOverOnce(mail, patience.beforeTextMs - (performance.now() - beganMs))
    },
  }

  function handOverOnce(mail: Mail, beforeTextMs: number): Promise<HandOver> {
    return new Promise((resolve) => {
      let neverOpen = true
      let mayHaveIt = false
      let isOver = false
      let timer = setTimeout(giveUp, beforeTextMs)
      const text = new Readable({
        read() {
          if (isOver) return
          mayHaveIt = true
          clearTimeout(timer)
          timer = setTimeout(giveUp, patience.afterTextMs)
          this.push(mail.bytes)
          this.push(null)
        },
      })
      function settle(result: HandOver): void {
        if (isOver) return
        isOver = true
        clearTimeout(timer)
        onEnd = nobodyListens
        resolve(result)
      }
      function giveUp(): void {
        onEnd({ code: 'ETIMEDOUT' })
        close()
      }
      const fail = (error: SmtpError): void => settle({ taken: false, error, mayHaveIt, neverOpen })
      onEnd = fail
      whenOpen((open) => {
        neverOpen = false
        open.send({ from: mail.from, to: mail.to }, text, (error) => {
          if (isOver) return
          if (!error) settle({ taken: true })
          else if (isRefusal(error)) forget(open, { taken: false, error, mayHaveIt: false, neverOpen })
          else {
            fail(error)
            close()
          }
        })
      })

      /** The line is free for the next mail once the server has forgotten this one; what became of it is known. */
      function forget(open: SMTPConnection, refused: HandOver): void {
        onEnd = () => settle(refused)
        open.reset((failed) => {
          if (failed) close()
          settle(refused)
        })
      }
    })
  }

  function whenOpen(use: (open: SMTPConnection) => void): void {
    if (connection) {
      use(connection)
      return
    }
    const opening = new SMTPConnection(options)
    connection = opening
    const ended = (error: SmtpError): void => {
      if (connection !== opening) return
      close()
      onEnd(error)
    }
    const opened = (): void => {
      isOpen = true
      use(opening)
    }
    opening.on('error', ended)
    opening.once('end', () => ended({ code: 'ECONNECTION' }))
    opening.connect((error) => {
      if (error) ended(error)
      else if (!auth || !opening.allowsAuth) opened()
      else {
        opening.login({ user: auth.user, credentials: auth }, (refused) => (refused ? ended(refused) : opened()))
      }
    })
  }

  function close(): void {
    const closing = connection
    connection = undefined
    isOpen = false
    closing?.close()
  }
}
